"""A bucket as pages and sockets get it."""

from dataclasses import asdict, dataclass
from typing import Any

from classroom.sessions.models import ClassSession
from classroom.sessions.signals import COUNTED
from classroom.timelines.models import ClassBucket
from classroom.timelines.publication import Coverage, PublishedFigures, Signals


@dataclass(frozen=True)
class TimelineBucket:
    """Published figures at their place in the lecture; times are seconds since its start."""

    sequence: int
    start_s: int
    end_s: int
    figures: PublishedFigures
    interrupted: bool = False
    slowed: bool = False

    @property
    def middle_min(self) -> float:
        return (self.start_s + self.end_s) / 120

    def as_message(self) -> dict[str, Any]:
        """The same object over HTTP and over the socket (static/js/lib/timeline.js reads it)."""
        figures = self.figures
        return {
            "sequence": self.sequence,
            "start_s": self.start_s,
            "end_s": self.end_s,
            "minimum": figures.minimum_group,
            "shares": figures.shares,
            "engagement": figures.engagement,
            "band": figures.band,
            "coverage": None if figures.coverage is None else asdict(figures.coverage),
            "levels": figures.levels,
            "signals": None if figures.signals is None else named_signals(figures.signals),
            "interrupted": self.interrupted,
            "slowed": self.slowed,
        }


def named_signals(signals: Signals) -> dict[str, int | None]:
    """Published counts as pages and sockets get them."""
    return {str(name): count for name, count in zip(COUNTED, signals, strict=True)}


def placed(
    class_session: ClassSession,
    sequence: int,
    figures: PublishedFigures,
    *,
    interrupted: bool = False,
    slowed: bool = False,
) -> TimelineBucket:
    start_s = sequence * class_session.bucket_s
    return TimelineBucket(sequence, start_s, start_s + class_session.bucket_s, figures, interrupted, slowed)


def stored_figures(bucket: ClassBucket) -> PublishedFigures:
    band = None
    if bucket.band_low is not None and bucket.band_high is not None:
        band = (bucket.band_low, bucket.band_high)
    coverage = None
    if bucket.joined is not None and bucket.sharing is not None and bucket.readable is not None:
        coverage = Coverage(bucket.joined, bucket.sharing, bucket.readable)
    return PublishedFigures(
        minimum_group=bucket.minimum_group,
        contributors=bucket.contributors,
        shares=tuple(bucket.shares) if bucket.shares is not None else None,
        engagement=bucket.engagement,
        band=band,
        coverage=coverage,
        levels=tuple(bucket.levels) if bucket.levels is not None else None,
        signals=tuple(bucket.signals) if bucket.signals is not None else None,
    )
