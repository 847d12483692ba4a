"""The numbers of each chart as rows of a table. Rows are built here, because a long lecture has thousands of cells."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from html import escape
from itertools import chain
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from classroom.reports.headline import LEVELS
from classroom.reports.words import LEVEL_WORDS, SIGNAL_WORDS
from classroom.sessions.signals import COUNTED
from classroom.timelines.buckets import TimelineBucket
from classroom.timelines.emotions import EMOTION_WORDS, EMOTIONS, STACKED_FROM_TOP, from_top
from classroom.timelines.notation import NOTHING, clock, percent, span

Cells = Callable[[TimelineBucket], Iterable[Any]]


@dataclass(frozen=True)
class Table:
    """What a chart shows, in words and numbers.

    Attributes:
        rows: as HTML, escaped; the first cell of each is its heading.
    """

    caption: str
    heads: tuple[str, ...]
    rows: Sequence[str]

    @property
    def body(self) -> SafeString:
        return mark_safe("".join(self.rows))  # noqa: S308  # every cell was escaped by _row


def timeline_table(buckets: Sequence[TimelineBucket]) -> Table:
    heads = (
        _("Time"),
        *(str(EMOTION_WORDS[emotion]) for emotion in STACKED_FROM_TOP),
        _("Engagement"),
        _("Likely range"),
        _("Joined"),
        _("Sharing"),
        _("Readable"),
    )
    caption = _("AI estimate of the class, one row per closed interval; shares and engagement in percent.")
    return Table(caption, heads, _rows(buckets, _timeline_cells))


def levels_table(buckets: Sequence[TimelineBucket]) -> Table:
    heads = (_("Time"), *(str(LEVEL_WORDS[level]) for level in LEVELS))
    caption = _("AI estimate: share of the class by engagement, in percent; at most 80 is said.")
    measured = [bucket for bucket in buckets if bucket.figures.levels is not None]
    return Table(caption, heads, _rows(measured, lambda bucket: map(percent, bucket.figures.levels or ())))


def signals_table(buckets: Sequence[TimelineBucket]) -> Table:
    heads = (_("Time"), *(str(SIGNAL_WORDS[signal]) for signal in COUNTED))
    caption = _("What students said of themselves. Intervals in which nobody said anything are left out.")
    told = [bucket for bucket in buckets if bucket.figures.signals is not None and set(bucket.figures.signals) != {0}]
    some = _("some")
    return Table(
        caption,
        heads,
        _rows(told, lambda bucket: (some if n is None else n or NOTHING for n in bucket.figures.signals or ())),
    )


def shares_table(own: Sequence[float], others: Sequence[Sequence[float]]) -> Table:
    heads = (_("Expression"), _("This lecture"), _("Other lectures"))
    caption = _("AI estimate: share of each expression here, and from the least to the most in the other lectures.")
    ranges = [span(min(column), max(column)) for column in zip(*others, strict=True)] or [NOTHING] * len(EMOTIONS)
    rows = [
        _row(EMOTION_WORDS[emotion], [percent(share), others_range])
        for emotion, share, others_range in zip(STACKED_FROM_TOP, from_top(own), from_top(ranges), strict=True)
    ]
    return Table(caption, heads, rows)


def engagements_table(first: Sequence[TimelineBucket], second: Sequence[TimelineBucket]) -> Table:
    """The engagement of two lectures, each with its likely range, by the seconds since their starts."""
    sides = [{bucket.start_s: _engagement_cells(bucket) for bucket in buckets} for buckets in (first, second)]
    starts = sorted(sides[0].keys() | sides[1].keys())
    rows = [
        _row(clock(start_s), chain.from_iterable(side.get(start_s, (NOTHING, NOTHING)) for side in sides))
        for start_s in starts
    ]
    caption = _("AI estimate of the class, one row per closed interval; shares and engagement in percent.")
    return Table(caption, (_("Time"), _("A"), _("A, likely range"), _("B"), _("B, likely range")), rows)


def _timeline_cells(bucket: TimelineBucket) -> Iterable[Any]:
    figures, coverage = bucket.figures, bucket.figures.coverage
    yield from map(percent, from_top(figures.shares or [None] * len(EMOTIONS)))
    yield from _engagement_cells(bucket)
    for name in ("joined", "sharing", "readable"):
        yield getattr(coverage, name, NOTHING)


def _engagement_cells(bucket: TimelineBucket) -> tuple[str, str]:
    figures = bucket.figures
    return percent(figures.engagement), NOTHING if figures.band is None else span(*figures.band)


def _rows(buckets: Sequence[TimelineBucket], cells: Cells) -> list[str]:
    return [_row(clock(bucket.start_s), cells(bucket)) for bucket in buckets]


def _row(head: object, cells: Iterable[object]) -> str:
    """One row. Python's own escaping: Django's looks at the kind of each of thousands of cells first."""
    body = "".join(f"<td>{escape(str(cell))}</td>" for cell in cells)
    return f'<tr><th scope="row">{escape(str(head))}</th>{body}</tr>'
