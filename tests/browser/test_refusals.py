"""What a student reads when something is missing, and what a withdrawal stops."""

import re
import time
from uuid import UUID

import psycopg
import pytest
import redis
from playwright.sync_api import Page, expect

from classroom.live.messages import CloseCode
from tests.browser.chromium import ALLOWING, NO_CAMERA, ONE_CAMERA, REFUSING, Launch
from tests.browser.complaints import Complaints
from tests.browser.people import SENDING, Lecture, Student, Students, eventually
from tests.browser.product import Product
from tests.browser.traces import contents

pytestmark = [pytest.mark.browser, pytest.mark.timeout(400)]

WITHDRAWN_WITHIN_MS = 2000


def test_a_student_without_a_camera_reads_so_and_takes_part(
    launch: Launch, student: Students, lecture: Lecture
) -> None:
    cleo = student(launch(ALLOWING, NO_CAMERA))
    cleo.join(lecture)
    cleo.expect_state("No camera was found. Nothing is sent.")
    expect(cleo.page.locator("[data-start-camera]")).to_be_visible()
    expect(cleo.page.locator("[data-leave] button")).to_be_visible()


def test_a_refused_camera_is_explained_and_can_be_asked_for_again(
    launch: Launch, student: Students, lecture: Lecture
) -> None:
    cleo = student(launch(REFUSING, ONE_CAMERA))
    cleo.join(lecture)
    cleo.expect_state("The browser does not let this page use the camera. Nothing is sent.")
    cleo.page.click("[data-start-camera]")
    eventually(cleo.page, lambda: len(cleo.camera_requests), lambda asked: asked == 2)
    cleo.expect_state("The browser does not let this page use the camera. Nothing is sent.")


def test_a_wrong_code_is_explained(student: Students, complaints: Complaints) -> None:
    complaints.expect("status of 400.*/join/")
    page: Page = student().page
    page.goto("/join/")
    page.fill("[name=code]", "ZZZZZZ")
    page.click("form:has([name=code]) button")
    expect(page.locator("main")).to_contain_text("No lecture has this code now.")


def test_an_unknown_link_is_explained(student: Students, complaints: Complaints) -> None:
    complaints.expect("status of 404.*/join/")
    page: Page = student().page
    page.goto("/join/not-a-token/")
    expect(page.locator("main")).to_contain_text("This link is no longer valid")


def test_a_second_window_takes_the_seat_and_the_first_says_so(student: Students, lecture: Lecture) -> None:
    cleo = student()
    cleo.join(lecture)
    cleo.expect_sending()
    second = cleo.context.new_page()
    second.goto(cleo.page.url)
    cleo.expect_state("This lecture is open in a newer window.")
    expect(second.locator("[data-sentence]")).to_contain_text(re.compile(SENDING))


def test_leaving_stops_the_camera(student: Students, lecture: Lecture) -> None:
    cleo = student()
    cleo.join(lecture)
    cleo.expect_sending()
    cleo.page.click("[data-leave] button")
    expect(cleo.page.locator("h1")).to_have_text("You have left the lecture")
    cleo.page.goto(lecture.join_url)
    expect(cleo.page.locator("[data-join]")).to_be_visible()


@pytest.mark.parametrize("opener", ["[data-leave] button", "[data-open-dialog=withdraw]"])
def test_nothing_is_sent_while_leaving_is_on_its_way(student: Students, lecture: Lecture, opener: str) -> None:
    cleo = student()
    cleo.join(lecture)
    eventually(cleo.page, lambda: len(cleo.frames_sent()), lambda sent: sent > 0)
    cleo.page.evaluate("addEventListener('submit', (event) => event.preventDefault())")  # the page waits for an answer
    cleo.page.click(opener)
    if "dialog" in opener:
        cleo.page.click("dialog#withdraw button:not([type=button])")
    cleo.expect_state("You paused. Nothing is sent.")
    sent = len(cleo.frames_sent())
    cleo.page.wait_for_timeout(1500)
    assert len(cleo.frames_sent()) == sent


def test_withdrawing_stops_the_frames_within_two_seconds(student: Students, product: Product, lecture: Lecture) -> None:
    """From a second window, so that it is the server that ends the first one's stream."""
    cleo = student()
    cleo.join(lecture, keep_timeline=True)
    cleo.expect_sending()
    seat = seat_in(product, lecture)
    eventually(cleo.page, lambda: rows_about(product, seat), lambda rows: all(rows.values()))

    erased_at_ms = erase_in_another_window(cleo)

    cleo.expect_state("You are no longer part of this lecture. The camera is off.")
    closed = cleo.page.evaluate("watched.closed")
    assert [one["code"] for one in closed] == [CloseCode.NOT_A_PARTICIPANT]
    assert closed[0]["at"] - erased_at_ms < WITHDRAWN_WITHIN_MS
    assert all(frame["at"] <= closed[0]["at"] for frame in cleo.frames_sent())
    assert set(rows_about(product, seat).values()) == {0}
    assert redis_keys_about(product, seat) == [f"withdrawn:{seat}"]


def erase_in_another_window(student: Student) -> float:
    """Withdraw on the page behind the private link; when that was pressed, in milliseconds since the epoch."""
    with student.context.expect_page() as opened:
        student.page.get_by_role("link", name="Look at it").click()
    page = opened.value
    page.click("[data-open-dialog=erase]")
    erase = page.locator("dialog#erase button.button-destructive")
    expect(erase).to_be_visible()
    pressed_at_ms = time.time() * 1000
    erase.click()
    page.wait_for_url("**/receipt/**")
    expect(page.locator("h1")).to_have_text("Everything about you is erased")
    return pressed_at_ms


def seat_in(product: Product, lecture: Lecture) -> UUID:
    """The participation of the only student of a lecture."""
    with psycopg.connect(product.database_url) as connection:
        found = connection.execute(
            "SELECT id FROM class_sessions_participation WHERE class_session_id = %s", [lecture.id]
        ).fetchall()
    return found[0][0]


def rows_about(product: Product, seat: UUID) -> dict[str, int]:
    """How many rows the database holds about a participation, by table."""
    columns = {
        "class_sessions_participation": "id",
        "timelines_participationbucket": "participation_id",
        "privacy_consent": "subject",
    }
    with psycopg.connect(product.database_url) as connection:
        return {
            table: connection.execute(f"SELECT count(*) FROM {table} WHERE {column} = %s", [seat]).fetchone()[0]
            for table, column in columns.items()
        }


def redis_keys_about(product: Product, seat: UUID) -> list[str]:
    """Keys that name a participation, or whose value does."""
    with redis.Redis.from_url(product.redis_url) as client:
        return [key.decode() for key in client.scan_iter() if str(seat).encode() in key + contents(client, key)]
