"""Pages of the product on a phone and on a desk, light and dark; of courses and accounts there are more beside this."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from classroom.operations.demo_courses import OPEN_COURSE, USUAL_COURSE
from classroom.operations.demo_lecture import TOPIC
from tests.browser.chromium import ONE_CAMERA, REFUSING, Launch
from tests.browser.complaints import Complaints
from tests.browser.people import DEMO_REPORTS, Lecture, Students, Teacher, Visitor
from tests.browser.screens import IS_PAINTED, PAINT_MS, SCREENSHOTS, assert_fits, assert_state_fits

pytestmark = [pytest.mark.browser, pytest.mark.timeout(400)]

TABLETS = {"tablet": {"width": 820, "height": 1180}, "tablet-across": {"width": 1180, "height": 820}}


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("landing", "/"),
        ("sign-in", "/sign-in/"),
        ("join-code", "/join/"),
        ("privacy", "/privacy/"),
        ("password-forgotten", "/password/forgotten/"),
        ("password-sent", "/password/forgotten/sent/"),
        ("password-link-over", "/set-password/MQ/used-up/"),
    ],
)
def test_pages_for_everybody_fit(person: Callable[..., Any], name: str, path: str) -> None:
    assert_fits(person(Visitor).page, name, path)


def test_pages_of_the_teacher_fit(teacher: Teacher) -> None:
    page = teacher.page
    assert_fits(page, "courses", "/courses/")
    assert_fits(page, "course-new", "/courses/new/")
    page.goto("/courses/")
    page.get_by_role("link", name=OPEN_COURSE).click()
    page.wait_for_url("**/courses/*/")
    assert_fits(page, "course")
    course = page.url
    for name in ("edit", "students", "students/import", "lectures", "plan", "duplicate", "transfer"):
        assert_fits(page, f"course-{name.replace('/', '-')}", f"{course}{name}/")


def test_pages_of_an_admin_fit(admin: Visitor) -> None:
    for path in ("courses", "people", "people/invite", "password", "second-step"):
        assert_fits(admin.page, f"admin-{path.replace('/', '-')}", f"/{path}/")
    admin.page.goto("/people/")
    admin.page.get_by_role("link", name="ada").click()
    admin.page.wait_for_url("**/people/*/")
    assert_fits(admin.page, "person")
    assert_fits(admin.page, "person-deactivate", f"{admin.page.url}deactivate/")
    admin.page.goto("/courses/")
    admin.page.get_by_role("link", name=USUAL_COURSE).click()
    admin.page.wait_for_url("**/courses/*/")
    assert_fits(admin.page, "course-minimum", f"{admin.page.url}minimum/")


def test_pages_of_a_lecture_fit(student: Students, teacher: Teacher, admin: Visitor, lecture: Lecture) -> None:
    cleo = student()
    assert_fits(cleo.page, "join", lecture.join_url)
    cleo.join(lecture, keep_timeline=True)
    cleo.expect_sending()
    teacher.page.click("[data-marker]")
    teacher.wait_for_measured(4)
    assert_fits(teacher.page, "live")
    assert_fits(cleo.page, "student", ready="[data-reading]")
    assert_fits(cleo.page, "my-data", cleo.page.get_by_role("link", name="Look at it").get_attribute("href"))
    teacher.end_lecture()
    assert_fits(cleo.page, "ended", f"/participate/{lecture.id}/")
    assert_reports_fit(admin, lecture)
    teacher.page.goto(f"/reports/{lecture.id}/")
    assert_fits(teacher.page, "marker", teacher.page.locator(".marks a").first.get_attribute("href"))


def test_what_opens_over_a_page_fits(student: Students, teacher: Teacher, lecture: Lecture) -> None:
    """Dialogs and explanations, and the list of who has joined."""
    cleo, dan = student(), student()
    cleo.join(lecture)
    dan.join(lecture, name="Dan", choice="no_camera")
    expect(cleo.page.locator("[data-reading]")).to_be_visible()
    for page, opener, opened in (
        (cleo.page, "[data-open-dialog=withdraw]", "#withdraw"),
        (cleo.page, "[popovertarget=estimate-explained]", "#estimate-explained"),
        (dan.page, "[data-open-dialog=allow-camera]", "#allow-camera"),
        (teacher.page, "[data-open-dialog=end-lecture]", "#end-lecture"),
        (teacher.page, "[popovertarget=engagement-explained]", "#engagement-explained"),
        (teacher.page, "[popovertarget=alerts-explained]", "#alerts-explained"),
    ):
        page.click(f"{opener} >> nth=0")
        expect(page.locator(opened)).to_be_visible()
        assert_state_fits(page, opened.removeprefix("#"), is_whole=False)
        page.keyboard.press("Escape")
        expect(page.locator(opened)).to_be_hidden()
    teacher.page.goto(f"/sessions/{lecture.id}/people/")
    expect(teacher.page.locator("main")).to_contain_text("Cleo")
    assert_state_fits(teacher.page, "people-here")
    teacher.page.goto(f"/sessions/{lecture.id}/live/")


def test_states_of_the_students_page_fit(student: Students, teacher: Teacher, lecture: Lecture) -> None:
    cleo = student()
    cleo.join(lecture)
    cleo.expect_sending()
    cleo.page.click("[data-pause]")
    cleo.expect_state("You paused. Nothing is sent.")
    assert_state_fits(cleo.page, "student-paused")
    cleo.page.click("[data-pause]")
    cleo.expect_sending()
    teacher.press("break")
    cleo.expect_state("The teacher paused the lecture. Nothing is sent.")
    assert_state_fits(cleo.page, "student-break")
    assert_state_fits(teacher.page, "live-break")
    cleo.page.click("[data-leave] button")
    expect(cleo.page.locator("h1")).to_have_text("You have left the lecture")
    assert_state_fits(cleo.page, "left")


def test_a_page_whose_camera_is_refused_fits(launch: Launch, student: Students, lecture: Lecture) -> None:
    cleo = student(launch(REFUSING, ONE_CAMERA))
    cleo.join(lecture)
    cleo.expect_state("The browser does not let this page use the camera.")
    assert_state_fits(cleo.page, "student-refused")


def test_a_code_for_the_wall_and_a_locked_door_fit(
    student: Students, teacher: Teacher, lecture: Lecture, complaints: Complaints
) -> None:
    complaints.expect("status of 403")  # behind the locked door
    teacher.page.keyboard.press("f")
    expect(teacher.page.locator("[data-projector]")).to_be_visible()
    assert_state_fits(teacher.page, "projector")
    teacher.page.keyboard.press("Escape")
    teacher.press("door")
    expect(teacher.page.locator("[data-door-sentence]")).to_contain_text("locked")
    assert_fits(student().page, "door-locked", lecture.join_url)


def test_pages_that_say_no_fit(student: Students, complaints: Complaints) -> None:
    complaints.expect("status of 400", "status of 403", "status of 404")
    page = student().page
    page.goto("/join/")
    page.fill("[name=code]", "ZZZZZZ")
    page.click("form:has([name=code]) button")
    expect(page.locator("main")).to_contain_text("No lecture has this code now.")
    assert_state_fits(page, "join-wrong-code")
    assert_fits(page, "join-unknown-link", "/join/not-a-token/")
    assert_fits(page, "not-found", "/nowhere/")
    page.goto("/join/")
    page.context.clear_cookies()  # as where a page was open for longer than they last
    page.fill("[name=code]", "ZZZZZZ")
    page.click("form:has([name=code]) button")
    expect(page.locator("h1")).to_have_text("You cannot do that here")
    assert_state_fits(page, "forbidden")


def test_pages_of_a_lecture_fit_a_tablet(student: Students, teacher: Teacher, admin: Visitor, lecture: Lecture) -> None:
    cleo = student()
    cleo.join(lecture)
    cleo.expect_sending()
    teacher.wait_for_measured(2)
    assert_state_fits(teacher.page, "live", TABLETS)
    assert_state_fits(cleo.page, "student", TABLETS)
    teacher.end_lecture()
    admin.page.goto(f"/reports/{lecture.id}/")
    expect(admin.page.locator("[data-report]")).to_be_visible()
    admin.page.wait_for_function(IS_PAINTED)
    assert_state_fits(admin.page, "report", TABLETS)


MOVING = """() => [...document.querySelectorAll("*")].map((element) => getComputedStyle(element))
  .filter((style) => parseFloat(style.transitionDuration) || style.animationName !== "none").length"""


def test_nothing_moves_for_whoever_wants_no_motion(teacher: Teacher, lecture: Lecture) -> None:
    page = teacher.page
    for path in (lecture.join_url, f"/sessions/{lecture.id}/live/", demo_report(page)):
        page.goto(path)
        page.wait_for_function(IS_PAINTED)
        page.emulate_media(reduced_motion="reduce")
        assert page.evaluate(MOVING) == 0, path
        page.emulate_media(reduced_motion="no-preference")
        assert page.evaluate(MOVING) > 0, f"{path} has no motion to switch off, so this test says nothing"
    page.goto(f"/sessions/{lecture.id}/live/")


def demo_report(page: Page) -> str:
    """The address of the report of the demo lecture; the list of reports is open then."""
    page.goto(DEMO_REPORTS)
    return page.get_by_role("link", name=TOPIC).get_attribute("href") or ""


def assert_reports_fit(admin: Visitor, lecture: Lecture) -> None:
    admin.page.goto(f"/reports/{lecture.id}/")
    expect(admin.page.locator("[data-report]")).to_be_visible()
    assert_fits(admin.page, "report")
    assert_fits(admin.page, "reports", "/reports/")
    assert_fits(admin.page, "organisation", "/organisation/")


def test_reports_of_the_demo_lectures_fit(admin: Visitor) -> None:
    """One by one, over the weeks and side by side."""
    page = admin.page
    page.goto(demo_report(page))
    expect(page.locator("[data-report]")).to_contain_text("Synthetic example")
    take_the_picture_of_the_manual(page)
    assert_fits(page, "report-synthetic")
    page.get_by_role("link", name="This course over the weeks").click()
    page.wait_for_url("**/reports/courses/*/")
    assert_fits(page, "report-course")
    page.get_by_role("link", name="Compare").first.click()
    page.wait_for_url("**/reports/compare/**")
    assert_fits(page, "report-compare-choice")
    page.locator("main table a").first.click()
    expect(page.locator("[data-report]")).to_be_visible()
    assert_fits(page, "report-compare")
    assert_fits(page, "overview", "/reports/overview/")


def take_the_picture_of_the_manual(page: Page) -> None:
    """That of a report in docs/images; tests/js/test_pictures_of_the_manual.py takes the others."""
    page.set_viewport_size({"width": 1280, "height": 1160})
    page.wait_for_timeout(PAINT_MS)
    page.screenshot(path=SCREENSHOTS / "report.png")


def test_pages_of_a_course_with_guardians_fit(student: Students, teacher: Teacher) -> None:
    teacher.page.goto("/courses/new/")
    teacher.page.fill("[name=title]", "Biology with guardians")
    teacher.page.check("[name=requires_guardian]")
    teacher.page.click("main form button.button-primary")
    link, page = teacher.add_student("Biology with guardians", "Cleo"), student().page
    assert_fits(page, "guardian", teacher.guardians_link())
    assert_fits(page, "no-lecture", link)
    lecture = teacher.start_lecture("Biology with guardians", "Roots")
    assert_fits(page, "join-before-guardian", link)
    teacher.press("door")
    expect(teacher.page.locator("[data-door-sentence]")).to_contain_text("locked")
    assert_fits(teacher.page, "shown-timelines", f"/sessions/{lecture.id}/shown-timelines/")


def test_a_receipt_fits(student: Students, lecture: Lecture) -> None:
    cleo = student()
    cleo.join(lecture)
    cleo.expect_sending()
    cleo.withdraw()
    assert_fits(cleo.page, "receipt")
