"""The one door through which class figures leave: small groups, rounding, band, levels, coverage and signals.

The closed bucket and therefore live view, report and export all come from `publish`. The open one tells nothing but
its place: published every second while people come into it, it would tell them apart. Only a course that shows single
people shows it.

Why these steps: with n contributors a share known to within half a step is a sum known to within n times half a step.
Two groups that differ by one person then leave that person's share open by at least 0.5 from five people with steps of
five points, and by 0.4 from twenty people with steps of one point.
"""

import math
from collections.abc import Sequence
from dataclasses import astuple, dataclass

from classroom.timelines.aggregation import ClassFigures
from classroom.timelines.levels import estimated_shares

COARSE_STEP = 0.05
FINE_STEP = 0.01
FINE_FROM = 20  # contributors
BAND_FROM = 10  # contributors
MOST_IN_A_LEVEL = 0.8  # that all are in one level would tell everybody's
ONE_PERSON = 1  # the minimum of tutoring, where the consent text says that the figures are the person

Signals = tuple[int | None, ...]


@dataclass(frozen=True)
class Coverage:
    """How many people the figures speak for."""

    joined: int
    sharing: int
    readable: int


@dataclass(frozen=True)
class PublishedFigures:
    """What may be stored and shown of a bucket. Shares, engagement and contributors are None together.

    Attributes:
        levels: shares of contributors with low, middling and high engagement.
        signals: students per signal; None in place of a number is "some", fewer than the minimum.
    """

    minimum_group: int
    contributors: int | None = None
    shares: tuple[float, ...] | None = None
    engagement: float | None = None
    band: tuple[float, float] | None = None
    coverage: Coverage | None = None
    levels: tuple[float, ...] | None = None
    signals: Signals | None = None


def rounded(value: float, step: float) -> float:
    """The nearest multiple of the step, halves upwards."""
    return round(math.floor(value / step + 0.5) * step, 2)


def step_for(contributors: int) -> float:
    return FINE_STEP if contributors >= FINE_FROM else COARSE_STEP


def publish(figures: ClassFigures, minimum_group: int, told: Coverage | None = None) -> PublishedFigures:
    """Apply every rule on small groups to one bucket's exact figures.

    Args:
        told: the coverage that was published last in this session.

    Raises:
        ValueError: the minimum is below 1.
    """
    if minimum_group < 1:
        raise ValueError("The smallest group has at least one person.")
    coverage = _visible_coverage(figures, minimum_group, told)
    signals = None if figures.signals is None else visible_signals(figures.signals, minimum_group)
    if figures.shares is None or figures.engagement is None or figures.contributors < minimum_group:
        return PublishedFigures(minimum_group, coverage=coverage, signals=signals)
    step = step_for(figures.contributors)
    return PublishedFigures(
        minimum_group=minimum_group,
        contributors=figures.contributors,
        shares=tuple(rounded(share, step) for share in figures.shares),
        engagement=rounded(figures.engagement, step),
        band=_visible_band(figures, step),
        coverage=coverage,
        levels=_visible_levels(figures, minimum_group, step),
        signals=signals,
    )


def visible_signals(counts: Sequence[int], minimum_group: int) -> Signals:
    """How many students say what; None stands for "some", which is fewer than the minimum but not zero."""
    return tuple(None if 0 < count < minimum_group else count for count in counts)


def _visible_levels(figures: ClassFigures, minimum_group: int, step: float) -> tuple[float, ...] | None:
    """Told by lot, and no level is said to hold everybody; in tutoring, as they are."""
    if figures.levels is None or figures.told_levels is None:
        return None
    if minimum_group == ONE_PERSON:
        return tuple(rounded(count / figures.contributors, step) for count in figures.levels)
    likely = estimated_shares(figures.told_levels)
    return tuple(rounded(min(share, MOST_IN_A_LEVEL), step) for share in likely)


def _visible_band(figures: ClassFigures, step: float) -> tuple[float, float] | None:
    """As wide as it is, but around the published mean: its own middle would tell the mean more finely than its step."""
    if figures.band is None or figures.engagement is None or figures.contributors < BAND_FROM:
        return None
    low, high = figures.band
    middle, half = rounded(figures.engagement, step), max(step, rounded((high - low) / 2, step))
    return round(max(0.0, middle - half), 2), round(min(1.0, middle + half), 2)


def _visible_coverage(figures: ClassFigures, minimum_group: int, told: Coverage | None) -> Coverage | None:
    """Counts, unless those sharing or those not sharing are few enough to be known by name.

    They stand still until one of them has moved by a whole smallest group: otherwise whoever sees somebody come in
    would see by the next count whether they share. That nobody was there says nothing of who comes.
    """
    if figures.joined is None:
        return None
    exact = Coverage(joined=figures.joined, sharing=figures.sharing, readable=figures.contributors)
    if told is not None and told.joined and _moved(exact, told) < minimum_group:
        return told
    for group in (figures.sharing, figures.joined - figures.sharing):
        if 0 < group < minimum_group:
            return None
    return exact


def _moved(now: Coverage, before: Coverage) -> int:
    """The largest difference between two coverages, in people."""
    return max(abs(new - old) for new, old in zip(astuple(now), astuple(before), strict=True))
