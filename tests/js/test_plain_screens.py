"""Pages that are shown when something has gone wrong, or for a moment only: they fit, and nobody complains."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import pytest
from django.template.loader import render_to_string
from playwright.sync_api import Page, Route, expect

from classroom.accounts.models import User
from classroom.courses.models import Course
from classroom.sessions.models import ClassSession
from tests.browser.screens import assert_state_fits
from tests.js.fed_page import ADDRESS, fulfill_html, fulfill_static

pytestmark = pytest.mark.browser

LECTURE = ClassSession(pk=UUID(int=7), course=Course(pk=1, title="Botany"), topic="Photosynthesis", status="ended")


@pytest.fixture
def plain(page: Page) -> Iterator[Page]:
    browser = page.context.browser
    assert browser is not None
    context = browser.new_context(base_url=ADDRESS)
    yield context.new_page()
    context.close()


def show(page: Page, template: str, context: dict[str, Any]) -> None:
    html = render_to_string(template, context)

    def answer(route: Route) -> None:
        path = urlsplit(route.request.url).path
        if path.startswith("/static/"):
            fulfill_static(route, path)
        elif route.request.method == "POST":
            route.fulfill(status=503)
        else:
            fulfill_html(route, html)

    page.route("**/*", answer)
    page.goto("/")


@pytest.mark.parametrize(
    ("name", "template", "context", "heading"),
    [
        ("failure", "500.html", {}, "Something went wrong on our side"),
        (
            "report-pending",
            "reports/report_pending.html",
            {"class_session": LECTURE, "user": User(username="ada")},
            "The report is being made",
        ),
        ("not-erased-yet", "privacy/not_erased_yet.html", {"path": "/erase/", "link": "/my-data/"}, "Not erased yet"),
        ("nothing-left", "privacy/nothing_left.html", {}, "Nothing is kept behind this link any more"),
    ],
)
def test_a_page_that_is_seldom_seen_fits(
    plain: Page, name: str, template: str, context: dict[str, Any], heading: str
) -> None:
    show(plain, template, context)
    expect(plain.get_by_role("heading", name=heading)).to_be_visible()
    assert_state_fits(plain, name)
