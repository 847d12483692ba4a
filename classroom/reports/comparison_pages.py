"""Reports beside each other as what their templates show."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from classroom.courses.models import Course
from classroom.reports import figures, sentences
from classroom.reports.content import LectureReport
from classroom.reports.headline import level_of, reliability_of, settled
from classroom.reports.models import SessionReport
from classroom.reports.pages import engagement_words, headline
from classroom.reports.tables import engagements_table
from classroom.reports.words import LEVEL_WORDS, RELIABILITY_WORDS
from classroom.sessions.models import ClassSession
from classroom.sessions.recognition import SYNTHETIC
from classroom.timelines.emotions import EMOTION_WORDS, EMOTIONS, STACKED_FROM_TOP, from_top
from classroom.timelines.notation import percent, whole_percent

Context = dict[str, Any]

MOST_DRAWN = 40  # columns that a chart can hold; the table has all lectures


def course_page(course: Course, reports: Sequence[SessionReport], listed: Iterable[SessionReport]) -> Context:
    """What a course's lectures have to say beside each other.

    Args:
        reports: of all lectures that were looked for, the oldest first.
        listed: those of the page of the table that is open, in its order.
    """
    drawn = reports[-MOST_DRAWN:]
    return {
        "course": course,
        "emotions": [EMOTION_WORDS[emotion] for emotion in STACKED_FROM_TOP],
        "rows": [_course_row(report) for report in listed],
        "figure": _course_figure(drawn),
        "left_out": len(reports) - len(drawn),
        "models": len({report.class_session.model_sha256 for report in reports}),
        "is_synthetic": any(report.class_session.model_name == SYNTHETIC for report in reports),
        "summary": _course_sentence(reports),
        "file_stem": f"AI-estimate-course-{course.pk}",
    }


def _course_figure(reports: Sequence[SessionReport]) -> figures.Figure:
    engagements = [
        {"value": report.engagement, "low": report.engagement_low, "high": report.engagement_high} for report in reports
    ]
    names = [_day(report.class_session) for report in reports]
    return figures.course_figure(names, [report.shares for report in reports], engagements)


def _day(class_session: ClassSession) -> str:
    return date_format(timezone.localtime(class_session.start), "j M")


def _course_row(report: SessionReport) -> Context:
    coverage, band = None, report.engagement_band
    if report.sharing_mean is not None and report.joined_mean is not None:
        coverage = {"sharing": round(report.sharing_mean), "joined": round(report.joined_mean)}
    level = level_of(report.engagement, band)
    reliability = reliability_of(report.measured_share, report.sharing_mean, report.joined_mean, report.readable_max)
    return {
        "class_session": report.class_session,
        "measured_percent": whole_percent(report.measured_share),
        "coverage": coverage,
        "level_word": LEVEL_WORDS[level] if level else None,
        "engagement": engagement_words(report),
        "reliability_word": RELIABILITY_WORDS[reliability],
        "shares": [percent(share) for share in from_top(report.shares or [None] * len(EMOTIONS))],
    }


def _course_sentence(reports: Sequence[SessionReport]) -> str:
    """The chart in one sentence."""
    engagements = [report.engagement for report in reports if report.engagement is not None]
    if not engagements:
        return _("Nothing could be shown of these lectures yet.")
    return ngettext(
        "In {count} measured lecture the mean engagement lies between {low} and {high}.",
        "Over {count} measured lectures the mean engagement lies between {low} and {high}.",
        len(engagements),
    ).format(count=len(engagements), low=percent(min(engagements)), high=percent(max(engagements)))


def two_lectures_page(first: LectureReport, second: LectureReport) -> Context:
    """Both lectures; charts of what both have."""
    sides = (first, second)
    context: Context = {
        "sides": [_side(_("A"), first), _side(_("B"), second)],
        "others": [second.class_session.pk],
        "minimum_group": min(first.class_session.minimum_group, second.class_session.minimum_group),
        "same_model": first.class_session.model_sha256 == second.class_session.model_sha256,
        "is_synthetic": first.is_synthetic or second.is_synthetic,
        "picture_title": _("AI estimate · A: {first} · B: {second}").format(first=_named(first), second=_named(second)),
        "file_stem": "-".join(["AI-estimate-comparison", *map(_date_of, sides)]),
        "engagement_figure": figures.two_engagements_figure(
            first.grid, second.grid, first.class_session.bucket_s, second.class_session.bucket_s
        ),
        "engagement_table": engagements_table(first.buckets, second.buckets),
        "shares_figure": None,
        "share_rows": [],
        "summary": _difference(first, second),
    }
    if first.stored.shares and second.stored.shares:
        shares = (first.stored.shares, second.stored.shares)
        context["shares_figure"] = figures.two_shares_figure(*shares)
        context["share_rows"] = [
            (EMOTION_WORDS[emotion], percent(left), percent(right))
            for emotion, left, right in zip(STACKED_FROM_TOP, *map(from_top, shares), strict=True)
        ]
    return context


def _named(report: LectureReport) -> str:
    """A lecture in the heading of a picture or a print."""
    class_session = report.class_session
    day = date_format(timezone.localtime(class_session.start), "DATE_FORMAT")
    return f"{class_session.topic or class_session.course.title}, {day}"


def _date_of(report: LectureReport) -> str:
    """A lecture in the name of a file."""
    return f"{timezone.localtime(report.class_session.start):%Y-%m-%d}"


def _side(letter: str, report: LectureReport) -> Context:
    return {
        "letter": letter,
        "class_session": report.class_session,
        "course": report.class_session.course,
        "headline": headline(report),
        "moments": [sentences.change_sentence(moment.changes[0]) for moment in report.moments],
    }


def _difference(first: LectureReport, second: LectureReport) -> str:
    """Whether the mean engagements differ by more than their typical bands allow to tell."""
    left, right = first.stored, second.stored
    if left.engagement is None or right.engagement is None:
        return _("At least one of the two was not measured, so they cannot be compared.")
    numbers = {"first": percent(left.engagement), "second": percent(right.engagement)}
    if left.engagement_band is None or right.engagement_band is None:
        return _(
            "Engagement was {first} in A and {second} in B; a single person has no range to tell whether that differs."
        ).format(**numbers)
    if _overlap(left.engagement_band, right.engagement_band):
        return _(
            "Engagement was {first} in A and {second} in B; the usual ranges overlap: no clear difference."
        ).format(**numbers)
    return _("Engagement was {first} in A and {second} in B; the usual ranges do not overlap.").format(**numbers)


def _overlap(first: tuple[float, float], second: tuple[float, float]) -> bool:
    return settled(first[0]) <= settled(second[1]) and settled(second[0]) <= settled(first[1])
