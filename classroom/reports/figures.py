"""Rows of a report into Plotly figures as dicts, without queries.

They are compact: points lie on a grid, told by `x0` and `dx` in minutes; static/js/lib/report_figures.js spreads them
out. Traces carry `meta.series`; colours, words and fonts come from the page. So do rounded numbers: shares and
engagement are drawn as they are, and rounded once, where they are written.
"""

import math
from collections.abc import Callable, Sequence
from typing import Any

from classroom.reports.headline import LEVELS
from classroom.sessions.signals import COUNTED
from classroom.timelines.buckets import TimelineBucket
from classroom.timelines.emotions import EMOTIONS, STACKED_FROM_TOP

Trace = dict[str, Any]
Figure = dict[str, Any]
Grid = Sequence[TimelineBucket | None]
Shares = Sequence[float]
Value = Callable[[TimelineBucket], float | None]

TICK_STEPS_MIN = (0.25, 0.5, 1, 2, 5, 10, 15, 30)
MOST_TICKS = 9
DIGITS = 3
COVERAGE = ("joined", "sharing", "readable")
PANES = {"yaxis": (0.54, 1.0), "yaxis2": (0.22, 0.45), "yaxis3": (0.0, 0.13)}


def grid_of(buckets: Sequence[TimelineBucket], length_s: float, bucket_s: int) -> Grid:
    """One place per bucket of the lecture, None where nothing was closed."""
    last = buckets[-1].sequence + 1 if buckets else 0
    grid: list[TimelineBucket | None] = [None] * max(last, math.ceil(length_s / bucket_s))
    for bucket in buckets:
        grid[bucket.sequence] = bucket
    return grid


def timeline_figure(grid: Grid, bucket_s: int) -> Figure:
    """Expressions, engagement with its band, and coverage, one below the other on one time axis."""
    upper = [*_share_traces(grid, bucket_s), _gap_trace(grid, bucket_s, lambda bucket: bucket.figures.shares is None)]
    middle = [_band_trace(grid, bucket_s), _engagement_trace(grid, bucket_s)]
    lower = [_coverage_trace(grid, bucket_s, name) for name in COVERAGE]
    for axis, traces in (("y2", middle), ("y3", lower)):
        for trace in traces:
            trace["yaxis"] = axis
    layout = {
        "barmode": "stack",
        "barnorm": "fraction",
        "bargap": 0,
        "xaxis": _time_axis(len(grid), bucket_s) | {"anchor": "y3"},
        "yaxis": {"range": [0, 1], "tickformat": ".0%", "domain": PANES["yaxis"]},
        "yaxis2": {"range": [0, 1], "domain": PANES["yaxis2"]},
        "yaxis3": {"rangemode": "tozero", "domain": PANES["yaxis3"]},
    }
    return {"data": [*upper, *middle, *lower], "layout": layout}


def levels_figure(grid: Grid, bucket_s: int) -> Figure:
    """How many of the contributors had low, middling and high engagement; columns follow nobody to the next."""
    traces = [_columns(grid, bucket_s, name, _level(index)) for index, name in enumerate(LEVELS)]
    gap = _gap_trace(grid, bucket_s, lambda bucket: bucket.figures.levels is None)
    layout = {
        "barmode": "stack",
        "bargap": 0,
        "xaxis": _time_axis(len(grid), bucket_s),
        "yaxis": {"range": [0, 1], "tickformat": ".0%"},
    }
    return {"data": [*traces, gap], "layout": layout}


def signals_figure(grid: Grid, bucket_s: int) -> Figure:
    """One strip per signal. `some` lists the places with fewer students than the minimum."""
    traces = [_signal_trace(grid, bucket_s, index, name) for index, name in enumerate(COUNTED)]
    layout = {"bargap": 0, "barmode": "overlay", "xaxis": _time_axis(len(grid), bucket_s), "yaxis": {}}
    return {"data": traces, "layout": layout}


