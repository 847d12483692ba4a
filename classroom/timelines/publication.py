"""The one door through which class figures leave: small groups, rounding, band, levels, coverage and signals.

The closed bucket and therefore live view, report and export all come from `publish`. The open one tells nothing but
its place: published every second while people come into it, it would tell them apart. Only a course that shows single
people shows it.

Why these steps: with n contributors a share known to within half a step is a sum known to within n times half a step.
The rounding of two groups that differ by one person then leaves that person's share open by at least 0.5 from five
people with steps of five points, and by 0.4 from twenty people with steps of one point. Where that reaches below 0 or
above 1, less is left, which no rounding can help: docs/privacy.md has the numbers, decision 6 the reason.
"""

import math
from collections.abc import Sequence
from dataclasses import astuple, dataclass

from classroom.timelines.aggregation import ClassFigures
from classroom.timelines.levels import estimated_shares

COARSE_STEP = 0.05
FINE_STEP = 0.01
FINE_FROM = 20  # contributors
MEASURED_BAND_FROM = 10  # contributors; the spread of fewer would tell of single ones
# Of the engagement index over single faces, a standard deviation: docs/engagement.md, with the command.
TYPICAL_SPREAD = 0.185
EIGHTY_PERCENT = 1.28  # standard deviations to either side, as wide as the measured band
MOST_IN_A_LEVEL = 0.8  # that all are in one level would tell everybody's
ONE_PERSON = 1  # the minimum of tutoring, where the consent text says that the figures are the person

Band = tuple[float, float]
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
        band: likely range of the mean; None beside an engagement says that it is one person's.
        levels: shares of contributors with low, middling and high engagement.
        signals: students per signal; None in place of a number is "some", fewer than the minimum.
    """

    minimum_group: int
    contributors: int | None = None
    shares: tuple[float, ...] | None = None
    engagement: float | None = None
    band: Band | None = None
    coverage: Coverage | None = None
    levels: tuple[float, ...] | None = None
    signals: Signals | None = None


def rounded(value: float, step: float) -> float:
    """The nearest multiple of the step, halves upwards."""
    return round(math.floor(value / step + 0.5) * step, 2)


def step_for(contributors: int) -> float:
    return FINE_STEP if contributors >= FINE_FROM else COARSE_STEP


def usual_band(engagement: float, people: int) -> Band:
    """Where the mean of a larger group like this one would usually lie, rounded outwards.

    It tells of nobody: it is made of the published mean, a constant, and the smallest group instead of how many
    contributed. With their number it would move in the moment in which somebody with a camera comes in.

    Args:
        engagement: as published.
        people: the session's smallest group; in tutoring, where nothing is hidden, those who contributed.
    """
    half = EIGHTY_PERCENT * TYPICAL_SPREAD / math.sqrt(people)
    low = math.floor((engagement - half) / COARSE_STEP) * COARSE_STEP
    high = math.ceil((engagement + half) / COARSE_STEP) * COARSE_STEP
    return max(0.0, round(low, 2)), min(1.0, round(high, 2))


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
        band=_visible_band(figures, minimum_group, step),
        coverage=coverage,
        levels=_visible_levels(figures, minimum_group, step),
        signals=signals,
    )


def visible_signals(counts: Sequence[int], minimum_group: int) -> Signals:
    """How many students say what; None stands for "some", which is fewer than the minimum but not zero."""
    return tuple(None if 0 < count < minimum_group else count for count in counts)


def is_nobody_or_a_group(people: int, minimum_group: int) -> bool:
    """Whether something may be told that would tell of these people."""
    return people == 0 or people >= minimum_group


def _visible_levels(figures: ClassFigures, minimum_group: int, step: float) -> tuple[float, ...] | None:
    """Told by lot, and no level is said to hold everybody; in tutoring, as they are."""
    if figures.levels is None or figures.told_levels is None:
        return None
    if minimum_group == ONE_PERSON:
        return tuple(rounded(count / figures.contributors, step) for count in figures.levels)
    likely = estimated_shares(figures.told_levels)
    return tuple(rounded(min(share, MOST_IN_A_LEVEL), step) for share in likely)


def _visible_band(figures: ClassFigures, minimum_group: int, step: float) -> Band | None:
    """Measured where enough contribute, and else the usual one; one person alone is nobody's sample.

    The measured one is as wide as it is, but around the published mean: its own middle would tell the mean more finely
    than its step.
    """
    if figures.engagement is None or figures.contributors == ONE_PERSON:
        return None
    middle = rounded(figures.engagement, step)
    if figures.band is not None and figures.contributors >= MEASURED_BAND_FROM:
        low, high = figures.band
        half = max(step, rounded((high - low) / 2, step))
        return round(max(0.0, middle - half), 2), round(min(1.0, middle + half), 2)
    return usual_band(middle, figures.contributors if minimum_group == ONE_PERSON else minimum_group)


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
    groups = (figures.sharing, figures.joined - figures.sharing)
    return exact if all(is_nobody_or_a_group(group, minimum_group) for group in groups) else None


def _moved(now: Coverage, before: Coverage) -> int:
    """The largest difference between two coverages, in people."""
    return max(abs(new - old) for new, old in zip(astuple(now), astuple(before), strict=True))
