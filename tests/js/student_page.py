"""The student's page in a browser, fed by hand: its template, its scripts, a drawn picture as its camera, and a socket
that says what a test says."""

from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.template.loader import render_to_string
from playwright.sync_api import Browser, Page, Route

from classroom.courses.models import Course
from classroom.live import messages
from classroom.sessions.models import ClassSession, Participation
from tests.js.fed_page import ADDRESS, FAKE_SOCKET, fulfill_html, fulfill_static

QUICK_MS, USUAL_MS = 100, 2000
FAKE_CAMERA = """(() => {
  const canvas = document.createElement("canvas");
  const round = (context, ...ellipse) => (context.beginPath(), context.ellipse(...ellipse, 0, 0, 7), context.fill());
  function draw() {
    const context = canvas.getContext("2d");
    for (const [colour, ...shape] of [["#b9c4c2"], ["#2f5d62", 320, 470, 190, 150], ["#8d6e63", 320, 230, 95, 125]]) {
      context.fillStyle = colour;
      if (shape.length) round(context, ...shape);
      else context.fillRect(0, 0, 640, 480);
    }
  }
  globalThis.cameraFails = null;
  const mediaDevices = new EventTarget();
  mediaDevices.enumerateDevices = async () => [];
  mediaDevices.getUserMedia = async () => {
    if (cameraFails) throw new DOMException("", cameraFails);
    Object.assign(canvas, { width: 640, height: 480 });
    setInterval(draw, 100);
    draw();
    return canvas.captureStream(10);
  };
  Object.defineProperty(navigator, "mediaDevices", { value: mediaDevices });
})();"""
READING = messages.answer(
    sequence=0,
    xyxy=(0.35, 0.22, 0.65, 0.74),
    probabilities=(0.02, 0.01, 0.03, 0.18, 0.05, 0.09, 0.62),
    label="neutral",
    engagement=0.66,
)


class StudentPage:
    """A phone whose camera delivers and whose frames are answered."""

    def __init__(self, browser: Browser) -> None:
        self.html = student_html()
        self.context = browser.new_context(base_url=ADDRESS, has_touch=True, is_mobile=True)
        self.context.add_init_script(FAKE_SOCKET)
        self.context.add_init_script(FAKE_CAMERA)
        self.context.route("**/*", self._answer)
        self.page: Page = self.context.new_page()
        self.page.goto("/")
        self._begin()

    def _begin(self) -> None:
        """Sit down, and wait for a first reading; then it sends as often as usual."""
        self.page.wait_for_function("Boolean(globalThis.say)")
        self.page.evaluate("(reading) => (answer = reading)", READING)
        self.say(
            messages.welcome(
                status="live",
                reason="",
                interval_ms=QUICK_MS,
                usual_interval_ms=USUAL_MS,
                longer_side_px=320,
                camera="allowed",
                signal=None,
                hand=False,
                hint=None,
            )
        )
        self.page.locator("[data-reading]").wait_for()
        self.send_every(USUAL_MS)

    def say(self, message: dict[str, Any]) -> None:
        self.page.evaluate("(message) => say(message)", message)

    def send_every(self, interval_ms: int) -> None:
        self.say(messages.student_state(status="live", reason="", interval_ms=interval_ms))

    def _answer(self, route: Route) -> None:
        path = urlsplit(route.request.url).path
        if path == "/":
            fulfill_html(route, self.html)
        elif path.startswith("/static/"):
            fulfill_static(route, path)
        else:
            route.fulfill(status=404)


def student_html() -> str:
    course = Course(pk=1, title="Botany", minimum_group=5)
    class_session = ClassSession(pk=UUID(int=7), course=course, topic="Photosynthesis", status="live", minimum_group=5)
    context = {
        "class_session": class_session,
        "course": course,
        "participation": Participation(class_session=class_session, display_name="Cleo"),
        "data_link": "/my-data/secret/",
        "socket_path": "/ws",
        "camera": "allowed",
    }
    return render_to_string("class_sessions/participate.html", context)
