"""Withdrawing on a page that outlives its lecture, and asking again for an erasure that the server could not take."""

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.template.loader import render_to_string
from playwright.sync_api import Browser, Page, Route, expect

from classroom.live import messages
from tests.js.fed_page import ADDRESS, fulfill_html, fulfill_static
from tests.js.student_page import LECTURE, StudentPage, student_html

pytestmark = pytest.mark.browser

ENDED = messages.student_state(status="ended", reason="", interval_ms=2000)
PRIVATE_LINK = "The private link to your data erases it."
ERASE = "/my-data/secret/erase/"
PATIENCE_MS = 20_000

Sit = Callable[..., StudentPage]


@pytest.fixture
def browser(page: Page) -> Browser:
    assert page.context.browser is not None
    return page.context.browser


@pytest.fixture
def sit(browser: Browser) -> Iterator[Sit]:
    """Opens the page of somebody without a camera, who is welcomed."""
    pages: list[StudentPage] = []

    def sit(**options: bool) -> StudentPage:
        pages.append(StudentPage(browser, student_html("not_agreed", **options)))
        pages[-1].sit_down("not_agreed")
        return pages[-1]

    yield sit
    for each in pages:
        each.context.close()


def dialog_says(student: StudentPage) -> str:
    student.page.click("[data-open-dialog=withdraw]")
    return student.page.locator("dialog#withdraw").inner_text()


def test_the_dialog_promises_what_is_so_while_the_lecture_runs(sit: Sit) -> None:
    said = dialog_says(sit())
    assert "you leave the lecture" in said
    assert "you can join again later" in said
    assert "from this lecture" not in said


def test_the_dialog_promises_what_is_so_after_the_end(sit: Sit) -> None:
    student = sit()
    student.say(ENDED)
    said = dialog_says(student)
    assert "What is kept about you from this lecture is deleted within seconds" in said
    assert "leave the lecture" not in said
    assert "you can join again later" not in said
    with student.page.expect_request(f"{ADDRESS}{ERASE}") as asked:
        student.page.click("dialog#withdraw button[type=submit]")
    assert asked.value.method == "POST"


def test_a_dialog_that_is_open_at_the_end_changes_its_words(sit: Sit) -> None:
    student = sit()
    dialog_says(student)
    student.say(ENDED)
    expect(student.page.get_by_text("What is kept about you from this lecture")).to_be_visible()


def test_without_the_private_link_the_button_goes_at_the_end_and_the_page_says_why(sit: Sit) -> None:
    student = sit(knows_own_data=False)
    expect(student.page.get_by_text(PRIVATE_LINK)).to_be_hidden()
    assert "you leave the lecture" in dialog_says(student)
    assert f"/participate/{LECTURE.pk}/withdraw/" in student.page.content()
    student.say(ENDED)
    expect(student.page.locator("dialog#withdraw")).to_be_hidden()
    expect(student.page.locator("[data-open-dialog=withdraw]")).to_be_hidden()
    expect(student.page.get_by_text(PRIVATE_LINK)).to_be_visible()
    assert student.page.evaluate("document.querySelector(':modal')") is None


def test_a_place_that_was_taken_by_a_newer_window_is_not_told_of_an_end(sit: Sit) -> None:
    student = sit(knows_own_data=False)
    student.page.evaluate(f"hangUp({messages.CloseCode.NEWER_SOCKET})")
    expect(student.page.get_by_text("open in a newer window")).to_be_visible()
    expect(student.page.get_by_text(PRIVATE_LINK)).to_be_hidden()


# --- Asking again ----------------------------------------------------------------------------------------------------


class Server:
    """Answers an erasure with what a test says, the last of it for good. "gone" is a network that is away."""

    def __init__(self, *answers: int | str) -> None:
        self.answers, self.asked = list(answers), 0

    def answer(self, route: Route) -> None:
        path = urlsplit(route.request.url).path
        if path.startswith("/static/"):
            fulfill_static(route, path)
        elif path == "/":
            fulfill_html(route, not_erased_yet())
        elif path == ERASE:
            self._erase(route)
        else:
            fulfill_html(route, "<h1>Receipt</h1>")

    def _erase(self, route: Route) -> None:
        assert "of=me" in (route.request.post_data or "") or 'name="of"' in (route.request.post_data or "")
        self.asked += 1
        told: Any = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if told == "gone":
            route.abort()
        elif told == 200:
            route.fulfill(json={"next": "/receipt/1234/"})
        else:
            route.fulfill(status=told, body="<h1>Nothing left</h1>", content_type="text/html")


