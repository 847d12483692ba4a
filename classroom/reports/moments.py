"""The moments of a lecture worth looking at: its largest sustained changes, from published buckets alone.

A change is sustained when two or more buckets in a row lie on the same side of the mean of the five minutes before, by
more than a threshold. It is looked for in engagement and in the share of each emotion, and only within a stretch of
neighbouring buckets that were measured the same way: never across a gap, an interrupted bucket, one that was measured
less often than usual, or one that too few of those present speak for. A return to where the series was before an
earlier change is the end of that change and no moment of its own.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

from classroom.sessions.signals import COUNTED
from classroom.timelines.buckets import TimelineBucket
from classroom.timelines.emotions import EMOTIONS

ENGAGEMENT = "engagement"
BASELINE_S = 300
SHORTEST_BASELINE_S = 150
LEAST_BUCKETS = 2
MOST_MOMENTS = 5
MOST_CHANGES = 3  # told of one moment
APART_S = 180  # changes nearer to each other than this are one moment
MARKED_BEFORE_S = 180
MARKED_AFTER_S = 30
LEAST_COVERAGE = 0.4  # readable of those present
ROUNDING = 1e-9

Mark = dict[str, Any]
Said = dict[str, int | None]


@dataclass(frozen=True)
class Change:
    """How one series left its usual range; before and after are means, 0 to 1."""

    series: str
    before: float
    after: float

    @property
    def size(self) -> float:
        return abs(self.after - self.before)

    @property
    def is_rise(self) -> bool:
        return self.after > self.before


@dataclass(frozen=True)
class Moment:
    """A stretch in which something changed, the largest change first; seconds since the start.

    Attributes:
        marks: what the teacher marked shortly before or at its beginning.
        said: most students at once by signal, None for "some"; signals nobody gave are left out.
    """

    start_s: int
    end_s: int
    changes: tuple[Change, ...]
    marks: tuple[Mark, ...] = ()
    said: tuple[tuple[str, int | None], ...] = ()


@dataclass(frozen=True)
class _Candidate:
    start_s: int
    end_s: int
    change: Change


def moments_of(buckets: Sequence[TimelineBucket], marks: Sequence[Mark], threshold: float) -> list[Moment]:
    """The largest sustained changes, at most five, in the order of the lecture.

    Args:
        buckets: closed ones in order.
        marks: the teacher's, with `at_s` and `label`.
        threshold: by how much a series must leave its mean, 0 to 1.
    """
    candidates = [candidate for stretch in stretches(buckets) for candidate in _changes_in(stretch, threshold)]
    moments = [_moment(group, buckets, marks) for group in _gathered(candidates)]
    return sorted(moments, key=lambda moment: moment.start_s)


def stretches(buckets: Sequence[TimelineBucket]) -> list[list[TimelineBucket]]:
    """Runs of neighbours that may be compared with each other."""
    runs: list[list[TimelineBucket]] = []
    for bucket in filter(_is_comparable, buckets):
        if runs and runs[-1][-1].sequence == bucket.sequence - 1:
            runs[-1].append(bucket)
        else:
            runs.append([bucket])
    return runs


def _is_comparable(bucket: TimelineBucket) -> bool:
    """Hidden coverage of a measured bucket means that nearly everybody shares, or that nobody was counted in time."""
    if bucket.figures.shares is None or bucket.interrupted or bucket.slowed:
        return False
    coverage = bucket.figures.coverage
    return coverage is None or coverage.readable >= LEAST_COVERAGE * coverage.joined


def _changes_in(stretch: Sequence[TimelineBucket], threshold: float) -> Iterator[_Candidate]:
    bucket_s = stretch[0].end_s - stretch[0].start_s
    longest, shortest = BASELINE_S // bucket_s, -(-SHORTEST_BASELINE_S // bucket_s)
    for series in (ENGAGEMENT, *EMOTIONS):
        values = [_value(bucket, series) for bucket in stretch]
        usual = None
        for first, last, before in _runs_outside(values, longest, shortest, threshold):
            after = _mean(values[first : last + 1])
            if usual is not None and abs(after - usual) <= threshold:
                continue
            usual = before
            yield _Candidate(stretch[first].start_s, stretch[last].end_s, Change(series, before, after))


def _value(bucket: TimelineBucket, series: str) -> float:
    """A comparable bucket has both: they are published together."""
    if series == ENGAGEMENT:
        return bucket.figures.engagement or 0.0
    return (bucket.figures.shares or (0.0,) * len(EMOTIONS))[EMOTIONS.index(series)]


def _runs_outside(
    values: Sequence[float], longest: int, shortest: int, threshold: float
) -> Iterator[tuple[int, int, float]]:
    """First and last place of each run outside the usual range, and the mean before it."""
    place = max(1, shortest)
    while place < len(values):
        before = _mean(values[max(0, place - longest) : place])
        length = _length_outside(values[place : place + longest], before, threshold)
        if length >= LEAST_BUCKETS:
            yield place, place + length - 1, before
        place += max(1, length)


def _length_outside(values: Sequence[float], before: float, threshold: float) -> int:
    """How many values in a row lie on the side of the first one, further away than the threshold."""
    side = 1 if values[0] > before else -1
    return sum(1 for _value in takewhile(lambda value: side * (value - before) > threshold + ROUNDING, values))


def _gathered(candidates: Sequence[_Candidate]) -> list[list[_Candidate]]:
    """The largest changes, each with others of the same minutes."""
    groups: list[list[_Candidate]] = []
    for candidate in sorted(candidates, key=lambda found: (-found.change.size, found.start_s)):
        near = [group for group in groups if abs(group[0].start_s - candidate.start_s) < APART_S]
        if near:
            _join(near[0], candidate)
        elif len(groups) < MOST_MOMENTS:
            groups.append([candidate])
    return groups


def _join(group: list[_Candidate], candidate: _Candidate) -> None:
    known = {member.change.series for member in group}
    if candidate.change.series not in known and len(group) < MOST_CHANGES:
        group.append(candidate)


def _moment(group: Sequence[_Candidate], buckets: Sequence[TimelineBucket], marks: Sequence[Mark]) -> Moment:
    start_s, end_s = group[0].start_s, group[0].end_s
    near = [mark for mark in marks if start_s - MARKED_BEFORE_S <= mark["at_s"] <= start_s + MARKED_AFTER_S]
    said = said_between(buckets, start_s, end_s)
    return Moment(start_s, end_s, tuple(member.change for member in group), tuple(near), tuple(said.items()))


def said_between(buckets: Sequence[TimelineBucket], start_s: int, end_s: int) -> Said:
    """Most students at once by signal; a number says more than "some", and nobody says nothing."""
    during = [bucket.figures for bucket in buckets if start_s <= bucket.start_s < end_s]
    rows = [figures.signals for figures in during if figures.signals is not None]
    said: Said = {}
    for name, column in zip(COUNTED, zip(*rows, strict=True), strict=False):
        most = max((count for count in column if count is not None), default=0)
        if most or None in column:
            said[name] = most or None
    return said


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)
