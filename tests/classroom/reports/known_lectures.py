"""More lectures whose readings are known, for what sets lectures beside each other; computed without the product.

Everybody in them has two readings in every interval, but for one interval in which too few have any.
"""

import math
from dataclasses import dataclass
from random import Random
from statistics import fmean

from tests.classroom.reports.known_stream import Z_80, to_step

TOO_FEW = 4
SPREAD = 0.185  # of the index over single faces: docs/engagement.md


@dataclass(frozen=True)
class KnownLecture:
    """Of so many people that their steps are coarse and their range the usual one."""

    days_ago: int
    people: int
    joined: int
    buckets: int
    hidden: int
    leaning: tuple[float, ...]
    engaged: float

    @property
    def shown(self) -> list[int]:
        return [bucket for bucket in range(self.buckets) if bucket != self.hidden]

    def readings_of(self, person: int, bucket: int) -> list[tuple[tuple[float, ...], float]]:
        """Shares and engagement of each reading."""
        if bucket == self.hidden and person >= TOO_FEW:
            return []
        lot = Random(f"{self.days_ago} {person} {bucket}")
        return [self._reading(lot) for _reading in range(2)]

    def _reading(self, lot: Random) -> tuple[tuple[float, ...], float]:
        weights = [share * lot.uniform(0.5, 1.5) for share in self.leaning]
        return tuple(weight / sum(weights) for weight in weights), self.engaged + lot.uniform(-0.15, 0.15)

    def shares_in(self, bucket: int) -> list[float]:
        readings = [reading for person in range(self.people) for reading in self.readings_of(person, bucket)]
        return [to_step(fmean(column), self.people) for column in zip(*(shares for shares, _ in readings), strict=True)]

    def engagement_in(self, bucket: int) -> float:
        readings = [reading for person in range(self.people) for reading in self.readings_of(person, bucket)]
        return to_step(fmean(engagement for _, engagement in readings), self.people)

    @property
    def shares(self) -> list[float]:
        """The mean of what was published."""
        return [fmean(column) for column in zip(*map(self.shares_in, self.shown), strict=True)]

    @property
    def engagement(self) -> float:
        return fmean(map(self.engagement_in, self.shown))

    def band_in(self, bucket: int) -> tuple[float, float]:
        """The usual range of five people, rounded outwards to five points."""
        half = Z_80 * SPREAD / 5**0.5
        low, high = self.engagement_in(bucket) - half, self.engagement_in(bucket) + half
        return math.floor(20 * low) / 20, math.ceil(20 * high) / 20

    @property
    def band(self) -> tuple[float, float]:
        low, high = (fmean(edges) for edges in zip(*map(self.band_in, self.shown), strict=True))
        return low, high


LAST_WEEK = KnownLecture(7, 8, 14, 10, 4, (0.25, 0.02, 0.05, 0.18, 0.20, 0.05, 0.25), 0.31)
TWO_WEEKS_AGO = KnownLecture(14, 9, 15, 12, 0, (0.05, 0.05, 0.05, 0.55, 0.05, 0.15, 0.10), 0.77)
EARLIER = (TWO_WEEKS_AGO, LAST_WEEK)
