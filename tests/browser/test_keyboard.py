"""The three journeys without a mouse: Tab, Enter, Space and the keys of the live view."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from classroom.accounts.demo import DEMO_ACCOUNTS
from classroom.operations.demo_courses import OPEN_COURSE
from classroom.operations.demo_lecture import TOPIC
from tests.browser.people import DEMO_REPORTS, Lecture, Students, Teacher, Visitor

pytestmark = [pytest.mark.browser, pytest.mark.timeout(400)]

MOST_TABS = 120
HAS_FOCUS = "(element) => element === document.activeElement"
SHOWS_FOCUS = """(element) => {
  const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(element);
  return (outlineStyle !== "none" && outlineWidth !== "0px") || boxShadow !== "none";
}"""


def tab_to(page: Page, target: Locator) -> Locator:
    """Press Tab until the target has the focus; it must be seen to have it."""
    expect(target).to_be_visible()
    for _ in range(MOST_TABS):
        if target.evaluate(HAS_FOCUS):
            assert target.evaluate(SHOWS_FOCUS), f"the focus on {target} cannot be seen"
            return target
        page.keyboard.press("Tab")
    return pytest.fail(f"Tab does not reach {target}")


def press(page: Page, target: Locator, key: str = "Enter") -> None:
    tab_to(page, target)
    page.keyboard.press(key)


def test_a_teacher_signs_in_starts_marks_and_ends_a_lecture(person: Callable[..., Any]) -> None:
    account = next(account for account in DEMO_ACCOUNTS if account.username == "ada")
    page = person(Visitor).page
    page.goto("/sign-in/")
    tab_to(page, page.locator("[name=username]"))
    page.keyboard.type(account.username)
    tab_to(page, page.locator("[name=password]"))
    page.keyboard.type(account.password)
    page.keyboard.press("Enter")
    press(page, page.get_by_role("link", name=OPEN_COURSE))
    tab_to(page, page.locator("[name=topic]"))
    page.keyboard.type("Roots")
    page.keyboard.press("Enter")
    page.wait_for_url("**/live/")
    expect(page.locator("[data-coverage-value]")).not_to_have_text("…")
    page.keyboard.press("1")
    expect(page.locator("[data-chart]")).to_contain_text("Demo")
    page.keyboard.press("f")
    expect(page.locator("[data-projector]")).to_be_visible()
    page.keyboard.press("Escape")
    press(page, page.locator("[data-end-button]"))
    press(page, page.locator("[data-live-action=end] button:not([data-close-dialog])"))
    press(page, page.locator("[data-report-link]"))
    page.wait_for_url("**/reports/**")


def test_a_student_joins_says_something_pauses_and_withdraws(student: Students, lecture: Lecture) -> None:
    cleo = student()
    page = cleo.page
    page.goto(lecture.join_url)
    tab_to(page, page.locator("[name=name]"))
    page.keyboard.type("Cleo")
    press(page, page.locator("button[value=camera]"))
    cleo.expect_sending()
    press(page, page.locator("[data-signal=lost]"), "Space")
    expect(page.locator("[data-signal=lost]")).to_have_attribute("aria-pressed", "true")
    press(page, page.locator("[data-pause]"))
    cleo.expect_state("You paused")
    press(page, page.locator("[data-open-dialog=withdraw]"))
    press(page, page.locator("dialog#withdraw button:not([type=button])"))
    page.wait_for_url("**/receipt/**")


def test_an_admin_reads_a_report_and_takes_a_file(admin: Visitor) -> None:
    page = admin.page
    page.goto(DEMO_REPORTS)
    press(page, page.get_by_role("link", name=TOPIC))
    expect(page.locator("[data-report]")).to_be_visible()
    press(page, page.locator(".menu summary"))
    with page.expect_download() as saving:
        press(page, page.get_by_role("link", name="CSV"))
    assert saving.value.suggested_filename.endswith(".csv")
    table = page.locator("figure details").first
    press(page, table.locator("summary"))
    expect(table.locator("table")).to_be_visible()


def test_the_live_view_is_left_in_order(teacher: Teacher, lecture: Lecture) -> None:
    """The first stop of Tab is the way past the navigation, and typing a marker's text triggers no key of the view."""
    page = teacher.page
    page.keyboard.press("m")
    page.keyboard.type("f1 question")
    expect(page.locator("[data-marker-input]")).to_have_value("f1 question")
    expect(page.locator("[data-projector]")).to_be_hidden()
    page.reload()
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.getAttribute('href')") == "#main"
