"""Takes the pictures of docs/images, but that of a report, which tests/browser/test_screens.py takes.

They lie in SCREENSHOTS, from where they are copied by hand.
"""

import pytest
from playwright.sync_api import Page, expect

from classroom.timelines.charts import live_figure
from tests.browser.screens import SCREENSHOTS
from tests.js.example_lectures import lecture_of
from tests.js.live_page import CALM, LivePage, marker, timeline
from tests.js.student_page import StudentPage, join_html, student_html

pytestmark = pytest.mark.browser

LAPTOP = {"width": 1440, "height": 900}
BUCKET_S = 15
BUCKETS = 38 * 60 // BUCKET_S
BREAK = range(21 * 60 // BUCKET_S, 25 * 60 // BUCKET_S)
SAID = {**CALM, "lost": 9, "too_fast": 6, "fine": None}
MARKERS = [
    marker(1, at_s=190, kind="slide", label="12"),
    marker(2, at_s=1260, kind="break", label=""),
    marker(3, at_s=1610, kind="demo", label="A leaf under the lamp"),
    marker(4, at_s=2090, kind="slide", label="14"),
]
PAINT_MS = 500


def take(page: Page, name: str) -> None:
    page.wait_for_timeout(PAINT_MS)
    page.screenshot(path=SCREENSHOTS / f"{name}.png")
    page.context.close()


def test_the_live_view_is_pictured(page: Page) -> None:
    """A class of 24 after 38 minutes, with a break behind it and an alert to be read."""
    stored = timeline(
        lecture_of(sharing=19, joined=24, buckets=BUCKETS, without=BREAK, said=SAID),
        figure=live_figure([], BUCKET_S),
        signals=SAID | {"hands": 5},
        markers=MARKERS,
        elapsed_s=BUCKETS * BUCKET_S + 6,
    )
    live = LivePage(page.context.browser, stored, draws=True).page
    live.set_viewport_size(LAPTOP)
    live.emulate_media(color_scheme="dark")
    live.click("[data-alert-button]")
    live.check("[data-alert-switch]")
    live.keyboard.press("Escape")
    live.evaluate("document.activeElement.blur()")
    expect(live.get_by_text("9 of 24 had tapped “lost”")).to_be_visible()
    take(live, "live")


def test_the_consent_page_is_pictured(page: Page) -> None:
    join = StudentPage(page.context.browser, join_html()).page
    expect(join.locator(".consent-summary")).to_contain_text("about every 2 seconds")
    take(join, "join-phone")


def test_the_page_of_a_student_without_a_camera_is_pictured(page: Page) -> None:
    student = StudentPage(page.context.browser, student_html(camera="not_agreed"))
    student.sit_down("not_agreed")
    student.page.click("[data-signal=fine]")
    expect(student.page.locator("[data-signal=fine]")).to_have_attribute("aria-pressed", "true")
    take(student.page, "student-phone")
