"""A teacher, her dashboard, and students with cameras that see the public-domain photograph of Eileen Collins."""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar

import cv2
import httpx
import psycopg
import pytest
from skimage.data import astronaut
from websockets.sync.client import ClientConnection

from classroom.accounts.demo import DEMO_ACCOUNTS
from tests.chaos.sockets import Message, ReconnectingSocket

PASSWORDS = {account.username: account.password for account in DEMO_ACCOUNTS}
PATIENCE_S = 120.0
POLL_S = 0.2
TIMEOUT_S = 10.0
DASHBOARD_SILENT_AFTER_S = 8.0  # as in static/js/lib/timeline_feed.js
CAMERA_SILENT_AFTER_S = 20.0  # as in static/js/pages/participate.js
PATIENCE_INTERVALS = 2  # as in static/js/lib/frame_sender.js

AWAY = (httpx.TransportError, httpx.HTTPStatusError, psycopg.OperationalError)

Bucket = dict[str, Any]
Value = TypeVar("Value")


def eventually(
    read: Callable[[], Value], accept: Callable[[Value], bool] = bool, timeout_s: float = PATIENCE_S
) -> Value:
    """Read until what was read is accepted, and return it. A server that is away is asked again."""
    give_up_at, value = time.monotonic() + timeout_s, None
    while time.monotonic() < give_up_at:
        try:
            value = read()
        except AWAY as error:
            value = error
        else:
            if accept(value):
                return value
        time.sleep(POLL_S)
    pytest.fail(f"not so within {timeout_s:.0f} s; at last: {value!r}")


@cache
def photograph() -> bytes:
    """Head and shoulders as a camera would send them, always the same: so are the figures then."""
    portrait = cv2.cvtColor(astronaut()[:300, 80:380], cv2.COLOR_RGB2BGR)
    return bytes(cv2.imencode(".jpg", cv2.resize(portrait, (240, 240)))[1])


class Browser:
    """Cookies and forms, without a screen."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.client = httpx.Client(base_url=url, timeout=TIMEOUT_S, trust_env=False)

    def press(self, path: str, **fields: str) -> httpx.Response:
        """Send a form; the bare answer."""
        token = self.client.cookies.get("csrftoken", "")
        return self.client.post(path, data=fields | {"csrfmiddlewaretoken": token})

    def post(self, path: str, **fields: str) -> httpx.Response:
        """Send a form and follow where it leads.

        Raises:
            httpx.HTTPStatusError: it was not taken.
        """
        answer = self.press(path, **fields)
        return self.get(str(answer.headers["Location"])) if answer.has_redirect_location else answer.raise_for_status()

    def get(self, path: str) -> httpx.Response:
        return self.client.get(path, follow_redirects=True).raise_for_status()

    def close(self) -> None:
        self.client.close()

    @property
    def cookies(self) -> str:
        return "; ".join(f"{name}={value}" for name, value in self.client.cookies.items())


@dataclass(frozen=True)
class Lecture:
    """A running class session."""

    id: str
    join_path: str


class Teacher(Browser):
    """Ada, signed in."""

    lecture: Lecture

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.get("/sign-in/")
        self.post("/sign-in/", username="ada", password=PASSWORDS["ada"])

    def start_lecture(self, course: int) -> Lecture:
        page = self.post(f"/courses/{course}/start/", topic="Photosynthesis", planned_minutes="90")
        join_link = re.search(r'href="[^"]*(/join/[^"/]+/)"', page.text)
        assert join_link, page.text
        self.lecture = Lecture(id=str(page.url).split("/")[-3], join_path=join_link[1])
        return self.lecture

    def timeline(self) -> dict[str, Any]:
        """What the live view reads over HTTP."""
        return dict(self.get(f"/sessions/{self.lecture.id}/timeline/").json())

    def buckets(self) -> list[Bucket]:
        return list(self.timeline()["buckets"])

    def end_lecture(self) -> None:
        self.post(f"/sessions/{self.lecture.id}/end/")

    def wait_for_measured(self, count: int, *, after_s: float = 0, timeout_s: float = PATIENCE_S) -> list[Bucket]:
        """Wait until so many buckets that began after a second of the lecture have figures; all buckets then."""
        return eventually(self.buckets, lambda buckets: len(measured(buckets, after_s)) >= count, timeout_s)


def measured(buckets: list[Bucket], after_s: float = 0) -> list[Bucket]:
    """The buckets with figures that began after a second of the lecture."""
    return [bucket for bucket in buckets if bucket["shares"] and bucket["start_s"] >= after_s]


class Dashboard(ReconnectingSocket):
    """A live view that is open."""

    says = "tick"

    def __init__(self, teacher: Teacher, url: str = "") -> None:
        path = f"{url or teacher.url}/ws/sessions/{teacher.lecture.id}/dashboard/"
        super().__init__(path, teacher.cookies, origin=teacher.url, silent_after_s=DASHBOARD_SILENT_AFTER_S)
        self.start()


class Student(Browser):
    """Somebody who joins by the link and agrees to the camera."""

    def __init__(self, url: str, lecture: Lecture, name: str = "Cleo") -> None:
        super().__init__(url)
        self.lecture = lecture
        page = self.get(lecture.join_path)
        version = re.search(r'name="text_version" value="([^"]+)"', page.text)
        assert version, page.text
        page = self.post(lecture.join_path, name=name, text_version=version[1], choice="camera")
        assert "/participate/" in str(page.url), page.text

    def withdraw(self) -> str:
        """Take the consent back; the path of the receipt."""
        return str(self.post(self.address_of("withdraw")).url.path)

    def address_of(self, dialog: str) -> str:
        """Where a dialog of the student's page sends its form."""
        page = self.get(f"/participate/{self.lecture.id}/")
        action = re.search(rf'<dialog [^>]*id="{dialog}".*?action="([^"]+)"', page.text, re.DOTALL)
        assert action, page.text
        return action[1]


class Camera(ReconnectingSocket):
    """A student's page that sends the photograph once an interval.

    Attributes:
        sent: how many frames were handed to an open connection.
    """

    says = "answer"

    def __init__(self, student: Student, url: str = "") -> None:
        path = f"{url or student.url}/ws/participate/{student.lecture.id}/"
        super().__init__(path, student.cookies, origin=student.url, silent_after_s=CAMERA_SILENT_AFTER_S)
        self.sent = 0
        self._interval_s: float | None = None
        self._next_at = self._waiting_until = 0.0
        self.start()

    @property
    def answered(self) -> list[int]:
        """The numbers of the frames whose reading was counted."""
        return [message["sequence"] for _at, message in list(self.heard) if message["type"] == "answer"]

    def pause_s(self) -> float:
        return 0.1

    def speak(self, socket: ClientConnection) -> None:
        now = time.monotonic()
        if self._interval_s is None or now < max(self._next_at, self._waiting_until):
            return
        socket.send((self.sent + 1).to_bytes(4, "big") + photograph())
        self.sent += 1
        self._next_at, self._waiting_until = now + self._interval_s, now + PATIENCE_INTERVALS * self._interval_s

    def hear(self, message: Message) -> None:
        if message["type"] in ("welcome", "state"):
            is_live = message["status"] == "live"
            self._interval_s = message["interval_ms"] / 1000 if is_live else None
        if message["type"] == "welcome" or message.get("sequence") == self.sent:
            self._waiting_until = 0.0
