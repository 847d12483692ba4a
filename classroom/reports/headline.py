"""One lecture in a few numbers, from published buckets alone."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import fmean

from classroom.timelines.buckets import TimelineBucket
from classroom.timelines.emotions import EMOTIONS
from classroom.timelines.levels import level_index
from classroom.timelines.publication import MEASURED_BAND_FROM

# Ours: how much of a lecture was measured, and how many of those present shared.
GOOD_FROM, THIN_BELOW = 0.8, 0.4
GOOD_REACH_FROM, THIN_REACH_BELOW = 0.6, 0.3

SETTLED_DIGITS = 9  # more than any figure has, and fewer than sums of floats spoil


class Level(StrEnum):
    LOW = "low"
    MIDDLING = "middling"
    HIGH = "high"
    CANNOT_TELL = "cannot_tell"


LEVELS = (Level.LOW, Level.MIDDLING, Level.HIGH)  # the order in which shares of levels are stored


class Reliability(StrEnum):
    """How much a lecture's figures rest on; never a promise that they are right."""

    GOOD = "good"
    FAIR = "fair"
    THIN = "thin"


@dataclass(frozen=True)
class Headline:
    """Means over the buckets that have figures; None where no bucket had any.

    Attributes:
        measured_share: share of the lecture's buckets with figures, 0 to 1.
        engagement_band: the typical band of a bucket, not an interval of the mean; None where any is one person's.
        readable_max: most people who could be read, among the buckets whose coverage is shown.
    """

    measured_share: float
    engagement: float | None
    engagement_band: tuple[float, float] | None
    shares: tuple[float, ...] | None
    sharing: float | None
    joined: float | None
    readable_max: int | None


def reliability_of(
    measured_share: float, sharing: float | None, joined: float | None, readable_max: int | None
) -> Reliability:
    """Good needs most of the lecture, most of the people, and ten who could be read. What is hidden cannot help."""
    reach = None if sharing is None or not joined else settled(sharing / joined)
    if measured_share < THIN_BELOW or (reach is not None and reach < THIN_REACH_BELOW):
        return Reliability.THIN
    is_wide = reach is not None and reach >= GOOD_REACH_FROM and (readable_max or 0) >= MEASURED_BAND_FROM
    return Reliability.GOOD if is_wide and measured_share >= GOOD_FROM else Reliability.FAIR


def level_of(engagement: float | None, band: tuple[float, float] | None) -> Level | None:
    """The word for an engagement; no word for what spans two of them."""
    if engagement is None:
        return None
    if band is not None and _level(band[0]) is not _level(band[1]):
        return Level.CANNOT_TELL
    return _level(engagement)


def _level(engagement: float) -> Level:
    return LEVELS[level_index(settled(engagement))]


def headline_of(buckets: Sequence[TimelineBucket], length_s: float, bucket_s: int) -> Headline:
    """Summarise a lecture of this length."""
    figures = [bucket.figures for bucket in buckets]
    shares = [figure.shares for figure in figures if figure.shares is not None]
    engagements = [figure.engagement for figure in figures if figure.engagement is not None]
    bands = [figure.band for figure in figures if figure.band is not None]
    coverages = [figure.coverage for figure in figures if figure.coverage is not None]
    expected = max(1, math.ceil(length_s / bucket_s))
    return Headline(
        measured_share=min(1.0, len(shares) / expected),
        engagement=settled(fmean(engagements)) if engagements else None,
        engagement_band=(_means(bands)[0], _means(bands)[1]) if bands and len(bands) == len(shares) else None,
        shares=_means(shares) if shares else None,
        sharing=fmean(coverage.sharing for coverage in coverages) if coverages else None,
        joined=fmean(coverage.joined for coverage in coverages) if coverages else None,
        readable_max=max((coverage.readable for coverage in coverages), default=None),
    )


def top_emotion(shares: Sequence[float] | None) -> str | None:
    return None if shares is None else EMOTIONS[max(range(len(EMOTIONS)), key=lambda index: shares[index])]


def settled(value: float) -> float:
    """A mean without the hair by which floats miss it: figures and limits lie on one grid, so means often hit a limit.

    Reports that were stored before means were settled need it where they are compared.
    """
    return round(value, SETTLED_DIGITS)


def _means(rows: Sequence[Sequence[float]]) -> tuple[float, ...]:
    return tuple(settled(fmean(column)) for column in zip(*rows, strict=True))
