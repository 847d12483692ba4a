"""The live view while it is loaded, at whatever time of the lecture: nothing jumps."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Page, Route

from classroom.timelines.charts import live_figure
from tests.browser.people import DESK, PHONE
from tests.js.example_lectures import lecture_of
from tests.js.live_page import NOTES, LivePage, marker, timeline

pytestmark = pytest.mark.browser

BUCKET_S = 15
MOVED_AT_MOST = 0.1  # cumulative layout shift; from here on people are said to be bothered
STILL_MS = 500
WATCH = """
  globalThis.moved = 0;
  new PerformanceObserver((list) => { for (const { value } of list.getEntries()) moved += value; })
    .observe({ type: "layout-shift", buffered: true });
"""
NOTE = "<p>Draw the Calvin cycle on the board step by step before showing the slide.</p>" * 3


@dataclass(frozen=True)
class Loading:
    """The live view whose chart is drawn, watched from the beginning; what was noted on the topic has still to come."""

    live: LivePage
    held: list[Route]

    def let_notes_come(self) -> None:
        self.held[0].fallback()
        self.live.page.locator("[data-notes]").wait_for()
        self.live.page.wait_for_timeout(STILL_MS)


@pytest.fixture
def loading(page: Page, request: pytest.FixtureRequest) -> Iterator[Loading]:
    minutes, status, viewport = request.param
    browser = page.context.browser
    assert browser is not None
    loading = Loading(LivePage(browser, stored_at(minutes, status), notes=NOTE, draws=True), [])
    live = loading.live
    live.page.set_viewport_size(viewport)
    live.page.add_init_script(WATCH)

    def hold(route: Route) -> None:
        loading.held.append(route)

    live.page.route(f"**{NOTES}", hold)
    live.open()
    live.page.wait_for_selector("[data-chart] .main-svg")
    live.page.wait_for_timeout(STILL_MS)
    yield loading
    live.context.close()


def stored_at(minutes: int, status: str) -> dict[str, Any]:
    buckets = lecture_of(sharing=19, joined=24, buckets=minutes * 60 // BUCKET_S)
    return timeline(buckets, figure=live_figure([], BUCKET_S), status=status, markers=[marker(1, at_s=20)])


@pytest.mark.parametrize(
    "loading",
    [
        pytest.param((1, "live", DESK), id="in the first minute"),
        pytest.param((90, "live", PHONE), id="after 90 minutes on a phone"),
        pytest.param((90, "paused", DESK), id="paused"),
        pytest.param((90, "ended", DESK), id="ended"),
    ],
    indirect=True,
)
def test_nothing_jumps_while_the_live_view_is_loaded(loading: Loading) -> None:
    loading.let_notes_come()
    assert loading.live.page.evaluate("moved") < MOVED_AT_MOST


@pytest.mark.parametrize("loading", [pytest.param((90, "live", DESK), id="after 90 minutes")], indirect=True)
def test_notes_that_come_late_move_nothing(loading: Loading) -> None:
    before, foot = loading.live.page.evaluate("moved"), loading.live.page.locator("[data-foot]").bounding_box()
    assert before < MOVED_AT_MOST
    loading.let_notes_come()
    assert loading.live.page.evaluate("moved") == before
    assert loading.live.page.locator("[data-foot]").bounding_box() == foot
