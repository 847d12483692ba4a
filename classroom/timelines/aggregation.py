"""From a bucket's sums to exact class figures. Students weigh equally, not frames (docs/engagement.md)."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

import numpy as np
import numpy.typing as npt

from classroom.timelines.levels import count_levels, level_index, told_level
from classroom.timelines.window import Sums

BOOTSTRAP_RESAMPLES = 400
BAND_PERCENTILES = (10.0, 90.0)  # an 80 % interval of the mean

Matrix = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Room:
    """What is known at a bucket's end beside its readings.

    Attributes:
        joined: people present, or None when nobody counted them in time.
        signals: students per signal in the order of `sessions.signals.COUNTED`, or None likewise.
        is_read: somebody was there to read snapshots; else nobody knows whether any were sent.
        is_slowed: snapshots were asked for less often than usual.
        rested_in: numbers of buckets in which no snapshots were asked for, because it was other classes' turn.
    """

    joined: int | None = None
    signals: tuple[int, ...] | None = None
    is_read: bool = True
    is_slowed: bool = False
    rested_in: frozenset[int] = frozenset()


@dataclass(frozen=True)
class ClassFigures:
    """Exact figures of one bucket. They never leave the worker: publication.py decides what does.

    Attributes:
        contributors: people with enough readings.
        shares: seven means over contributors, or None without any.
        engagement: mean over contributors, 0 to 1; band: bootstrap 80 % interval of that mean.
        joined: people present, or None when nobody counted them in time; sharing: people with any frame.
        levels: contributors with low, middling and high engagement, or None in a bucket that is still open.
        told_levels: the same, told by lot (levels.py).
        signals: students per signal, or None.
    """

    contributors: int
    shares: tuple[float, ...] | None
    engagement: float | None
    band: tuple[float, float] | None
    joined: int | None
    sharing: int
    levels: tuple[int, ...] | None = None
    told_levels: tuple[int, ...] | None = None
    signals: tuple[int, ...] | None = None


def contributors(people: Mapping[UUID, Sums], least_readings: int) -> dict[UUID, Sums]:
    return {person: sums for person, sums in people.items() if sums.readings >= least_readings}


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


def _present(room: Room | None, sharing: int) -> int | None:
    """How many people were there beside so many who share; None where nobody knows."""
    if room is None or room.joined is None or room.joined < sharing:
        return None
    is_unread = room.joined > 0 and sharing == 0 and not room.is_read
    return None if is_unread else room.joined


def aggregate(
    people: Mapping[UUID, Sums], *, room: Room | None, least_readings: int, secret: bytes = b"", seed: int = 0
) -> ClassFigures:
    """Average a bucket over its contributors.

    Args:
        people: sums of everyone who shared and whose consent stands.
        room: what was counted at the bucket's end; None while it is open. Fewer people present than are sharing mean
            that presence lags behind: then nobody knows.
        least_readings: readings that make a contributor.
        secret: of the session, see `told_level`.
        seed: see `bootstrap_band`.
    """
    sharing = sum(sums.frames > 0 for sums in people.values())
    present = _present(room, sharing)
    signals = room.signals if room else None
    counted = contributors(people, least_readings)
    if not counted:
        return ClassFigures(0, None, None, None, present, sharing, signals=signals)
    shares = np.array([mean_shares(sums) for sums in counted.values()]).mean(axis=0)
    engagement = np.array([mean_engagement(sums) for sums in counted.values()])
    levels = [level_index(value) for value in engagement]
    told = [told_level(level, person, secret) for person, level in zip(counted, levels, strict=True)]
    return ClassFigures(
        contributors=len(counted),
        shares=tuple(float(share) for share in shares),
        engagement=float(engagement.mean()),
        band=bootstrap_band(engagement, seed),
        joined=present,
        sharing=sharing,
        levels=count_levels(levels) if room else None,
        told_levels=count_levels(told) if room else None,
        signals=signals,
    )
