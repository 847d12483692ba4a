"""What every file of a report holds, as plain rows. Figures are numbers from 0 to 1, hidden ones are None."""

from collections.abc import Sequence
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from classroom.reports.content import LectureReport
from classroom.reports.headline import LEVELS
from classroom.reports.sentences import change_sentence, said_words
from classroom.reports.words import LEVEL_WORDS, RELIABILITY_WORDS, SIGNAL_WORDS
from classroom.sessions.signals import COUNTED
from classroom.timelines.buckets import TimelineBucket
from classroom.timelines.emotions import EMOTION_WORDS, EMOTIONS

Row = list[Any]


def warning(report: LectureReport) -> str:
    """The first words of every file."""
    if report.is_synthetic:
        return _("AI estimate · a synthetic example: nobody was there.")
    return _("AI estimate of a class, not of a person: expressions are not feelings, and the program is often wrong.")


def facts(report: LectureReport) -> list[Row]:
    """The lecture in names and values."""
    class_session, stored = report.class_session, report.stored
    return [
        [_("Course"), class_session.course.title],
        [_("Topic"), class_session.topic],
        [_("Started"), date_format(timezone.localtime(class_session.start), "Y-m-d H:i")],
        [_("Time zone"), timezone.get_current_timezone_name()],
        [_("Minutes"), class_session.minutes],
        [_("Reliability"), str(RELIABILITY_WORDS[report.reliability])],
        [_("Measured share of the lecture"), _short(stored.measured_share)],
        [_("Sharing, on average"), _short(stored.sharing_mean)],
        [_("Joined, on average"), _short(stored.joined_mean)],
        [_("Engagement (experimental)"), _short(stored.engagement)],
        [_("Engagement, typically from"), _short(stored.engagement_low)],
        [_("Engagement, typically to"), _short(stored.engagement_high)],
        [_("Shares and engagement"), _("numbers from 0 to 1")],
        [_("Smallest group shown"), class_session.minimum_group],
        [_("Model"), class_session.model_name],
        [_("Model, sha256"), class_session.model_sha256],
    ]


def timeline_heads() -> Row:
    return [
        _("Start (s)"),
        _("End (s)"),
        *(str(EMOTION_WORDS[emotion]) for emotion in EMOTIONS),
        _("Engagement"),
        _("Likely from"),
        _("Likely to"),
        *(_("Engagement {level}").format(level=LEVEL_WORDS[level]) for level in LEVELS),
        _("Joined"),
        _("Sharing"),
        _("Readable"),
        *(_("Said: {signal}").format(signal=SIGNAL_WORDS[signal]) for signal in COUNTED),
        _("Interrupted"),
        _("Measured less often"),
    ]


def timeline_row(bucket: TimelineBucket) -> Row:
    figures, coverage = bucket.figures, bucket.figures.coverage
    return [
        bucket.start_s,
        bucket.end_s,
        *(figures.shares or [None] * len(EMOTIONS)),
        figures.engagement,
        *(figures.band or [None, None]),
        *(bucket.figures.levels or [None] * len(LEVELS)),
        *(getattr(coverage, name, None) for name in ("joined", "sharing", "readable")),
        *_told(bucket.figures.signals),
        int(bucket.interrupted),
        int(bucket.slowed),
    ]


def moment_heads() -> Row:
    return [_("Start (s)"), _("End (s)"), _("What changed"), _("Marked"), _("Students said"), _("Next time")]


def moment_rows(report: LectureReport) -> list[Row]:
    rows = []
    for moment in report.moments:
        note = report.note_at(moment.start_s)
        changes = " ".join(change_sentence(change) for change in moment.changes)
        marks = ", ".join(mark["label"] for mark in moment.marks)
        said = ", ".join(said_words(moment.said))
        rows.append([moment.start_s, moment.end_s, changes, marks, said, note.text if note else ""])
    return rows


def mark_heads() -> Row:
    return [_("At (s)"), _("Marked")]


def mark_rows(report: LectureReport) -> list[Row]:
    return [[mark["at_s"], mark["label"]] for mark in report.marks]


def _told(signals: Sequence[int | None] | None) -> Row:
    """Counts of signals; a word for fewer than the minimum."""
    if signals is None:
        return [None] * len(COUNTED)
    return [_("some") if count is None else count for count in signals]


def _short(value: float | None) -> float | None:
    return None if value is None else round(value, 3)
