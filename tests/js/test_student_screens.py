"""What a student's page looks like in its states: it fits a phone and a desk, light and dark, and nobody complains."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from classroom.live import messages
from tests.browser.screens import assert_state_fits
from tests.js.student_page import QUICK_MS, StudentPage, student_html

pytestmark = pytest.mark.browser

OFTEN_MS, RARELY_MS = QUICK_MS, 8000
UNAVAILABLE = messages.refused(reason=messages.Refusal.TEMPORARILY_UNAVAILABLE)
HIDE = """() => {
  Object.defineProperty(document, "hidden", { get: () => true });
  document.dispatchEvent(new Event("visibilitychange"));
}"""
HEAVY_MINUTES = """(reading) => {
  let laterMs = 0;
  const now = performance.now.bind(performance);
  performance.now = () => now() + laterMs;
  for (let count = 0; count < 22; count += 1) {
    laterMs += 10_000;
    say(reading);
  }
}"""
GLOOMY = messages.answer(
    sequence=0, xyxy=(0.35, 0.22, 0.65, 0.74), probabilities=(0, 0, 0.3, 0, 0.6, 0, 0.1), label="sad", engagement=0.3
) | {"sequence": None}


def hide(student: StudentPage) -> None:
    student.page.evaluate(HIDE)


def lose_the_connection(student: StudentPage) -> None:
    student.page.evaluate("drop()")


def wait_in_vain(student: StudentPage) -> None:
    student.page.evaluate("answer = null")
    student.send_every(OFTEN_MS)


def send_less_often(student: StudentPage) -> None:
    student.send_every(RARELY_MS)


def refuse(student: StudentPage) -> None:
    student.page.evaluate("answer = null")
    student.say(UNAVAILABLE)


def take_the_camera(student: StudentPage) -> None:
    student.page.evaluate("cameraFails = 'NotReadableError'")
    for _press in range(2):
        student.page.click("[data-pause]")


def give_a_hint(student: StudentPage) -> None:
    student.say(messages.hint(text="Look at the drawing on page 12 of the script.", url="https://example.org/12"))


def read_heavy_minutes(student: StudentPage) -> None:
    student.page.evaluate(HEAVY_MINUTES, GLOOMY)


def call_a_forgotten_reading_wrong(student: StudentPage) -> None:
    student.page.click("[data-wrong]")
    student.say(messages.wrong_heard(sequence=1, outcome=messages.WrongOutcome.UNKNOWN))


def lower_the_hand(student: StudentPage) -> None:
    student.page.click("[data-hand]")
    student.say(messages.hands_lowered())


@pytest.fixture
def student(page: Page) -> Iterator[StudentPage]:
    browser = page.context.browser
    assert browser is not None
    student = StudentPage(browser, student_html())
    student.sit_down("allowed")
    student.read()
    yield student
    student.context.close()


@pytest.mark.parametrize(
    ("name", "come_to", "words"),
    [
        ("background", hide, "In the background: paused."),
        ("retrying", lose_the_connection, "The connection is lost."),
        ("slow", wait_in_vain, "The network or the server is slow."),
        ("less-often", send_less_often, "A snapshot goes every 8 seconds for now"),
        ("unavailable", refuse, "The server cannot read snapshots at the moment."),
        ("busy-camera", take_the_camera, "Another program is using the camera."),
        ("hint", give_a_hint, "Look at the drawing on page 12"),
        ("own-hint", read_heavy_minutes, "If this part is hard going"),
        ("wrong-unknown", call_a_forgotten_reading_wrong, "Nothing changed: it was taken back before"),
        ("hand-lowered", lower_the_hand, "All hands are down now."),
    ],
)
def test_a_state_of_the_students_page_fits(
    student: StudentPage, name: str, come_to: Callable[[StudentPage], None], words: str
) -> None:
    come_to(student)
    expect(student.page.get_by_text(words)).to_be_visible()
    assert_state_fits(student.page, f"student-{name}", is_whole=False)
    expect(student.page.get_by_text(words)).to_be_visible()
