"""Takes the pictures of docs/images, but that of the live view, which tests/js/test_live_screens.py takes.

They lie in SCREENSHOTS, from where they are copied by hand.
"""

import pytest
from playwright.sync_api import Page, expect

from classroom.operations.demo_courses import USUAL_COURSE
from tests.browser.people import Students, Teacher, Visitor
from tests.browser.screens import IS_PAINTED, SCREENSHOTS
from tests.browser.test_screens import demo_report

pytestmark = [pytest.mark.browser, pytest.mark.timeout(400)]

PAGE_OF_A_BOOK = {"width": 1280, "height": 1230}


def take(page: Page, name: str) -> None:
    page.wait_for_timeout(500)
    page.screenshot(path=SCREENSHOTS / f"{name}.png")


def test_pictures_of_the_way_of_a_student(student: Students, teacher: Teacher) -> None:
    lecture, dan = teacher.start_lecture(USUAL_COURSE, "Photosynthesis"), student()
    dan.page.goto(lecture.join_url)
    expect(dan.page.get_by_role("button", name="Join without camera")).to_be_attached()
    take(dan.page, "join-phone")
    dan.join(lecture, name="Cleo", choice="no_camera")
    dan.page.click("[data-signal=fine]")
    expect(dan.page.locator("[data-signal=fine]")).to_have_attribute("aria-pressed", "true")
    take(dan.page, "student-phone")


def test_picture_of_a_report(admin: Visitor) -> None:
    admin.page.set_viewport_size(PAGE_OF_A_BOOK)
    admin.page.goto(demo_report(admin.page))
    admin.page.wait_for_function(IS_PAINTED)
    take(admin.page, "report")
