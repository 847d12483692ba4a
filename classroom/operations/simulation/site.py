"""The pages that simulated people open: signing in, a course, a lecture, the joining form. As a browser would."""

import re
import ssl
from dataclasses import dataclass
from html import unescape
from urllib.parse import urlsplit

import httpx

from classroom.operations.simulation.plan import split_address

TIMEOUT_S = 60.0
MOST_CONNECTIONS = 100
KEPT_OPEN_S = 2.0  # uvicorn closes after five: whoever asks at that very moment would hear nothing
RETENTION_DAYS = 30
LECTURE_MINUTES = 240
WHY_ONE = "A simulated class of one measures how soon figures count a frame."
HIDDEN_FIELD = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')
ERROR_LINE = re.compile(r'class="[^"]*error[^"]*"[^>]*>\s*(?:<[^>]+>\s*)*([^<]+)')


class SiteError(RuntimeError):
    """The product did not let a simulated person do what a real one can; says where and what it answered.

    Attributes:
        reason: without the address, of which everybody may have their own.
    """

    def __init__(self, address: str, reason: str) -> None:
        super().__init__(f"{address} {reason}")
        self.reason = reason


@dataclass(frozen=True)
class Lecture:
    """A running lecture and the path of its join link."""

    session_id: str
    join_path: str


class Browser:
    """One person's cookies, over connections that many people share."""

    def __init__(self, base_url: str, transport: httpx.AsyncBaseTransport) -> None:
        parts = split_address(base_url)
        self.origin = f"{parts.scheme}://{parts.netloc}"
        self._client = httpx.AsyncClient(
            base_url=self.origin,
            transport=transport,
            timeout=TIMEOUT_S,
            follow_redirects=True,
            trust_env=False,
            headers={"Origin": self.origin, "Referer": f"{self.origin}/"},
        )

    @property
    def cookie_header(self) -> str:
        return "; ".join(f"{cookie.name}={cookie.value}" for cookie in self._client.cookies.jar)

    def socket_url(self, path: str) -> str:
        return self.origin.replace("http", "ws", 1) + path

    async def page(self, path: str) -> str:
        """The text of a page.

        Raises:
            SiteError: it was not shown.
        """
        return (await self._asked(self._client.build_request("GET", path))).text

    async def send_form(self, path: str, fields: dict[str, str], page: str | None = None) -> str:
        """Fill in the form of a page and send it to that path; the path that the browser is then at.

        Args:
            page: where the form is, if elsewhere.

        Raises:
            SiteError: the form was not taken.
        """
        shown = await self.page(page or path)
        hidden = {name: unescape(value) for name, value in HIDDEN_FIELD.findall(shown)}
        answer = await self._asked(self._client.build_request("POST", path, data=hidden | fields))
        if not answer.history:
            raise SiteError(path, f"did not take the form: {_complaint_in(answer.text)}")
        return answer.url.path

    async def _asked(self, request: httpx.Request) -> httpx.Response:
        try:
            answer = await self._client.send(request)
        except httpx.HTTPError as error:
            raise SiteError(str(request.url), f"could not be asked: {type(error).__name__}") from error
        if answer.is_error:
            raise SiteError(answer.url.path, f"answered {answer.status_code}")
        return answer


async def sign_in(browser: Browser, username: str, password: str) -> None:
    await browser.send_form("/sign-in/", {"username": username, "password": password})


async def start_lecture(browser: Browser, title: str, admin: Browser | None = None) -> Lecture:
    """Make a course and start a lecture in it.

    Args:
        admin: who lets the course show figures of a single person; without one it needs the usual group.
    """
    fields = {"title": title, "naming": "alias", "retention_days": str(RETENTION_DAYS)}
    course = await browser.send_form("/courses/new/", fields)
    if admin is not None:
        await admin.send_form(f"{course}minimum/", {"minimum_group": "1", "reason": WHY_ONE})
    begun = {"topic": title, "planned_minutes": str(LECTURE_MINUTES)}
    live = await browser.send_form(f"{course}start/", begun, page=course)
    found = re.search(r'href="([^"]+/join/[^"]+/)"', await browser.page(live))
    if found is None:
        raise SiteError(live, "shows no join link")
    return Lecture(live.split("/")[2], urlsplit(found[1]).path)


async def end_lecture(browser: Browser, lecture: Lecture) -> None:
    await browser.send_form(f"/sessions/{lecture.session_id}/end/", {}, page=f"/sessions/{lecture.session_id}/live/")


async def join_lecture(browser: Browser, lecture: Lecture, alias: str) -> None:
    """Read the consent, say yes to the camera, and open the page of those who are in."""
    at = await browser.send_form(lecture.join_path, {"name": alias, "choice": "camera"})
    if at != f"/participate/{lecture.session_id}/":
        raise SiteError(at, "is where joining led")


def tls_context(*, trusts_everybody: bool) -> ssl.SSLContext:
    """How certificates are checked.

    Args:
        trusts_everybody: this machine's own certificate (`make run-lan`) is signed by nobody.
    """
    context = ssl.create_default_context()
    if trusts_everybody:
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


def shared_transport(tls: ssl.SSLContext) -> httpx.AsyncHTTPTransport:
    """Connections for all browsers together."""
    limits = httpx.Limits(
        max_connections=MOST_CONNECTIONS, max_keepalive_connections=MOST_CONNECTIONS, keepalive_expiry=KEPT_OPEN_S
    )
    return httpx.AsyncHTTPTransport(verify=tls, limits=limits)


def _complaint_in(page: str) -> str:
    found = ERROR_LINE.search(page)
    return " ".join(unescape(found[1]).split()) if found else "no reason was given"