def shares_figure(own: Shares, others: Sequence[Shares]) -> Figure:
    """Share of each emotion, the most frequent on top, before the range of other lectures."""
    order = sorted(range(len(EMOTIONS)), key=lambda index: own[index])
    names = [EMOTIONS[index] for index in order]
    bar = {"type": "bar", "orientation": "h", "y": names, "x": [own[index] for index in order]}
    data = [bar | {"meta": {"series": "own_shares"}}]
    if others:
        columns = list(zip(*others, strict=True))
        lows = [min(columns[index]) for index in order]
        widths = [max(columns[index]) - low for index, low in zip(order, lows, strict=True)]
        data.insert(0, bar | {"x": widths, "base": lows} | {"meta": {"series": "range"}})
    return {"data": data, "layout": {"barmode": "overlay", "xaxis": {"range": [0, 1]}, "yaxis": {}}}


def two_shares_figure(first: Shares, second: Shares) -> Figure:
    """Share of each emotion in two lectures, one bar below the other, in the order of the stack."""
    order = [EMOTIONS.index(emotion) for emotion in reversed(STACKED_FROM_TOP)]
    names = [EMOTIONS[index] for index in order]
    data = [
        {
            "type": "bar",
            "orientation": "h",
            "y": names,
            "x": [shares[index] for index in order],
            "meta": {"series": series},
        }
        for series, shares in (("second_shares", second), ("first_shares", first))
    ]
    return {"data": data, "layout": {"barmode": "group", "xaxis": {"range": [0, 1]}, "yaxis": {}}}


def two_engagements_figure(first: Grid, second: Grid, first_s: int, second_s: int) -> Figure:
    """Engagement of two lectures over the minutes since their starts, each with its band."""
    data = []
    for prefix, grid, bucket_s in (("", first, first_s), ("second_", second, second_s)):
        line = _engagement_trace(grid, bucket_s) | {"mode": "lines", "meta": {"series": f"{prefix}engagement"}}
        data += [_band_trace(grid, bucket_s) | {"meta": {"series": f"{prefix}band"}}, line]
    length_s = max(len(first) * first_s, len(second) * second_s)
    layout = {"xaxis": _time_axis(math.ceil(length_s / first_s), first_s), "yaxis": {"range": [0, 1]}}
    return {"data": data, "layout": layout}


def course_figure(names: Sequence[str], shares: Sequence[Shares | None], engagements: Sequence[Trace]) -> Figure:
    """One column of shares per lecture, and below it its engagement with the typical band.

    Args:
        names: what stands below each column.
        shares: seven shares or None per lecture.
        engagements: `value`, `low` and `high` per lecture, each may be None.
    """
    places = list(range(1, len(names) + 1))
    columns = [
        {
            "type": "bar",
            "x": places,
            "y": [None if row is None else row[EMOTIONS.index(emotion)] for row in shares],
            "width": 0.7,
            "meta": {"series": emotion},
        }
        for emotion in reversed(STACKED_FROM_TOP)
    ]
    layout = {
        "barmode": "stack",
        "barnorm": "fraction",
        "xaxis": {"tickmode": "array", "tickvals": places, "ticktext": list(names), "anchor": "y2"},
        "yaxis": {"range": [0, 1], "tickformat": ".0%", "domain": [0.46, 1.0]},
        "yaxis2": {"range": [0, 1], "domain": [0.0, 0.36]},
    }
    return {"data": [*columns, _engagements(places, engagements)], "layout": layout}


def _engagements(places: Sequence[int], rows: Sequence[Trace]) -> Trace:
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "x": list(places),
        "y": [row["value"] for row in rows],
        "error_y": {
            "type": "data",
            "symmetric": False,
            "array": [_distance(row["value"], row["high"]) for row in rows],
            "arrayminus": [_distance(row["low"], row["value"]) for row in rows],
        },
        "yaxis": "y2",
        "connectgaps": False,
        "meta": {"series": "engagement"},
    }


