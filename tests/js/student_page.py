"""The student's page in a browser, fed by hand: its template, its scripts, a drawn picture as its camera, and a socket
that says what a test says."""

from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.template.loader import render_to_string
from playwright.sync_api import Browser, Page, Route

from classroom.courses.models import Course, Naming
from classroom.languages.names import LANGUAGES
from classroom.live import messages
from classroom.privacy.consent_texts import ConsentFacts
from classroom.privacy.models import Organisation
from classroom.sessions.forms import JoinForm
from classroom.sessions.models import ClassSession, Participation
from classroom.sessions.student_views import text_context
from tests.browser.people import PHONE
from tests.js.fed_page import ADDRESS, FAKE_SOCKET, fulfill_html, fulfill_static

COURSE = Course(pk=1, title="Botany", minimum_group=5)
LECTURE = ClassSession(pk=UUID(int=7), course=COURSE, topic="Photosynthesis", status="live", minimum_group=5)
SCHOOL = Organisation(name="School 7", contact_email="privacy@school.example", legal_basis="your consent")
COMMON = {"class_session": LECTURE, "course": COURSE, "organisation": SCHOOL, "languages": LANGUAGES}
FACTS = ConsentFacts(
    organisation=SCHOOL.name,
    contact=SCHOOL.contact_email,
    legal_basis=SCHOOL.legal_basis,
    minimum_group=5,
    bucket_s=15,
    interval_s=2,
    retention_days=365,
    own_timeline_days=30,
    receipt_days=365,
)
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
    """A student's phone.

    Args:
        html: the page that it opens.
    """

    def __init__(self, browser: Browser, html: str) -> None:
        self.html = html
        self.context = browser.new_context(base_url=ADDRESS, viewport=PHONE, has_touch=True, is_mobile=True)
        self.context.add_init_script(FAKE_SOCKET)
        self.context.add_init_script(FAKE_CAMERA)
        self.context.route("**/*", self._answer)
        self.page: Page = self.context.new_page()
        self.page.goto("/")

    def sit_down(self, camera: str) -> None:
        """Be welcomed by the server."""
        self.page.wait_for_function("Boolean(globalThis.say)")
        self.say(
            messages.welcome(
                status="live",
                reason="",
                interval_ms=QUICK_MS,
                usual_interval_ms=USUAL_MS,
                longer_side_px=320,
                camera=camera,
                signal=None,
                hand=False,
                hint=None,
            )
        )

    def read(self) -> None:
        """Wait until a first frame has been answered; then they are sent as often as usual."""
        self.page.evaluate("(reading) => (answer = reading)", READING)
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


def student_html(camera: str = "allowed", *, knows_own_data: bool = True) -> str:
    """The page of somebody who sits in a lecture.

    Args:
        knows_own_data: whether the browser has the link to the own data.
    """
    context = {"participation": Participation(class_session=LECTURE, display_name="Cleo"), "camera": camera}
    context |= {"socket_path": "/ws"}
    if knows_own_data:
        context |= {"data_link": "/my-data/secret/", "erase_link": "/my-data/secret/erase/"}
    return render_to_string("class_sessions/participate.html", COMMON | text_context(FACTS) | context)


def join_html() -> str:
    """The page of somebody who has opened the link of a lecture."""
    form = JoinForm(naming=Naming.NAME)
    context = {"form": form, "camera": "not_agreed", "request": SimpleNamespace(path="/join/secret/")}
    return render_to_string("class_sessions/join.html", COMMON | text_context(FACTS) | context)
