"""What a student does on the page of a lecture beside being seen: taps, taking a reading back, coming again."""

from typing import Any

import pytest
from playwright.sync_api import expect

from classroom.operations.demo_courses import OPEN_COURSE
from tests.browser.people import PATIENCE_S, Lecture, Student, Students, Teacher, eventually

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]


def pressed(student: Student) -> list[str]:
    return student.page.locator(".signal[aria-pressed=true]").all_inner_texts()


def test_taps_count_without_a_camera_and_survive_a_reload(
    student: Students, teacher: Teacher, lecture: Lecture
) -> None:
    dan = student()
    dan.join(lecture, name="Dan", choice="no_camera")
    expect(dan.page.locator("[data-hand]")).to_have_attribute("aria-disabled", "false")
    dan.page.click("[data-signal=fine]")
    dan.page.click("[data-signal=lost]")
    dan.page.click("[data-hand]")

    def counted() -> tuple[Any, ...]:
        signals = teacher.timeline()["signals"]
        return signals["lost"], signals["fine"], signals["hands"]

    eventually(dan.page, counted, lambda counts: counts == (1, 0, 1))
    dan.page.reload()
    eventually(dan.page, lambda: pressed(dan), lambda texts: texts == ["I am lost", "Hand up"])
    assert dan.camera_requests == []


def test_a_wrong_reading_is_taken_back(student: Students, lecture: Lecture) -> None:
    cleo = student()
    cleo.join(lecture)
    expect(cleo.page.locator("[data-wrong]")).to_have_attribute("aria-disabled", "false")
    cleo.page.click("[data-wrong]")
    expect(cleo.page.locator("[data-reading-note]")).to_contain_text("Taken back")


def test_a_hint_that_was_closed_stays_closed_until_the_next_one(
    student: Students, teacher: Teacher, lecture: Lecture
) -> None:
    dan = student()
    dan.join(lecture, name="Dan", choice="no_camera")
    card = dan.page.locator("[data-teacher-hint]")
    teacher.mark("demo", hint="Look at page 4")
    expect(card).to_contain_text("Look at page 4")
    card.get_by_role("button", name="Close").click()
    dan.page.reload()
    expect(dan.page.locator("[data-hand]")).to_have_attribute("aria-disabled", "false")
    expect(card).to_be_hidden()
    teacher.mark("exercise", hint="Try it in pairs")
    expect(card).to_contain_text("Try it in pairs")
    teacher.mark("demo")
    expect(card).to_be_hidden()


def test_a_personal_link_asks_once_and_its_camera_waits_for_a_tap(student: Students, teacher: Teacher) -> None:
    link, cleo = teacher.add_student(OPEN_COURSE, "Cleo"), student()
    teacher.start_lecture(OPEN_COURSE, "Leaves")
    cleo.page.goto(link)
    cleo.page.click("button[value=camera]")
    cleo.expect_sending()
    teacher.end_lecture()
    asked = len(cleo.camera_requests)

    teacher.start_lecture(OPEN_COURSE, "Roots")
    cleo.page.goto(link)
    expect(cleo.page.get_by_text("You agreed to this same text on")).to_be_visible()
    cleo.page.wait_for_timeout(1000)
    assert len(cleo.camera_requests) == asked
    cleo.page.click("button[value=camera]")
    cleo.expect_sending()


def test_who_withdraws_on_the_page_that_is_open_at_the_end_is_erased(
    student: Students, teacher: Teacher, lecture: Lecture
) -> None:
    cleo = student()
    cleo.join(lecture, keep_timeline=True)
    cleo.expect_sending()
    teacher.end_lecture()
    cleo.expect_state("The lecture has ended.")
    cleo.withdraw()
    expect(cleo.page.locator("h1")).to_have_text("Everything about you is erased", timeout=PATIENCE_S * 1000)