def _distance(low: float | None, high: float | None) -> float:
    return 0.0 if low is None or high is None else round(high - low, DIGITS)


def _share_traces(grid: Grid, bucket_s: int) -> list[Trace]:
    return [
        _columns(grid, bucket_s, emotion, _share(EMOTIONS.index(emotion))) for emotion in reversed(STACKED_FROM_TOP)
    ]


def _share(index: int) -> Value:
    return lambda bucket: None if bucket.figures.shares is None else bucket.figures.shares[index]


def _level(index: int) -> Value:
    return lambda bucket: None if bucket.figures.levels is None else bucket.figures.levels[index]


def _columns(grid: Grid, bucket_s: int, series: str, value: Value) -> Trace:
    points = [value(bucket) if bucket else None for bucket in grid]
    return {"type": "bar", **_spacing(bucket_s), "y": points, "width": bucket_s / 60, "meta": {"series": series}}


def _gap_trace(grid: Grid, bucket_s: int, is_hidden: Callable[[TimelineBucket], bool]) -> Trace:
    """A full column wherever nothing may be shown; `customdata` says where cameras were asked less often."""
    return {
        "type": "bar",
        **_spacing(bucket_s),
        "y": [1 if bucket is None or is_hidden(bucket) else None for bucket in grid],
        "customdata": [int(bucket is not None and bucket.slowed) for bucket in grid],
        "width": bucket_s / 60,
        "meta": {"series": "gap"},
    }


def _engagement_trace(grid: Grid, bucket_s: int) -> Trace:
    points = [bucket.figures.engagement if bucket else None for bucket in grid]
    return {"type": "scatter", "mode": "lines+markers", **_line(bucket_s, points), "meta": {"series": "engagement"}}


def _band_trace(grid: Grid, bucket_s: int) -> Trace:
    bands = [bucket.figures.band if bucket else None for bucket in grid]
    edges = {"low": [band and band[0] for band in bands], "high": [band and band[1] for band in bands]}
    filled = {"type": "scatter", "mode": "lines", "fill": "toself", "hoverinfo": "skip"}
    return filled | _spacing(bucket_s) | edges | {"meta": {"series": "band"}}


def _coverage_trace(grid: Grid, bucket_s: int, name: str) -> Trace:
    points = [getattr(bucket.figures.coverage, name, None) if bucket else None for bucket in grid]
    stepped = {"type": "scatter", "mode": "lines", "line": {"shape": "hvh"}}
    return stepped | _line(bucket_s, points) | {"name": name, "meta": {"series": name}}


def _signal_trace(grid: Grid, bucket_s: int, index: int, name: str) -> Trace:
    counts = [bucket.figures.signals[index] if bucket and bucket.figures.signals else 0 for bucket in grid]
    return {
        "type": "bar",
        **_spacing(bucket_s),
        "y": [count or None for count in counts],
        "some": [place for place, count in enumerate(counts) if count is None],
        "width": bucket_s / 60,
        "meta": {"series": name},
    }


def _line(bucket_s: int, points: Sequence[float | None]) -> Trace:
    return {**_spacing(bucket_s), "y": list(points), "connectgaps": False}


def _spacing(bucket_s: int) -> Trace:
    """Minutes of the middle of the first bucket, and from one to the next."""
    return {"x0": bucket_s / 120, "dx": bucket_s / 60}


def _time_axis(places: int, bucket_s: int) -> dict[str, Any]:
    """The whole lecture, the same for every figure of a report, with round minutes."""
    end_min = max(1, places) * bucket_s / 60
    step = next((step for step in TICK_STEPS_MIN if end_min / step <= MOST_TICKS), TICK_STEPS_MIN[-1])
    return {"ticksuffix": " min", "range": [0, end_min], "tick0": 0, "dtick": step}
