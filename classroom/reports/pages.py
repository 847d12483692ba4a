"""A lecture's content as what the report's template shows."""

from collections.abc import Mapping, Sequence
from typing import Any

from classroom.reports import figures, sentences, tables
from classroom.reports.content import LectureReport
from classroom.reports.exports import FORMATS, file_stem
from classroom.reports.models import NextTimeNote, SessionReport
from classroom.reports.moments import Mark, Moment
from classroom.reports.words import LEVEL_WORDS, REASON_WORDS, RELIABILITY_WORDS
from classroom.sessions.recognition import ErrorTable, error_table_of
from classroom.timelines.emotions import EMOTION_WORDS
from classroom.timelines.notation import clock, percent, span, whole_percent

Context = dict[str, Any]


def report_page(report: LectureReport, others: Sequence[Sequence[float]]) -> Context:
    class_session, stored = report.class_session, report.stored
    return {
        "class_session": class_session,
        "course": class_session.course,
        "is_synthetic": report.is_synthetic,
        "headline": headline(report),
        "moments": [_moment_card(moment, report.note_at(moment.start_s)) for moment in report.moments],
        "other_notes": _notes_elsewhere(report),
        "markers": [{"at_s": mark["at_s"]} for mark in report.marks],
        "marks": _clocked(report.marks),
        "others_count": len(others),
        "trust": _trust(report),
        "pace": sentences.pace_sentence(report),
        "formats": list(FORMATS),
        "file_stem": file_stem(report),
        "figures": _figures(report, others),
        "tables": _tables(report, others),
        "words": _words(report),
        "has_shares": stored.shares is not None,
        "has_levels": any(bucket.figures.levels is not None for bucket in report.buckets),
        "has_signals": any(bucket.figures.signals is not None for bucket in report.buckets),
    }


def headline(report: LectureReport) -> Context:
    """The figures at the top of a report, also of each side of a comparison."""
    stored = report.stored
    coverage = None
    if stored.sharing_mean is not None and stored.joined_mean is not None:
        coverage = {"sharing": round(stored.sharing_mean), "joined": round(stored.joined_mean)}
    return {
        "sentences": sentences.headline_sentences(report),
        "engagement": engagement_words(stored),
        "level": report.level,
        "level_word": LEVEL_WORDS[report.level] if report.level else None,
        "minutes": report.class_session.minutes,
        "measured_percent": whole_percent(stored.measured_share),
        "coverage": coverage,
        "reliability": report.reliability,
        "reliability_word": RELIABILITY_WORDS[report.reliability],
    }


def engagement_words(stored: SessionReport) -> str:
    """A lecture's mean with its typical range: "50 % (35–65 %)"."""
    band = stored.engagement_band
    mean = percent(stored.engagement)
    return mean if band is None else f"{mean} ({span(*band)})"


def _figures(report: LectureReport, others: Sequence[Sequence[float]]) -> Context:
    grid, bucket_s, shares = report.grid, report.class_session.bucket_s, report.stored.shares
    drawn = {
        "timeline": figures.timeline_figure(grid, bucket_s),
        "levels": figures.levels_figure(grid, bucket_s),
        "signals": figures.signals_figure(grid, bucket_s),
    }
    return drawn if shares is None else drawn | {"shares": figures.shares_figure(shares, others)}


def _tables(report: LectureReport, others: Sequence[Sequence[float]]) -> Context:
    made = {
        "timeline": tables.timeline_table(report.buckets),
        "levels": tables.levels_table(report.buckets),
        "signals": tables.signals_table(report.buckets),
    }
    shares = report.stored.shares
    return made if shares is None else made | {"shares": tables.shares_table(shares, others)}


def _words(report: LectureReport) -> Context:
    return {
        "timeline": sentences.timeline_sentence(report.buckets, report.stored.shares),
        "levels": sentences.levels_sentence(report.buckets),
        "signals": sentences.signals_sentence(report.buckets),
        "nothing": sentences.why_nothing(report),
    }


def _moment_card(moment: Moment, note: NextTimeNote | None) -> Context:
    first, *more = (sentences.change_sentence(change) for change in moment.changes)
    return {
        "start_s": moment.start_s,
        "from": clock(moment.start_s),
        "to": clock(moment.end_s),
        "first": first,
        "more": more,
        "marks": _clocked(moment.marks),
        "said": sentences.said_words(moment.said),
        "note": note,
    }


def _clocked(marks: Sequence[Mark]) -> list[Context]:
    return [{**mark, "at": clock(mark["at_s"])} for mark in marks]


def _notes_elsewhere(report: LectureReport) -> list[Context]:
    """Notes of moments that are no moments any more, because the course's threshold has changed since."""
    shown = {moment.start_s for moment in report.moments}
    return [{"at": clock(note.at_s), "note": note} for note in report.notes if note.at_s not in shown]


def _trust(report: LectureReport) -> Context:
    trust, table = report.trust, error_table_of(report.class_session.model_sha256)
    return {
        "unread": trust.unread,
        "reasons": [(REASON_WORDS.get(reason, reason), percent) for reason, percent in trust.reasons],
        "disagreement": trust.disagreement,
        "accuracy": table and whole_percent(table.accuracy),
        "calibration_error": table and whole_percent(table.calibration_error),
        "errors": _errors(table) if table else [],
    }


def _errors(table: ErrorTable) -> list[tuple[Any, int, Any, int]]:
    """Classes from the best recognised to the worst, in percent of the pictures that people gave this name.

    Returns:
        The class, how many got the same name, the name that the others got most often, and how many got that.
    """
    order = sorted(table.confusion, key=lambda name: -table.confusion[name][name])
    return [_error_row(name, table.confusion[name]) for name in order]


def _error_row(name: str, shares: Mapping[str, float]) -> tuple[Any, int, Any, int]:
    instead = max((other for other in shares if other != name), key=lambda other: shares[other])
    words = [EMOTION_WORDS.get(word, word) for word in (name, instead)]
    return words[0], whole_percent(shares[name]), words[1], whole_percent(shares[instead])
