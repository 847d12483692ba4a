"""From consent to report with three people, in the course that shows a class of one."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from classroom.operations.demo_courses import OPEN_COURSE
from tests.browser import charts
from tests.browser.chromium import Launch, playing
from tests.browser.people import DESK, LAPTOP, PHONE, Lecture, Students, Teacher, Visitor, eventually

pytestmark = [pytest.mark.browser, pytest.mark.timeout(400)]

SERIES = (*charts.READINGS, *charts.COVERAGE)


@pytest.fixture
def clip(request: pytest.FixtureRequest) -> Path:
    return request.getfixturevalue(f"{request.param}_clip")


@pytest.mark.parametrize(
    ("clip", "students", "teachers"),
    [
        pytest.param("astronaut", LAPTOP, DESK, id="astronaut on a laptop, the others at a desk"),
        pytest.param("astronaut", PHONE, PHONE, id="astronaut, everybody on a phone"),
        pytest.param("webcam", PHONE, DESK, id="webcam", marks=pytest.mark.shared_data),
    ],
    indirect=["clip"],
)
def test_a_face_reaches_the_chart_and_the_report(
    clip: Path, students: Any, teachers: Any, launch: Launch, student: Students, teacher: Teacher, admin: Visitor
) -> None:
    for person in (teacher, admin):
        person.page.set_viewport_size(teachers)
    lecture = teacher.start_lecture(OPEN_COURSE, "Photosynthesis")
    cleo = student(launch(*playing(clip)), viewport=students)
    cleo.join(lecture)
    cleo.expect_sending()

    measured = teacher.wait_for_measured(3)
    assert {bucket["coverage"]["sharing"] for bucket in measured} == {1}
    assert {bucket["coverage"]["joined"] for bucket in measured} == {1}
    expect(teacher.page.locator("[data-coverage-value]")).to_have_text("1 of 1")
    assert not teacher.line

    teacher.end_lecture()
    cleo.expect_state("The lecture has ended. The camera is off.")
    assert_report_shows_what_the_live_view_showed(admin, teacher, lecture)


def assert_report_shows_what_the_live_view_showed(admin: Visitor, teacher: Teacher, lecture: Lecture) -> None:
    open_report(admin, lecture)
    buckets = teacher.buckets()
    reported = charts.drawn(admin.page, "[data-figure=timeline-figure]")
    assert charts.only(reported, SERIES) == charts.stored(buckets, SERIES)
    live = eventually(
        teacher.page,
        lambda: charts.only(charts.drawn(teacher.page, "[data-chart]"), charts.READINGS),
        lambda drawn: drawn == charts.only(reported, charts.READINGS),
    )
    assert all(len(points) >= 3 for points in live.values())


def open_report(admin: Visitor, lecture: Lecture) -> None:
    """Find the lecture in the list of reports and wait for its report."""
    admin.page.goto("/reports/")
    admin.page.click(f"a[href='/reports/{lecture.id}/']")
    expect(admin.page.locator("[data-report]")).to_be_visible()


def test_no_page_asks_for_the_camera_before_consent(student: Students, lecture: Lecture) -> None:
    cleo = student()
    cleo.page.goto("/join/")
    cleo.page.fill("[name=code]", lecture.code)
    cleo.page.click("form:has([name=code]) button")
    expect(cleo.page.locator("[data-join]")).to_be_visible()
    cleo.page.mouse.wheel(0, 5000)
    assert cleo.camera_requests == []

    cleo.join(lecture)
    cleo.expect_sending()
    assert cleo.camera_requests == [cleo.page.url.removeprefix(lecture.join_url.partition("/join/")[0])]


def test_nobody_is_asked_for_the_camera_who_joins_without_one(student: Students, lecture: Lecture) -> None:
    cleo = student()
    cleo.join(lecture, choice="no_camera")
    cleo.expect_state("You take part without a camera. Nothing is sent.")
    cleo.page.wait_for_timeout(1500)
    assert cleo.camera_requests == []
    assert cleo.frames_sent() == []


def test_consent_from_inside_starts_the_camera(student: Students, lecture: Lecture) -> None:
    cleo = student()
    cleo.join(lecture, choice="no_camera")
    cleo.page.click("[data-open-dialog=allow-camera]")
    cleo.page.click("dialog#allow-camera button[value=camera]")
    cleo.expect_sending()


def test_a_reload_does_not_ask_for_consent_again(student: Students, lecture: Lecture) -> None:
    cleo = student()
    cleo.join(lecture)
    cleo.expect_sending()
    for _again in range(2):
        cleo.page.reload()
        cleo.expect_sending()
    cleo.page.goto(lecture.join_url)
    cleo.page.wait_for_url("**/participate/**")
    cleo.expect_sending()


def test_a_pause_of_the_teacher_stops_the_frames(student: Students, teacher: Teacher, lecture: Lecture) -> None:
    cleo = student()
    cleo.join(lecture)
    cleo.expect_sending()
    teacher.press("pause")
    cleo.expect_state("The teacher paused the lecture. Nothing is sent.")
    sent = len(cleo.frames_sent())
    cleo.page.wait_for_timeout(1500)
    assert len(cleo.frames_sent()) == sent

    teacher.press("resume")
    cleo.expect_sending()
    eventually(cleo.page, lambda: len(cleo.frames_sent()), lambda now: now > sent)


def test_a_pause_of_the_student_stops_the_frames(student: Students, lecture: Lecture) -> None:
    cleo = student()
    cleo.join(lecture)
    cleo.expect_sending()
    cleo.page.click("[data-pause]")
    cleo.expect_state("You paused. Nothing is sent.")
    sent = len(cleo.frames_sent())
    cleo.page.wait_for_timeout(1500)
    assert len(cleo.frames_sent()) == sent
    cleo.page.click("[data-pause]")
    cleo.expect_sending()


SLOW_PICTURES = """() => {
  const { toBlob } = HTMLCanvasElement.prototype;
  HTMLCanvasElement.prototype.toBlob = function (done, ...how) {
    watched.takes = (watched.takes ?? 0) + 1;
    toBlob.call(this, (blob) => setTimeout(() => done(blob), 1000), ...how);
  };
}"""


def test_a_picture_that_was_being_taken_when_the_student_paused_stays_on_the_page(
    student: Students, lecture: Lecture
) -> None:
    cleo = student()
    cleo.join(lecture)
    eventually(cleo.page, lambda: len(cleo.frames_sent()), lambda sent: sent > 0)
    cleo.page.evaluate(SLOW_PICTURES)
    eventually(cleo.page, lambda: cleo.page.evaluate("watched.takes"), bool)
    cleo.page.click("[data-pause]")
    cleo.expect_state("You paused. Nothing is sent.")
    sent = len(cleo.frames_sent())
    cleo.page.wait_for_timeout(2000)
    assert len(cleo.frames_sent()) == sent
