"""Pages of a course's list, its plans and its consents, each as somebody reaches it: they fit, and nobody complains."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.browser.people import Students, Teacher
from tests.browser.screens import assert_fits, assert_state_fits

pytestmark = [pytest.mark.browser, pytest.mark.timeout(400)]

CLASS_LIST = "имя;номер\nАнна Ли;17\n;18\nОлег Ким;19\n".encode("cp1251")  # the third line has no name


def new_course(page: Page, title: str) -> str:
    """The address of a course without students and lectures."""
    page.goto("/courses/new/")
    page.fill("[name=title]", title)
    page.click("main form button.button-primary")
    page.wait_for_url("**/courses/*/")
    return page.url


def test_the_way_of_a_class_list_fits(teacher: Teacher) -> None:
    page = teacher.page
    course = new_course(page, "History of chemistry")
    page.goto(f"{course}students/import/")
    page.set_input_files("[type=file]", files=[{"name": "class.csv", "mimeType": "text/csv", "buffer": CLASS_LIST}])
    page.get_by_role("button", name="Look at it").click()
    expect(page.locator("[name=sealed]")).to_be_attached()
    assert_state_fits(page, "roster-preview")
    page.get_by_role("button", name="Save the list").click()
    assert_state_fits(page, "roster-imported")
    page.goto(f"{course}students/")
    page.get_by_role("button", name="New link for Анна Ли").click()
    assert_state_fits(page, "roster-new-link")
    page.get_by_role("button", name="Links for everybody").click()
    assert_state_fits(page, "roster-all-links", is_whole=False)
    page.keyboard.press("Escape")
    page.get_by_role("link", name="Remove Олег Ким").click()
    assert_fits(page, "student-remove")


def test_what_has_nothing_in_it_yet_fits(teacher: Teacher) -> None:
    course = new_course(teacher.page, "History of biology")
    assert_fits(teacher.page, "course-empty", course)
    assert_fits(teacher.page, "roster-empty", f"{course}students/")
    assert_fits(teacher.page, "lectures-empty", f"{course}lectures/")
    assert_fits(teacher.page, "reports-none-found", "/reports/?q=nothing-like-this")


def test_a_planned_lecture_fits(teacher: Teacher) -> None:
    page = teacher.page
    page.goto(f"{new_course(page, 'History of physics')}plan/")
    page.fill("[name=topic]", "Galileo")
    page.fill("[name=scheduled_at]", f"{timezone.now() + timedelta(days=7):%Y-%m-%dT%H:%M}")
    page.get_by_role("button", name="Plan it").click()
    assert_fits(page, "course-planned")
    page.get_by_role("link", name="Change Galileo").click()
    page.wait_for_url("**/plan/")
    assert_fits(page, "plan-edit")


def test_a_yes_of_before_and_one_that_has_ended_fit(student: Students, teacher: Teacher) -> None:
    title = "History of astronomy"
    course = new_course(teacher.page, title)
    link, page = teacher.add_student(title, "Cleo"), student().page
    teacher.start_lecture(title, "Galileo")
    page.goto(link)
    page.click("button[value=camera]")
    page.click("[data-leave] button")
    expect(page.locator("h1")).to_have_text("You have left the lecture")
    page.goto(link)
    expect(page.get_by_text("You agreed to this same text on")).to_be_visible()
    assert_state_fits(page, "join-agreed-before")
    teacher.end_lecture()
    assert_state_is(page, link, "In each lecture you choose again", "no-lecture-agreed-before")
    change_the_text(teacher.page, course)
    assert_state_is(page, link, "The text has changed since, so you will be asked again.", "no-lecture-text-changed")
    teacher.start_lecture(title, "Newton")
    assert_state_is(page, link, "Your earlier yes has ended", "join-text-changed")


def change_the_text(page: Page, course: str) -> None:
    """By the number of days that the consent text names."""
    page.goto(f"{course}edit/")
    page.fill("[name=retention_days]", "30")
    page.click("main form button.button-primary")
    page.wait_for_url(course)


def assert_state_is(page: Page, link: str, sentence: str, name: str) -> None:
    page.goto(link)
    expect(page.get_by_text(sentence)).to_be_visible()
    assert_state_fits(page, name)
