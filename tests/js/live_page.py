"""The live view in a browser, fed by hand: its template, its scripts, a socket that says what a test says."""

import re
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import segno
from django.template.loader import render_to_string
from playwright.sync_api import Browser, Page, Route

from classroom.accounts.models import User
from classroom.courses.models import Course
from classroom.live.views import QUICK_MARKERS
from classroom.sessions.models import ClassSession
from tests.js.fed_page import ADDRESS, FAKE_SOCKET, HTML, TYPES, fulfill_html, fulfill_static

JOIN_URL = f"{ADDRESS}/join/secret/"
QR = '<svg xmlns="http://www.w3.org/2000/svg"' + segno.make(JOIN_URL).svg_inline(light="#fff").removeprefix("<svg")
SESSION = UUID(int=7)
TIMELINE = "/timeline"
NOTES = "/notes"
FAKE_PLOTLY = """window.Plotly = {
  react(element, data, layout) { Object.assign(element, { data, layout, on() {} }); },
};"""
CALM = {"lost": 0, "too_fast": 0, "too_slow": 0, "fine": 0, "break": 0, "hands": 0}
THRESHOLDS = {"change": 0.15, "lost_percent": 30, "coverage_percent": 60}

Post = tuple[str, dict[str, str]]


def bucket(sequence: int, **changes: Any) -> dict[str, Any]:
    """A closed bucket of a calm lecture, but for the changes."""
    return {
        "sequence": sequence,
        "start_s": sequence * 15,
        "end_s": sequence * 15 + 15,
        "minimum": 5,
        "shares": [0.0, 0.0, 0.0, 0.25, 0.0, 0.0, 0.75],
        "engagement": 0.5,
        "band": [0.4, 0.6],
        "coverage": {"joined": 24, "sharing": 19, "readable": 16},
        "signals": CALM,
        "slowed": False,
        "interrupted": False,
    } | changes


def timeline(buckets: list[dict[str, Any]], **changes: Any) -> dict[str, Any]:
    """What the timeline's address answers."""
    return {
        "status": "live",
        "version": 1,
        "bucket_s": 15,
        "elapsed_s": len(buckets) * 15 + 3,
        "minimum": 5,
        "buckets": buckets,
        "markers": [],
        "figure": {"data": [], "layout": {"xaxis": {}, "yaxis": {}}},
        "signals": CALM,
        "alerts": THRESHOLDS,
        "is_door_locked": False,
    } | changes


def tick(elapsed_s: int, **changes: Any) -> dict[str, Any]:
    calm = {"type": "tick", "status": "live", "elapsed_s": elapsed_s, "open": None, "closed": [], "signals": CALM}
    return calm | changes


def marker(marker_id: int, **changes: Any) -> dict[str, Any]:
    usual = {"marker_id": marker_id, "at_s": 290, "kind": "demo", "label": "Demo", "hint": "", "hint_url": ""}
    return usual | changes


class LivePage:
    """One teacher's browser.

    Attributes:
        stored: what the timeline's address answers; it follows what is said and sent.
        posts: the forms that were sent: the last part of the address, and the fields.
        version: of the lecture's state. All but ticks raise it by one, unless they say which they are of.
        draws: whether plotly.js really draws; otherwise it only takes what it is given.
        html: the page, in the language that is active when it is made.
    """

    def __init__(
        self, browser: Browser, stored: dict[str, Any], notes: str = "", draws: bool = False, is_tablet: bool = False
    ) -> None:
        self.stored, self.notes, self.draws = dict(stored), notes, draws
        self.html = live_html(self.stored["status"])
        self.posts: list[Post] = []
        self.context = browser.new_context(
            base_url=ADDRESS, viewport={"width": 1280, "height": 800}, is_mobile=is_tablet, has_touch=is_tablet
        )
        self.context.add_init_script(FAKE_SOCKET)
        self.context.route("**/*", self._answer)
        self.page: Page = self.context.new_page()
        self.open()

    def open(self) -> None:
        self.page.goto("/")
        self.page.wait_for_function("Boolean(document.querySelector('[data-chart]').data && globalThis.say)")

    def say(self, message: dict[str, Any]) -> None:
        if message["type"] != "tick":
            message = {"version": self.version + 1} | message
            self._store(message)
        self.page.evaluate("(message) => say(message)", {"version": self.version} | message)

    def _store(self, message: dict[str, Any]) -> None:
        """Let the timeline's address answer what was said, unless it was said late."""
        if message["version"] < self.version:
            return
        self.stored |= {name: message[name] for name in ("version", "status", "is_door_locked") if name in message}
        if "marker_id" in message:
            others = [known for known in self.stored["markers"] if known["marker_id"] != message["marker_id"]]
            is_set = message.get("type") != "marker_removed"
            self.stored["markers"] = [*others, {name: message[name] for name in marker(0)}] if is_set else others

    @property
    def version(self) -> int:
        return self.stored["version"]

    def text(self, name: str) -> str:
        return self.page.locator(f"[data-{name}]").inner_text()

    def _answer(self, route: Route) -> None:
        path = urlsplit(route.request.url).path
        if route.request.method == "POST":
            self._take(route, path)
        elif path == TIMELINE:
            route.fulfill(json=self.stored)
        elif path == NOTES:
            route.fulfill(status=200 if self.notes else 204, body=self.notes, content_type=HTML)
        elif path == "/":
            fulfill_html(route, self.html)
        elif path.endswith("plotly.min.js") and not self.draws:
            route.fulfill(body=FAKE_PLOTLY, content_type=TYPES["js"])
        elif path.startswith("/static/"):
            fulfill_static(route, path)
        elif path.endswith("/qr.svg"):
            route.fulfill(body=QR, content_type=TYPES["svg"])
        else:
            route.fulfill(status=404)

    def _take(self, route: Route, path: str) -> None:
        fields = dict(re.findall(r'name="(\w+)"\r\n\r\n(.*)\r\n', route.request.post_data or ""))
        self.posts.append((path.rstrip("/").rpartition("/")[2], fields))
        answer: dict[str, Any] = {"status": self.stored["status"], "version": self.version + 1}
        if path.endswith("/pause/"):
            answer |= {"status": "paused"}
        if "/markers/" in path:
            answer |= self._marked(path, fields)
        if "locked" in fields:
            answer |= {"is_door_locked": fields["locked"] == "1"}
        self._store({"type": "marker_removed"} | answer if path.endswith("/remove/") else answer)
        route.fulfill(json=answer)

    def _marked(self, path: str, fields: dict[str, str]) -> dict[str, Any]:
        """The marker that an address of markers answers; new ones are numbered by how many forms were sent."""
        words = {name: fields.get(name, "") for name in ("label", "hint", "hint_url")}
        if "kind" in fields:
            return marker(len(self.posts), at_s=303, kind=fields["kind"], **words)
        return marker(int(re.findall(r"\d+", path)[-1]), **words)


def live_html(status: str) -> str:
    course = Course(pk=1, title="Botany", minimum_group=5)
    class_session = ClassSession(pk=SESSION, course=course, topic="Photosynthesis", status=status, minimum_group=5)
    context = {
        "class_session": class_session,
        "user": User(username="ada"),
        "join_url": JOIN_URL,
        "short_code": "K7M2QX",
        "minimum_group": 5,
        "quick_markers": QUICK_MARKERS,
        "usual_minimum_group": 5,
        "timeline_url": TIMELINE,
        "socket_path": "/ws",
    }
    page = render_to_string("live/live.html", context)
    return re.sub(r'data-notes-url="[^"]*"', f'data-notes-url="{NOTES}"', page)
