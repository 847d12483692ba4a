"""Memory over time: what tells a plateau from a leak."""

import statistics
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence

MINUTE_S, HOUR_S = 60.0, 3600.0
LEAST_FITTED_S = 300.0  # what a part takes while it warms up would pass for a leak


def of_each_minute(moments_s: Sequence[float], sizes: Sequence[float]) -> list[float | None]:
    """The median of what was seen in each minute since the first look; None for a minute without one."""
    seen: defaultdict[int, list[float]] = defaultdict(list)
    for moment_s, size in zip(moments_s, sizes, strict=True):
        seen[int((moment_s - moments_s[0]) // MINUTE_S)].append(size)
    return [statistics.median(seen[minute]) if seen[minute] else None for minute in range(max(seen, default=-1) + 1)]


def growth_per_hour(moments_s: Sequence[float], sizes: Sequence[float]) -> float | None:
    """The slope of the line of least squares; None where it would be drawn through less than five minutes."""
    if not moments_s or moments_s[-1] - moments_s[0] < LEAST_FITTED_S:
        return None
    return statistics.linear_regression(moments_s, sizes).slope * HOUR_S


def growth_in_the_last_third(moments_s: Sequence[float], sizes: Sequence[float]) -> float | None:
    """The same of the last third alone: near 0 where what grew has come to rest, and no less where it leaks."""
    if not moments_s:
        return None
    first = bisect_left(moments_s, moments_s[0] + (moments_s[-1] - moments_s[0]) * 2 / 3)
    return growth_per_hour(moments_s[first:], sizes[first:])
