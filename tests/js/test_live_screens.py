"""What the live view looks like in its states: it fits a phone and a desk, light and dark."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from classroom.timelines.charts import live_figure
from tests.browser.screens import take_pictures
from tests.js.example_lectures import lecture_of
from tests.js.live_page import CALM, LivePage, bucket, marker, tick, timeline

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]

BUCKET_S = 15
CLASS_OF_24 = lecture_of(sharing=19, joined=24, buckets=80)
LOST = {**CALM, "lost": 9, "too_fast": 6, "fine": None}
MARKERS = [
    marker(1, at_s=610, kind="slide", label="12", hint="Page 40"),
    marker(2, at_s=812, kind="demo", label=""),
    marker(3, at_s=1007, kind="question", label="What is light?"),
]
UNSURE = CLASS_OF_24[-1] | {"sequence": 80, "start_s": 1200, "end_s": 1215, "engagement": 0.35, "band": [0.2, 0.5]}
NOT_ENOUGH = bucket(80, shares=None, engagement=None, band=None, coverage={"joined": 24, "sharing": 0, "readable": 0})
SAY_EVERY_SECOND = "(message) => setInterval(() => globalThis.isAway || say(message), 1000)"

OpenLive = Callable[..., LivePage]


@pytest.fixture
def open_live(page: Page) -> Iterator[OpenLive]:
    """Opens the live view, with its chart drawn, on a lecture whose server says something every second."""
    opened: list[LivePage] = []

    def open_it(buckets: list[dict[str, Any]], **changes: Any) -> LivePage:
        browser = page.context.browser
        assert browser is not None
        stored = timeline(buckets, **{"figure": live_figure([], BUCKET_S), "markers": MARKERS} | changes)
        live = LivePage(browser, stored, draws=True)
        opened.append(live)
        heard = tick(stored["elapsed_s"], signals=stored["signals"], status=stored["status"], version=1)
        live.page.evaluate(SAY_EVERY_SECOND, heard)
        return live

    yield open_it
    for live in opened:
        live.context.close()


def see_an_alert(live: LivePage) -> None:
    live.page.click("[data-alert-button]")
    live.page.check("[data-alert-switch]")
    live.page.keyboard.press("Escape")
    live.page.evaluate("document.activeElement.blur()")


def lose_the_connection(live: LivePage) -> None:
    live.page.evaluate("drop()")
    expect(live.page.locator("[data-glance]")).to_have_attribute("data-current", "false")


def end(live: LivePage) -> None:
    live.say({"type": "state", "status": "ended", "is_door_locked": False})


def only_look(_live: LivePage) -> None:
    """It is there at once."""


@pytest.mark.parametrize(
    ("name", "buckets", "signals", "come_to", "words"),
    [
        ("five", lecture_of(sharing=5, joined=5, buckets=40), CALM, only_look, "5 of 5"),
        ("alert", lecture_of(19, 24, 80, said=LOST), LOST, see_an_alert, "9 of 24 had tapped “lost”"),
        ("cannot-tell", [*CLASS_OF_24, UNSURE], CALM, only_look, "crosses a line"),
        ("not-enough", [*CLASS_OF_24, NOT_ENOUGH], CALM, only_look, "Not enough students are sharing just now"),
        ("retrying", CLASS_OF_24, CALM, lose_the_connection, "is lost. What you see may be out of date."),
        ("ended", CLASS_OF_24, CALM, end, "The lecture has ended."),
    ],
)
def test_a_state_of_the_live_view_fits(
    open_live: OpenLive,
    name: str,
    buckets: list[dict[str, Any]],
    signals: dict[str, Any],
    come_to: Callable[[LivePage], None],
    words: str,
) -> None:
    live = open_live(buckets, signals=signals)
    come_to(live)
    expect(live.page.get_by_text(words)).to_be_visible()
    take_pictures(live.page, f"live-{name}")
    expect(live.page.get_by_text(words)).to_be_visible()
