"""A blank page that can import the product's own modules, so that their logic is tested in the browser they run in."""

import threading
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, sync_playwright

from tests.browser_report import find_chromium

STATIC = Path(__file__).parents[2] / "static"
ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking")

Evaluate = Callable[[str], Any]


class QuietHandler(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        pass


@pytest.fixture(scope="package")
def static_url() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(QuietHandler, directory=STATIC))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="package")
def page(static_url: str) -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=ARGUMENTS, timeout=120_000)
        page = browser.new_page()
        page.goto(f"{static_url}/icon.svg")
        yield page
        browser.close()


@pytest.fixture
def evaluate(page: Page) -> Evaluate:
    """Runs the body of an async function in which `load("timeline")` gives a module of static/js/lib."""
    return lambda body: page.evaluate(
        "async () => { const load = (name) => import(`/js/lib/${name}.js`); " + body + " }"
    )