def not_erased_yet() -> str:
    context = {"path": ERASE, "link": "/my-data/secret/", "fields": [("of", "me")], "csrf_token": "token"}
    return render_to_string("privacy/not_erased_yet.html", context)


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Callable[..., Page]]:
    contexts = []

    def open_page(server: Server, **options: bool) -> Page:
        contexts.append(browser.new_context(base_url=ADDRESS, **options))
        contexts[-1].route("**/*", server.answer)
        page = contexts[-1].new_page()
        page.goto("/")
        return page

    yield open_page
    for each in contexts:
        each.close()


def test_the_page_asks_again_by_itself_until_it_has_worked(open_page: Callable[..., Page]) -> None:
    server = Server(503, "gone", 502, 200)
    page = open_page(server)
    expect(page.get_by_text("it asks again by itself until it has worked")).to_be_visible()
    page.wait_for_url("**/receipt/1234/", timeout=PATIENCE_MS)
    assert server.asked == 4


def test_the_button_asks_at_once(open_page: Callable[..., Page]) -> None:
    server = Server(200)
    page = open_page(server)
    page.evaluate("setTimeout = () => 0")
    page.get_by_role("button", name="Try now").click()
    page.wait_for_url("**/receipt/1234/")
    assert server.asked == 1


def test_an_answer_that_is_no_outage_is_shown(open_page: Callable[..., Page]) -> None:
    page = open_page(Server(404))
    expect(page.get_by_role("heading", name="Nothing left")).to_be_visible(timeout=PATIENCE_MS)


def test_without_javascript_the_button_does_it(open_page: Callable[..., Page]) -> None:
    server = Server(404)
    page = open_page(server, java_script_enabled=False)
    expect(page.get_by_text("it asks again by itself")).to_be_hidden()
    expect(page.get_by_text("Press the button in a minute")).to_be_visible()
    page.get_by_role("button", name="Try now").click()
    expect(page.get_by_role("heading", name="Nothing left")).to_be_visible()
    assert server.asked == 1


ASKING = """
  const { AskingAgain } = await load("asking_again");
  const pauses = [];
  const taken = [];
  const usual = setTimeout;
  globalThis.setTimeout = (action, ms) => {
    if (ms < 1500) return usual(action, ms); // not a pause between two tries: the page's own
    return pauses.push(ms) < 7 ? usual(action, 0) : 0;
  };
  let answers = [];
  const asking = new AskingAgain({
    ask: async () => answers.shift() ?? { ok: false, status: 503, answer: {} },
    onTaken: (answer) => taken.push(answer),
    onRefused: () => taken.push("refused"),
    random: () => 1,
  });
  const rest = () => new Promise((resolve) => usual(resolve, 200));
"""


def test_the_pauses_grow_to_ten_seconds(evaluate: Callable[[str], Any]) -> None:
    body = "asking.askLater(); await rest(); globalThis.setTimeout = usual; return pauses;"
    assert evaluate(ASKING + body) == [2000, 2500, 3500, 5500, 9500, 9500, 9500]


def test_nobody_asks_twice_at_once(evaluate: Callable[[str], Any]) -> None:
    """A second erasure would find nothing, and the receipt of the first would be lost."""
    body = """
      let asked = 0;
      let answer;
      asking.ask = () => (asked += 1, new Promise((resolve) => { answer = resolve; }));
      asking.askNow();
      asking.askNow();
      answer({ ok: true, status: 200, answer: { next: "/" } });
      await rest();
      globalThis.setTimeout = usual;
      return [asked, taken.length, pauses.length];
    """
    assert evaluate(ASKING + body) == [1, 1, 0]
