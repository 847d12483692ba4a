"""Five students in the course that needs five."""

import re

import pytest
from playwright.sync_api import expect

from classroom.operations.demo_courses import USUAL_COURSE
from tests.browser import charts
from tests.browser.people import Student, Students, Teacher
from tests.browser.product import BUCKET_S

pytestmark = [pytest.mark.browser, pytest.mark.timeout(400)]

NAMES = ("Aigerim", "Bolat", "Cleo", "Dias", "Elif")
FIGURES_NEED = "Figures come when enough students share and can be read (5 needed)."
TOO_FEW = re.compile(rf"{re.escape(FIGURES_NEED)}|Too few could be read")
LONG_S = 120  # five cameras on a busy machine


def test_figures_appear_with_the_fifth_student_and_vanish_with_a_withdrawal(
    student: Students, teacher: Teacher
) -> None:
    lecture = teacher.start_lecture(USUAL_COURSE, "Respiration")
    class_of_five: list[Student] = [student() for _name in NAMES]
    for someone, name in zip(class_of_five[:4], NAMES, strict=False):
        someone.join(lecture, name=name)
        someone.expect_sending()
    assert_nothing_is_shown_of_four(teacher)

    class_of_five[4].join(lecture, name=NAMES[4])
    teacher.wait_for_measured(2, timeout_s=LONG_S)
    expect(teacher.page.locator("[data-line]")).to_be_hidden()
    expect(teacher.page.locator("[data-coverage-value]")).to_have_text("5 of 5")
    assert charts.drawn(teacher.page, "[data-chart]")["happy"]

    class_of_five[0].withdraw()
    expect(class_of_five[0].page.locator("main")).to_contain_text("Receipt")
    assert_figures_have_vanished(teacher, since_s=teacher.timeline()["elapsed_s"])


def assert_nothing_is_shown_of_four(teacher: Teacher) -> None:
    """Not even how many share: the missing one to five could be known by name."""
    now_s = teacher.timeline()["elapsed_s"]
    buckets = teacher.wait_for_buckets(lambda found: found[-1]["start_s"] >= now_s + BUCKET_S)
    assert {(bucket["shares"], bucket["engagement"]) for bucket in buckets} == {(None, None)}
    assert buckets[-1]["coverage"] is None
    expect(teacher.page.locator("[data-line]")).to_have_text(FIGURES_NEED)
    expect(teacher.page.locator("[data-coverage-value]")).to_have_text("no number")
    expect(teacher.page.locator("[data-engagement-value]")).to_have_text("–")
    drawn = charts.drawn(teacher.page, "[data-chart]")
    assert not any(drawn[series] for series in charts.READINGS)


def assert_figures_have_vanished(teacher: Teacher, since_s: float) -> None:
    """From the bucket on in which somebody withdrew."""

    def later(buckets: list[dict]) -> list[dict]:
        return [bucket for bucket in buckets if bucket["end_s"] > since_s]

    buckets = later(teacher.wait_for_buckets(lambda found: len(later(found)) >= 3))
    assert {(bucket["shares"], bucket["engagement"]) for bucket in buckets} == {(None, None)}
    expect(teacher.page.locator("[data-line]")).to_have_text(TOO_FEW)
