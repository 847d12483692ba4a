"""A closed bucket as reports read it: published figures, levels, and what students said of themselves."""

from collections.abc import Sequence
from dataclasses import dataclass

from classroom.sessions.models import ClassSession
from classroom.timelines.buckets import stored_figures
from classroom.timelines.publication import PublishedFigures

LEVELS = ("low", "middling", "high")  # the order of ClassBucket.levels
SIGNALS = ("lost", "too_fast", "too_slow", "fine", "break", "hands")  # the order of ClassBucket.signals


@dataclass(frozen=True)
class ReportBucket:
    """One closed bucket at its place in the lecture; times are seconds since its start.

    Attributes:
        levels: shares of contributors with low, middling and high engagement.
        signals: students who said each of SIGNALS at the bucket's end. A None inside is "some", fewer than the minimum.
    """

    sequence: int
    start_s: int
    end_s: int
    figures: PublishedFigures
    is_interrupted: bool = False
    is_slowed: bool = False
    levels: tuple[float, ...] | None = None
    signals: tuple[int | None, ...] | None = None


def closed_buckets(class_session: ClassSession) -> list[ReportBucket]:
    """The closed buckets of a lecture in order; silence is a missing sequence, never a zero."""
    length_s = class_session.bucket_s
    return [
        ReportBucket(
            sequence=bucket.sequence,
            start_s=bucket.sequence * length_s,
            end_s=(bucket.sequence + 1) * length_s,
            figures=stored_figures(bucket),
            is_interrupted=bucket.is_interrupted,
            is_slowed=bucket.is_slowed,
            levels=tuple(bucket.levels) if bucket.levels is not None else None,
            signals=tuple(bucket.signals) if bucket.signals is not None else None,
        )
        for bucket in class_session.buckets.order_by("sequence")
    ]


def on_a_grid(buckets: Sequence[ReportBucket], length: int = 0) -> list[ReportBucket | None]:
    """One place per sequence from the start of the lecture, None where nothing was closed.

    Args:
        length: how many places there are at least.
    """
    last = buckets[-1].sequence + 1 if buckets else 0
    grid: list[ReportBucket | None] = [None] * max(last, length)
    for bucket in buckets:
        grid[bucket.sequence] = bucket
    return grid
