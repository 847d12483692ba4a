"""What phones do to a lecture: they change networks, put pages to sleep and take cameras away."""

from base64 import b64decode

import pytest
from playwright.sync_api import expect

from inference.detection import load_detector
from inference.frames import decode_photo
from tests.browser.people import Lecture, Student, Students, eventually

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

# As when the page goes behind another one: Chromium without a screen has no other way to say so.
HIDE = """(isHidden) => {
  Object.defineProperty(document, "hidden", { get: () => isHidden, configurable: true });
  document.dispatchEvent(new Event("visibilitychange"));
}"""
TAKE_CAMERA = """() => {
  const [track] = document.querySelector("[data-preview]").srcObject.getTracks();
  track.stop();
  track.dispatchEvent(new Event("ended"));
}"""


@pytest.fixture
def phone(student: Students, lecture: Lecture) -> Student:
    """Cleo's, which is touched with fingers and sends."""
    cleo = student(has_touch=True, is_mobile=True)
    cleo.join(lecture)
    cleo.expect_sending()
    return cleo


def sends_on(student: Student) -> None:
    """Wait until a frame more has been sent than before."""
    sent = len(student.frames_sent())
    eventually(student.page, lambda: len(student.frames_sent()), lambda now: now > sent)


def test_a_phone_says_that_nothing_is_sent_while_its_page_is_behind_another(phone: Student) -> None:
    phone.page.evaluate(HIDE, True)
    phone.expect_state("^In the background: paused")
    sent = len(phone.frames_sent())
    phone.page.wait_for_timeout(1500)
    assert len(phone.frames_sent()) == sent
    phone.page.evaluate(HIDE, False)
    phone.expect_sending()
    sends_on(phone)


def test_a_camera_that_the_phone_took_comes_back_with_the_page(phone: Student) -> None:
    asked = len(phone.camera_requests)
    phone.page.evaluate(HIDE, True)
    phone.page.evaluate(TAKE_CAMERA)
    phone.page.evaluate(HIDE, False)
    phone.expect_sending()
    assert len(phone.camera_requests) == asked + 1
    sends_on(phone)


def test_a_laptop_goes_on_sending_behind_another_window(student: Students, lecture: Lecture) -> None:
    cleo = student()
    cleo.join(lecture)
    cleo.expect_sending()
    cleo.page.evaluate(HIDE, True)
    sends_on(cleo)
    cleo.expect_sending()


def test_a_phone_that_changes_its_network_is_back_by_itself(phone: Student) -> None:
    phone.context.set_offline(True)
    phone.expect_state("^The connection is lost")
    sent = len(phone.frames_sent())
    phone.page.wait_for_timeout(1500)
    assert len(phone.frames_sent()) == sent
    phone.context.set_offline(False)
    phone.expect_sending()
    sends_on(phone)


def test_what_is_touched_with_fingers_is_large_enough_for_them(phone: Student) -> None:
    """As WCAG 2.5.5 has it, 44 pixels each way, which is more than AA asks for."""
    buttons = phone.page.locator("[data-signals] button, [data-pause]")
    boxes = [button.bounding_box() for button in buttons.all()]
    assert len(boxes) == 7
    assert min(min(box["width"], box["height"]) for box in boxes if box) >= 44


def test_the_face_that_was_read_is_cut_from_the_picture_of_this_page(phone: Student) -> None:
    expect(phone.page.locator("[data-wrong]")).to_have_attribute("aria-disabled", "false")
    crop = phone.page.locator("[data-crop]").evaluate("(canvas) => canvas.toDataURL('image/png').split(',')[1]")
    picture = decode_photo(b64decode(crop))
    faces = load_detector("blazeface").detect(picture)
    (left, top, right, bottom) = faces.xyxy[0]
    height, width = picture.shape[:2]
    assert len(faces.xyxy) == 1
    assert min((right - left) / width, (bottom - top) / height) > 0.5
