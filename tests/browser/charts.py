"""The numbers behind what Plotly has drawn on a page."""

from playwright.sync_api import Page

from classroom.timelines.emotions import EMOTIONS

Points = dict[float, float]
READ_SERIES = """(chart) => chart.data
  .filter((trace) => trace.meta?.series)
  .map(({ meta, x, y }) => [meta.series, [...x].map((minute, index) => [minute, y[index]])])"""
READINGS = (*EMOTIONS, "engagement")
COVERAGE = ("joined", "sharing", "readable")
MINUTE_DIGITS = 4


def drawn(page: Page, *selectors: str) -> dict[str, Points]:
    """The points of the charts at these selectors by series: value by minute, without what is empty."""
    series: dict[str, Points] = {}
    for selector in selectors:
        page.wait_for_function("(selector) => document.querySelector(selector)?.data", arg=selector)
        for name, points in page.locator(selector).evaluate(READ_SERIES):
            series[name] = {
                _minute(minute): value for minute, value in points if minute is not None and value is not None
            }
    return series


def stored(buckets: list[dict], names: tuple[str, ...] = READINGS) -> dict[str, Points]:
    """The same of buckets as they come over HTTP."""
    series: dict[str, Points] = {name: {} for name in names}
    for bucket in buckets:
        minute = _minute((bucket["start_s"] + bucket["end_s"]) / 120)
        for name, value in _values(bucket).items():
            if name in names:
                series[name][minute] = value
    return series


def only(series: dict[str, Points], names: tuple[str, ...]) -> dict[str, Points]:
    return {name: series[name] for name in names}


def _values(bucket: dict) -> dict[str, float]:
    shares = dict(zip(EMOTIONS, bucket["shares"], strict=True)) if bucket["shares"] else {}
    engagement = {} if bucket["engagement"] is None else {"engagement": bucket["engagement"]}
    return shares | engagement | (bucket["coverage"] or {})


def _minute(minute: float) -> float:
    return round(minute, MINUTE_DIGITS)
