"""Every page on a phone and on a desk, light and dark: it fits, and nobody complains, axe-core included.

Pictures lie in SCREENSHOTS.
"""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from classroom.operations.demo_courses import OPEN_COURSE, USUAL_COURSE
from classroom.operations.demo_lecture import TOPIC
from tests.browser.accessibility import serious_findings
from tests.browser.chromium import ONE_CAMERA, REFUSING, Launch
from tests.browser.complaints import Complaints
from tests.browser.people import DEMO_REPORTS, DESK, PHONE, Lecture, Students, Teacher, Visitor
from tests.browser.product import PLACE

pytestmark = [pytest.mark.browser, pytest.mark.timeout(400)]

SCREENSHOTS = PLACE / "screenshots"
SIZES = {"phone": PHONE, "desk": DESK}
TABLET = {"width": 820, "height": 1180}
SCHEMES = ("light", "dark")
PAINT_MS = 150
IS_PAINTED = "() => [...document.querySelectorAll('[data-chart], [data-figure]')].every((chart) => chart.data)"
SURPLUS_PX = "() => document.scrollingElement.scrollWidth - innerWidth"


def assert_fits(page: Page, name: str, path: str | None = None, ready: str = "main") -> None:
    """Open a page (or the present one again) at every size, check its width, and take its picture in both schemes."""
    for size, viewport in SIZES.items():
        page.set_viewport_size(viewport)
        page.goto(path) if path else page.reload()
        page.wait_for_function(IS_PAINTED)
        expect(page.locator(ready)).to_be_visible()
        _look(page, name, size)


def assert_state_fits(page: Page, name: str) -> None:
    """Like `assert_fits`, for what a page shows at the moment and would not show if it were opened again."""
    for size, viewport in SIZES.items():
        page.set_viewport_size(viewport)
        _look(page, name, size)


def _look(page: Page, name: str, size: str) -> None:
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        page.wait_for_timeout(PAINT_MS)
        page.screenshot(path=SCREENSHOTS / f"{name}-{size}-{scheme}.png", full_page=True)
        assert page.evaluate(SURPLUS_PX) <= 0, f"{name} scrolls sideways on a {size} ({scheme})"
        assert not serious_findings(page), f"{name} on a {size} ({scheme})"


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
    page.goto(f"{course}students/import/")
    roster = {"name": "class.csv", "mimeType": "text/csv", "buffer": "имя;номер\nАнна;17\n;18\n".encode("cp1251")}
    page.set_input_files("[type=file]", files=[roster])
    page.click("form[enctype] button")
    expect(page.locator("[name=sealed]")).to_be_attached()
    assert serious_findings(page) == []


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


@pytest.mark.parametrize("scheme", SCHEMES)
def test_what_opens_over_a_page_fits(student: Students, teacher: Teacher, lecture: Lecture, scheme: str) -> None:
    """Dialogs and explanations, and the list of who has joined."""
    cleo = student(color_scheme=scheme)
    cleo.join(lecture)
    cleo.expect_sending()
    expect(cleo.page.locator("[data-reading]")).to_be_visible()
    teacher.page.emulate_media(color_scheme=scheme)
    for page, opener, opened in (
        (cleo.page, "[data-open-dialog=withdraw]", "#withdraw"),
        (cleo.page, "[popovertarget=estimate-explained]", "#estimate-explained"),
        (teacher.page, "[data-open-dialog=end-lecture]", "#end-lecture"),
        (teacher.page, "[popovertarget=engagement-explained]", "#engagement-explained"),
        (teacher.page, "[popovertarget=alerts-explained]", "#alerts-explained"),
    ):
        page.click(f"{opener} >> nth=0")
        expect(page.locator(opened)).to_be_visible()
        page.screenshot(path=SCREENSHOTS / f"{opened.removeprefix('#')}-{scheme}.png")
        assert serious_findings(page) == [], opened
        page.keyboard.press("Escape")
        expect(page.locator(opened)).to_be_hidden()
    teacher.page.goto(f"/sessions/{lecture.id}/people/")
    expect(teacher.page.locator("main")).to_contain_text("Cleo")
    assert serious_findings(teacher.page) == []
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


def test_pages_of_a_lecture_fit_a_tablet(student: Students, teacher: Teacher, admin: Visitor, lecture: Lecture) -> None:
    cleo = student(viewport=TABLET)
    cleo.join(lecture)
    cleo.expect_sending()
    for person, name in ((teacher, "live"), (cleo, "student")):
        person.page.set_viewport_size(TABLET)
        person.page.screenshot(path=SCREENSHOTS / f"{name}-tablet-light.png", full_page=True)
        assert person.page.evaluate(SURPLUS_PX) <= 0, name
    teacher.wait_for_measured(2)
    teacher.end_lecture()
    admin.page.set_viewport_size(TABLET)
    admin.page.goto(f"/reports/{lecture.id}/")
    admin.page.wait_for_function(IS_PAINTED)
    admin.page.screenshot(path=SCREENSHOTS / "report-tablet-light.png", full_page=True)
    assert admin.page.evaluate(SURPLUS_PX) <= 0


def test_nothing_moves_for_whoever_wants_no_motion(person: Callable[..., Any]) -> None:
    page = person(Visitor, reduced_motion="reduce").page
    page.goto("/join/")
    moving = """() => [...document.querySelectorAll("*")].map((element) => getComputedStyle(element))
      .filter((style) => parseFloat(style.transitionDuration) || style.animationName !== "none").length"""
    assert page.evaluate(moving) == 0
    page.emulate_media(reduced_motion="no-preference")
    assert page.evaluate(moving) > 0, "the page has no motion to switch off, so this test says nothing"


def assert_reports_fit(admin: Visitor, lecture: Lecture) -> None:
    admin.page.goto(f"/reports/{lecture.id}/")
    expect(admin.page.locator("[data-report]")).to_be_visible()
    assert_fits(admin.page, "report")
    assert_fits(admin.page, "reports", "/reports/")
    assert_fits(admin.page, "organisation", "/organisation/")


def test_reports_of_the_demo_lectures_fit(admin: Visitor) -> None:
    """One by one, over the weeks and side by side."""
    page = admin.page
    page.goto(DEMO_REPORTS)
    page.get_by_role("link", name=TOPIC).click()
    expect(page.locator("[data-report]")).to_contain_text("Synthetic example")
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
