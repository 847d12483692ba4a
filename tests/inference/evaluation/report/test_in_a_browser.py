"""The page as people see it. What it needs of Playwright is gone again before other tests start an event loop."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from inference.evaluation.report.page import write_page
from tests.browser_report import find_chromium
from tests.inference.evaluation.report.conftest import nine_answers, report_on_people

pytestmark = pytest.mark.browser

ARGUMENTS = ["--headless", "--no-sandbox", "--disable-gpu"]
DESKTOP, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def complaints() -> list[str]:
    """What the page asked the network for, and the errors it raised."""
    return []


@pytest.fixture(scope="module")
def page(browser, complaints, tmp_path_factory) -> Iterator[Page]:
    """The page of nine photos of two people, opened once: plotly.js takes its time."""
    path = tmp_path_factory.mktemp("page") / "report.html"
    write_page(path, report_on_people(nine_answers()), nine_answers())
    page = browser.new_page(viewport=DESKTOP)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: None if is_local(request.url) else complaints.append(request.url))
    page.goto(path.as_uri())
    page.wait_for_selector('[data-chart="people"] .main-svg')
    yield page
    page.close()


def is_local(url: str) -> bool:
    return url.startswith(("file:", "data:", "blob:"))


def cells(page: Page) -> list[str]:
    return page.locator('[data-chart="confusion"] .heatmap-label').all_text_contents()


def test_every_chart_is_drawn_without_a_network(page, complaints):
    assert page.locator(".chart .main-svg:first-child").count() == page.locator(".chart").count() == 5
    assert complaints == []


def test_cells_switch_between_shares_and_counts(page):
    page.get_by_role("button", name="Shares").click()
    assert cells(page)[0] == "50%"
    page.get_by_role("button", name="Counts").click()
    page.wait_for_function("""document.querySelector('[data-chart="confusion"] .heatmap-label').textContent === '1'""")

    assert page.get_by_role("button", name="Counts").get_attribute("aria-pressed") == "true"
    assert page.get_by_role("button", name="Shares").get_attribute("aria-pressed") == "false"


def test_phone_has_nothing_to_scroll_sideways(page):
    page.set_viewport_size(PHONE)
    page.wait_for_function("""document.querySelector('[data-chart="people"] .main-svg').clientWidth < 390""")

    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]


def test_dark_mode_redraws_the_charts(page):
    colour = """getComputedStyle(document.querySelector('[data-chart="confusion"] .xtick text')).fill"""
    light = page.evaluate(colour)
    page.emulate_media(color_scheme="dark")
    page.wait_for_function(f"{colour} !== '{light}'")

    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(14, 19, 20)"
