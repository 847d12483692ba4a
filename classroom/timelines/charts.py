"""Plain rows into the live view's figure as a dict, without queries. Colours and fonts come from the page's own tokens.

Shares are stacked columns, one per bucket and as wide as it lasted: what was not measured stays empty, and the first
bucket is visible at once. (Plotly's stacked areas draw a missing value as zero.) Traces carry `meta.series`.
"""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from classroom.timelines.buckets import TimelineBucket
from classroom.timelines.emotions import EMOTIONS, STACKED_FROM_TOP

Trace = dict[str, Any]
Figure = dict[str, Any]
Band = tuple[float, float]


def share_traces(buckets: Sequence[TimelineBucket], bucket_s: int) -> list[Trace]:
    """One column trace per emotion, bottom first."""
    minutes = [bucket.middle_min for bucket in buckets]
    return [
        {
            "type": "bar",
            "x": minutes,
            "y": [_share(bucket, EMOTIONS.index(emotion)) for bucket in buckets],
            "width": bucket_s / 60,
            "name": emotion,
            "meta": {"series": emotion},
        }
        for emotion in reversed(STACKED_FROM_TOP)
    ]


def _share(bucket: TimelineBucket, index: int) -> float | None:
    return None if bucket.figures.shares is None else bucket.figures.shares[index]


def gap_trace(buckets: Sequence[TimelineBucket], bucket_s: int) -> Trace:
    """A full column where a bucket closed without figures; `customdata` says where cameras were asked less often."""
    return {
        "type": "bar",
        "x": [bucket.middle_min for bucket in buckets],
        "y": [1 if bucket.figures.shares is None else None for bucket in buckets],
        "customdata": [bucket.slowed for bucket in buckets],
        "width": bucket_s / 60,
        "meta": {"series": "gap"},
        "hoverinfo": "skip",
        "showlegend": False,
    }


def with_gaps(buckets: Sequence[TimelineBucket]) -> list[TimelineBucket | None]:
    """The buckets with a None wherever the sequence jumps, so that a line breaks there."""
    spaced: list[TimelineBucket | None] = []
    for bucket in buckets:
        previous = spaced[-1] if spaced else None
        if previous is not None and bucket.sequence != previous.sequence + 1:
            spaced.append(None)
        spaced.append(bucket)
    return spaced


def engagement_trace(buckets: Sequence[TimelineBucket]) -> Trace:
    spaced = with_gaps(buckets)
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "x": [bucket.middle_min if bucket else None for bucket in spaced],
        "y": [bucket.figures.engagement if bucket else None for bucket in spaced],
        "connectgaps": False,
        "meta": {"series": "engagement"},
    }


def band_trace(buckets: Sequence[TimelineBucket]) -> Trace:
    """The band as closed outlines in steps, one for each run of buckets that have one."""
    xs: list[float | None] = []
    ys: list[float | None] = []
    for run in _runs_with_band(buckets):
        edges = [(edge / 60, band) for bucket, band in run for edge in (bucket.start_s, bucket.end_s)]
        outline = [(x, high) for x, (_low, high) in edges] + [(x, low) for x, (low, _high) in reversed(edges)]
        xs += [x for x, _y in outline] + [None]
        ys += [y for _x, y in outline] + [None]
    return {
        "type": "scatter",
        "mode": "lines",
        "x": xs,
        "y": ys,
        "fill": "toself",
        "hoverinfo": "skip",
        "meta": {"series": "band"},
    }


def _runs_with_band(buckets: Sequence[TimelineBucket]) -> list[list[tuple[TimelineBucket, Band]]]:
    """Neighbouring buckets that have a band, together with it."""
    runs: list[list[tuple[TimelineBucket, Band]]] = []
    for bucket in buckets:
        band = bucket.figures.band
        if band is None:
            continue
        if runs and runs[-1][-1][0].sequence == bucket.sequence - 1:
            runs[-1].append((bucket, band))
        else:
            runs.append([(bucket, band)])
    return runs


def live_figure(buckets: Sequence[TimelineBucket], bucket_s: int) -> Figure:
    """Shares above, engagement with its band below, on one time axis."""
    lower = [band_trace(buckets), engagement_trace(buckets)]
    for trace in lower:
        trace["yaxis"] = "y2"
    layout = {
        "barmode": "stack",
        "barnorm": "fraction",
        "bargap": 0,
        "xaxis": _minutes() | {"anchor": "y2"},
        "yaxis": _unit_axis() | {"domain": [0.40, 1]},
        "yaxis2": _unit_axis() | {"domain": [0, 0.30]},
    }
    return {"data": [*share_traces(buckets, bucket_s), gap_trace(buckets, bucket_s), *lower], "layout": layout}


def _minutes() -> dict[str, Any]:
    return {"ticksuffix": " " + _("min"), "rangemode": "tozero"}


def _unit_axis() -> dict[str, Any]:
    return {"range": [0, 1], "tickformat": ".0%"}
