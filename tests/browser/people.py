"""The people of the browser tests: each a browser context of their own, with what they do written as methods."""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser, Page, expect

from classroom.operations.demo_lecture import TOPIC
from tests.browser.complaints import Complaints

PAGE_WATCH = Path(__file__).with_name("page_watch.js")
PATIENCE_S = 60
POLL_MS = 200
DESK = {"width": 1280, "height": 800}
LAPTOP = {"width": 1366, "height": 768}
# The list of reports with the demo lecture on its first page, however many lectures the tests have held by then.
DEMO_REPORTS = f"/reports/?{urlencode({'q': TOPIC})}"
PHONE = {"width": 390, "height": 844}
SENDING = "^(Sending a snapshot every|Much is going on at the server)"  # as often as usual or, on a slow machine, less

Bucket = dict[str, Any]
Value = TypeVar("Value")


def eventually(
    page: Page, read: Callable[[], Value], accept: Callable[[Value], bool], timeout_s: float = PATIENCE_S
) -> Value:
    """Read until what was read is accepted, and return it. The page's events are handled meanwhile."""
    give_up_at = time.monotonic() + timeout_s
    while not accept(value := read()):
        if time.monotonic() > give_up_at:
            pytest.fail(f"not so within {timeout_s:.0f} s; at last: {value!r}")
        page.wait_for_timeout(POLL_MS)
    return value


class Visitor:
    """Somebody with a browser of their own.

    Attributes:
        camera_requests: the paths of the pages that asked for a camera, in order.
    """

    def __init__(self, browser: Browser, url: str, complaints: Complaints, **options: Any) -> None:
        self.camera_requests: list[str] = []
        self.context = browser.new_context(base_url=url, **({"viewport": DESK} | options))
        self.context.set_default_timeout(PATIENCE_S * 1000)
        self.context.expose_binding("noteCameraRequest", lambda _source, path: self.camera_requests.append(path))
        self.context.add_init_script(path=PAGE_WATCH)
        complaints.listen_to(self.context)
        self.page = self.context.new_page()


@dataclass(frozen=True)
class Lecture:
    """A running class session, as its teacher's page knows it."""

    id: str
    join_url: str
    code: str


class Teacher(Visitor):
    """Ada, who teaches the demo courses."""

    lecture: Lecture | None = None

    def start_lecture(self, course: str, topic: str) -> Lecture:
        """Start a class session of a course and stay on its live view."""
        self.page.goto("/courses/")
        self.page.get_by_role("link", name=course).click()
        self.page.fill("[name=topic]", topic)
        self.page.click("form:has([name=topic]) button")
        self.page.wait_for_url("**/live/")
        self.lecture = Lecture(
            id=self.page.url.split("/")[-3],
            join_url=self.page.locator("a.join-link").get_attribute("href") or "",
            code=self.page.locator(".join-code").first.inner_text(),
        )
        return self.lecture

    def open_roster(self, course: str) -> None:
        self.page.goto("/courses/")
        self.page.get_by_role("link", name=course).click()
        self.page.wait_for_url("**/courses/*/")
        self.page.goto(f"{self.page.url}students/")

    def add_student(self, course: str, name: str) -> str:
        """Put somebody on a course's list; the personal link, which is shown once."""
        self.open_roster(course)
        self.page.click("summary:has-text('Add a student')")
        self.page.fill("form.add-student [name=name]", name)
        self.page.click("form.add-student button[type=submit]")
        return self.page.locator("[data-copy]").first.get_attribute("data-copy") or ""

    def guardians_link(self) -> str:
        """A link for a guardian of the first student of the roster that is open."""
        self.page.click("button[name=kind][value=guardian].link-button")
        return self.page.locator("[data-copy]").first.get_attribute("data-copy") or ""

    def mark(self, kind: str, hint: str = "") -> None:
        """Set a marker from the live view, with a hint for the students if there is one."""
        if hint:
            self.page.locator("[data-hint]").evaluate("(details) => (details.open = true)")
            self.page.fill("[name=hint]", hint)
        with self.page.expect_response("**/markers/"):
            self.page.click(f"[data-marker={kind}]")

    def press(self, action: str) -> None:
        """Press one of the live view's buttons: pause, resume, end."""
        if action == "end":
            self.page.click("[data-end-button]")
        self.page.click(f"[data-live-action={action}] button:not([data-close-dialog])")

    def end_lecture(self) -> None:
        self.press("end")
        expect(self.page.locator("[data-report-link]")).to_be_visible()

    def timeline(self) -> dict[str, Any]:
        """What the live view reads over HTTP."""
        assert self.lecture is not None
        return self.page.request.get(f"/sessions/{self.lecture.id}/timeline/").json()

    def buckets(self) -> list[Bucket]:
        """The closed buckets so far."""
        return list(self.timeline()["buckets"])

    def wait_for_buckets(self, accept: Callable[[list[Bucket]], bool], timeout_s: float = PATIENCE_S) -> list[Bucket]:
        return eventually(self.page, self.buckets, accept, timeout_s)

    def wait_for_measured(self, count: int, *, after_s: float = 0, timeout_s: float = PATIENCE_S) -> list[Bucket]:
        """Wait until so many buckets that began after a moment of the lecture have figures; those buckets."""
        found = self.wait_for_buckets(lambda buckets: len(_measured(buckets, after_s)) >= count, timeout_s)
        return _measured(found, after_s)

    @property
    def line(self) -> str:
        """The one sentence above the chart; empty while there is nothing to say."""
        return self.page.locator("[data-line]").inner_text()


def _measured(buckets: list[Bucket], after_s: float) -> list[Bucket]:
    return [bucket for bucket in buckets if bucket["shares"] and bucket["start_s"] >= after_s]


class Student(Visitor):
    """Somebody who joins by a link, with a phone."""

    def __init__(self, browser: Browser, url: str, complaints: Complaints, **options: Any) -> None:
        super().__init__(browser, url, complaints, **({"viewport": PHONE} | options))

    def join(
        self, lecture: Lecture, *, name: str = "Cleo", choice: str = "camera", keep_timeline: bool = False
    ) -> None:
        self.page.goto(lecture.join_url)
        self.page.fill("[name=name]", name)
        if keep_timeline:
            self.page.check("[name=keep_timeline]")
        self.page.click(f"button[value={choice}]")
        self.page.wait_for_url("**/participate/**")

    def expect_state(self, sentence: str) -> None:
        """Wait until the page says so about the camera."""
        expect(self.page.locator("[data-sentence]")).to_contain_text(re.compile(sentence))

    def expect_sending(self) -> None:
        self.expect_state(SENDING)

    def frames_sent(self) -> list[dict[str, Any]]:
        """Every frame that this page has sent: when (milliseconds since the epoch), and its mark in hex."""
        return list(self.page.evaluate("watched.frames"))

    def withdraw(self) -> None:
        self.page.click("[data-open-dialog=withdraw]")
        self.page.click("dialog#withdraw button:not([type=button])")
        self.page.wait_for_url("**/receipt/**")


Students = Callable[..., Student]
