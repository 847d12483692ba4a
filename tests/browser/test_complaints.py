"""The other tests trust that what a browser complains about is heard."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.complaints import Complaints
from tests.browser.people import Visitor, eventually

pytestmark = [pytest.mark.browser, pytest.mark.timeout(400)]


@pytest.fixture
def page(person: Callable[..., Any]) -> Page:
    page: Page = person(Visitor).page
    page.goto("/")
    return page


@pytest.mark.parametrize(
    ("provocation", "complaint"),
    [
        ("document.body.setAttribute('style', 'color: red')", "content policy: style-src-attr"),
        ("document.body.append(Object.assign(document.createElement('script'), {text: '1'}))", "script-src-elem"),
        ("document.body.append(Object.assign(new Image(), {src: 'https://elsewhere.invalid/'}))", "img-src"),
        ("setTimeout(() => { throw new Error('lost') })", "uncaught: lost"),
        ("console.error('broken')", "broken"),
        ("fetch('/nowhere/')", "status of 404"),
    ],
)
def test_a_complaint_is_heard(page: Page, complaints: Complaints, provocation: str, complaint: str) -> None:
    page.evaluate(f"() => {{ {provocation} }}")
    eventually(page, complaints.unexpected, lambda heard: any(complaint in one for one in heard))
    complaints.expect(".")
