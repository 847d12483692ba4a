"""What a reader takes out of a report in the browser: a picture of a chart, and a page on paper."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from classroom.operations.demo_lecture import TOPIC
from tests.browser.people import DEMO_REPORTS, Teacher

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

PNG_START = b"\x89PNG"
LEAST_PICTURE_BYTES = 20_000
IS_PAINTED = "() => [...document.querySelectorAll('[data-figure]')].every((chart) => chart.data)"

# Keeps the title of every picture that is made, and makes it.
KEEP_TITLES = """() => {
  const { toImage } = Plotly;
  globalThis.titles = [];
  Plotly.toImage = (figure, options) => (titles.push(figure.layout.title.text), toImage(figure, options));
}"""
HATCHED = """() => document.querySelector("[data-figure=timeline-figure]").data
  .some(({ meta, marker }) => meta?.series === "happy" && Boolean(marker.pattern?.shape))"""


def open_demo_report(page: Page) -> None:
    page.goto(DEMO_REPORTS)
    page.get_by_role("link", name=TOPIC).click()
    expect(page.locator("[data-report]")).to_be_visible()
    page.wait_for_function(IS_PAINTED)


def test_a_chart_is_saved_as_a_picture_that_says_what_it_is(teacher: Teacher) -> None:
    open_demo_report(teacher.page)
    with teacher.page.expect_request("**/exported/") as noting, teacher.page.expect_download() as saving:
        teacher.page.click("[data-save-picture=timeline-figure]")
    assert noting.value.method == "POST"
    assert "png" in (noting.value.post_data or "")
    name = saving.value.suggested_filename
    picture = Path(saving.value.path()).read_bytes()
    assert name.startswith("AI-estimate-photosynthesis")
    assert picture.startswith(PNG_START)
    assert len(picture) > LEAST_PICTURE_BYTES


@pytest.mark.parametrize(("language", "words"), [("en", "AI estimate"), ("kk", "ЖИ бағасы"), ("uk", "Оцінка ШІ")])
def test_a_picture_is_titled_an_estimate_in_the_language_of_the_page(
    teacher: Teacher, language: str, words: str
) -> None:
    page = teacher.page
    page.goto(DEMO_REPORTS)
    page.context.add_cookies([{"name": "django_language", "value": language, "url": page.url}])
    open_demo_report(page)
    page.evaluate(KEEP_TITLES)
    with page.expect_download():
        page.click("[data-save-picture=timeline-figure]")
    (title,) = page.evaluate("() => titles")
    assert title.startswith(f"{words} · {TOPIC}")


def test_a_printed_report_is_light_and_has_no_controls(teacher: Teacher) -> None:
    page = teacher.page
    open_demo_report(page)
    page.emulate_media(color_scheme="dark", media="print")
    page.evaluate("() => dispatchEvent(new Event('beforeprint'))")
    assert page.evaluate("() => document.documentElement.dataset.theme") == "light"
    assert page.evaluate(HATCHED), "printed in grey, areas must differ by more than colour"
    assert (
        page.locator(".sheet-header").evaluate("(header) => getComputedStyle(header).display") == "table-header-group"
    )
    expect(page.locator(".sheet-header")).to_contain_text("AI estimate")
    for control in ("[data-print]", ".menu", "[data-save-picture]", "form", "#compare"):
        expect(page.locator(f"main {control}").first).to_be_hidden()
    with page.expect_request("**/exported/") as noting:
        page.evaluate("() => dispatchEvent(new Event('afterprint'))")
    assert noting.value.method == "POST"
    assert "pdf" in (noting.value.post_data or "")
    assert page.evaluate("() => document.documentElement.dataset.theme ?? null") is None


def test_all_notes_are_kept_and_still_there_after_a_reload(teacher: Teacher) -> None:
    page = teacher.page
    open_demo_report(page)
    notes = page.locator(".moment").get_by_label("Next time")
    drafts = [f"Bring {number} lamps." for number in range(2, 2 + notes.count())]
    assert len(drafts) > 1
    for place, draft in enumerate(drafts):
        notes.nth(place).fill(draft)
    last = page.locator(".moment").last
    last.get_by_role("button", name="Keep all notes").click()
    expect(last.get_by_text("All notes are kept.")).to_be_in_viewport()
    expect(last.get_by_label("Next time")).to_be_focused()
    page.reload()
    for place, draft in enumerate(drafts):
        expect(notes.nth(place)).to_have_value(draft)
