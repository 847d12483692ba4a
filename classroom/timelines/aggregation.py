"""From a bucket's sums to exact class figures. Students weigh equally, not frames (docs/engagement.md)."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from classroom.timelines.window import Sums

BOOTSTRAP_RESAMPLES = 400
BAND_PERCENTILES = (10.0, 90.0)  # an 80 % interval of the mean

Matrix = npt.NDArray[np.float64]


@dataclass(frozen=True)
class ClassFigures:
    """Exact figures of one bucket. They never leave the worker: publication.py decides what does.

    Attributes:
        contributors: people with enough readings.
        shares: seven means over contributors, or None without any.
        engagement: mean over contributors, 0 to 1; band: bootstrap 80 % interval of that mean.
        joined: people present, or None when nobody counted them in time; sharing: people with any frame.
    """

    contributors: int
    shares: tuple[float, ...] | None
    engagement: float | None
    band: tuple[float, float] | None
    joined: int | None
    sharing: int


def contributors(people: Iterable[Sums], least_readings: int) -> list[Sums]:
    return [sums for sums in people if sums.readings >= least_readings]


def mean_shares(sums: Sums) -> tuple[float, ...]:
    """One person's mean probability per emotion."""
    return tuple(value / sums.readings for value in sums.probabilities)


def mean_engagement(sums: Sums) -> float:
    return sums.engagement / sums.readings


def bootstrap_band(values: Matrix, seed: int) -> tuple[float, float]:
    """The 80 % percentile interval of the mean, by resampling people with replacement (Efron 1979).

    Args:
        values: one engagement per contributor, float64, shape (n,).
        seed: fixes the resamples, so that a repeated flush gives the same band.
    """
    chosen = np.random.default_rng(seed).integers(0, len(values), (BOOTSTRAP_RESAMPLES, len(values)))
    low, high = np.percentile(values[chosen].mean(axis=1), BAND_PERCENTILES)
    return float(low), float(high)


def aggregate(people: Iterable[Sums], *, joined: int | None, least_readings: int, seed: int = 0) -> ClassFigures:
    """Average a bucket over its contributors.

    Args:
        people: sums of everyone who shared and whose consent stands.
        joined: how many were present. Fewer than are sharing means that presence lags behind: then nobody knows.
        least_readings: readings that make a contributor.
        seed: see `bootstrap_band`.
    """
    sharing = [sums for sums in people if sums.frames]
    present = None if joined is None or joined < len(sharing) else joined
    counted = contributors(sharing, least_readings)
    if not counted:
        return ClassFigures(0, None, None, None, present, len(sharing))
    shares = np.array([mean_shares(sums) for sums in counted]).mean(axis=0)
    engagement = np.array([mean_engagement(sums) for sums in counted])
    return ClassFigures(
        contributors=len(counted),
        shares=tuple(float(share) for share in shares),
        engagement=float(engagement.mean()),
        band=bootstrap_band(engagement, seed),
        joined=present,
        sharing=len(sharing),
    )
