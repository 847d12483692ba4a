"""The live view after three hours on a slow laptop: nothing jumps, nothing is drawn anew, and it does not grow.

The last minutes of the third hour are said second by second, as the server says them.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import CDPSession, Page

from classroom.timelines.charts import live_figure
from tests.js.live_page import CALM, LivePage, bucket, tick, timeline

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

BUCKET_S = 15
BUCKETS_IN_ALL = 3 * 60 * 60 // BUCKET_S
BUCKETS_SAID = 30
BUCKETS_BEFORE = BUCKETS_IN_ALL - BUCKETS_SAID
SLOWER = 4  # than this machine
MOVED_AT_MOST = 0.01  # cumulative layout shift; from 0.1 on people are said to be bothered
GROWN_AT_MOST = 1.25  # a picture kept at every drawing would double it
WATCH = """() => {
  globalThis.moved = 0;
  globalThis.drawn = 0;
  new PerformanceObserver((list) => { for (const { value } of list.getEntries()) moved += value; })
    .observe({ type: "layout-shift" });
  const { react } = Plotly;
  Plotly.react = (...given) => { drawn += 1; return react(...given); };
  globalThis.picture = document.querySelector("[data-chart] .main-svg");
}"""
SAY_A_BUCKET = """async (ticks) => {
  for (const message of ticks) {
    say(message);
    await new Promise(requestAnimationFrame);
  }
}"""


def lively(sequence: int) -> dict[str, Any]:
    """A bucket that differs from its neighbours in every figure that is shown."""
    happy = round(0.2 + 0.1 * (sequence % 4), 2)
    return bucket(
        sequence,
        shares=[0.0, 0.0, 0.05, happy, 0.1, 0.05, round(0.8 - happy, 2)],
        engagement=0.4 + 0.01 * (sequence % 30),
        band=[0.3 + 0.01 * (sequence % 30), 0.5 + 0.01 * (sequence % 30)],
        coverage={"joined": 250, "sharing": 180 + sequence % 40, "readable": 150 + sequence % 30},
        signals={**CALM, "lost": sequence % 12, "fine": sequence % 90},
    )


def ticks_of(sequence: int) -> list[dict[str, Any]]:
    """What the server says in the seconds of a bucket: the one before closes with the first."""
    closed = [[lively(sequence - 1)], *[[]] * (BUCKET_S - 1)]
    opened = lively(sequence)
    return [
        tick(sequence * BUCKET_S + second, open=opened, closed=closed[second], signals={**CALM, "lost": second})
        for second in range(BUCKET_S)
    ]


@pytest.fixture
def late(page: Page) -> Iterator[LivePage]:
    browser = page.context.browser
    assert browser is not None
    stored = timeline([lively(sequence) for sequence in range(BUCKETS_BEFORE)], figure=live_figure([], BUCKET_S))
    live = LivePage(browser, stored, draws=True)
    live.page.context.new_cdp_session(live.page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    yield live
    live.context.close()


def heap_bytes(tools: CDPSession) -> int:
    tools.send("HeapProfiler.collectGarbage")
    used: int = tools.send("Runtime.getHeapUsage")["usedSize"]
    return used


def say_buckets(live: LivePage, first: int, last: int) -> None:
    for sequence in range(first, last):
        live.page.evaluate(SAY_A_BUCKET, ticks_of(sequence))


def test_the_last_minutes_of_three_hours_are_calm(late: LivePage) -> None:
    half = BUCKETS_BEFORE + BUCKETS_SAID // 2
    tools = late.page.context.new_cdp_session(late.page)
    say_buckets(late, BUCKETS_BEFORE, BUCKETS_BEFORE + 2)
    late.page.evaluate(WATCH)
    say_buckets(late, BUCKETS_BEFORE + 2, half)
    heap, elements = heap_bytes(tools), late.page.evaluate("document.querySelectorAll('*').length")
    say_buckets(late, half, BUCKETS_IN_ALL)
    assert late.page.get_by_role("timer").inner_text().startswith("2:59:")
    assert late.page.evaluate("drawn") <= BUCKETS_SAID, "drawn more often than a bucket closes"
    assert late.page.evaluate("picture === document.querySelector('[data-chart] .main-svg')"), "made anew, so it blinks"
    assert late.page.evaluate("moved") < MOVED_AT_MOST
    assert late.page.evaluate("document.querySelectorAll('*').length") <= elements * GROWN_AT_MOST
    assert heap_bytes(tools) <= heap * GROWN_AT_MOST
