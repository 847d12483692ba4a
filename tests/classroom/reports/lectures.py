"""Buckets of made-up lectures, without a database."""

from collections.abc import Sequence

from classroom.timelines.buckets import TimelineBucket
from classroom.timelines.publication import Coverage, PublishedFigures

BUCKET_S = 15
NEUTRAL = (0.0, 0.0, 0.0, 0.1, 0.1, 0.0, 0.8)


def bucket(
    sequence: int,
    engagement: float | None = 0.5,
    *,
    shares: tuple[float, ...] = NEUTRAL,
    coverage: Coverage | None = None,
    slowed: bool = False,
    **more: object,
) -> TimelineBucket:
    """One closed bucket; without an engagement it is hidden."""
    figures = PublishedFigures(5, coverage=coverage, **more)
    if engagement is not None:
        band = (engagement - 0.05, engagement + 0.05)
        figures = PublishedFigures(5, 12, shares, engagement, band, coverage, **more)
    return TimelineBucket(sequence, sequence * BUCKET_S, (sequence + 1) * BUCKET_S, figures, slowed=slowed)


def lecture(engagements: Sequence[float | None]) -> list[TimelineBucket]:
    return [bucket(sequence, engagement) for sequence, engagement in enumerate(engagements)]
