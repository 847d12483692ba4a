"""Buckets of made-up lectures, without a database."""

from collections.abc import Sequence

from classroom.reports.buckets import ReportBucket
from classroom.timelines.publication import Coverage, PublishedFigures

BUCKET_S = 15
NEUTRAL = (0.0, 0.0, 0.0, 0.1, 0.1, 0.0, 0.8)


def bucket(
    sequence: int,
    engagement: float | None = 0.5,
    *,
    shares: tuple[float, ...] = NEUTRAL,
    coverage: Coverage | None = None,
    **more: object,
) -> ReportBucket:
    """One closed bucket; without an engagement it is hidden."""
    if engagement is None:
        figures = PublishedFigures(5, coverage=coverage)
    else:
        figures = PublishedFigures(5, 12, shares, engagement, (engagement - 0.05, engagement + 0.05), coverage)
    return ReportBucket(sequence, sequence * BUCKET_S, (sequence + 1) * BUCKET_S, figures, **more)


def lecture(engagements: Sequence[float | None]) -> list[ReportBucket]:
    return [bucket(sequence, engagement) for sequence, engagement in enumerate(engagements)]
