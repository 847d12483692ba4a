import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from classroom.operations import readiness
from classroom.operations.readiness import PARTS, Probe

HOST = "school.example"


@contextmanager
def _site(status: int, body: bytes) -> Iterator[Probe]:
    """A site that gives one answer to everybody who knows its name."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status if self.headers["Host"] == HOST else 400)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None: ...

    with HTTPServer(("127.0.0.1", 0), Answer) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield Probe(f"http://127.0.0.1:{server.server_port}/readyz", HOST)
        server.shutdown()


def test_nothing_is_unwell_when_the_site_is_ready() -> None:
    with _site(200, b"{}") as probe:
        assert probe.unwell_parts() == []


def test_the_parts_that_are_not_well_are_named() -> None:
    states = dict.fromkeys(PARTS, True) | {"frame_worker": False, "beat": False}
    with _site(503, json.dumps(states).encode()) as probe:
        assert probe.unwell_parts() == ["frame_worker", "beat"]


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]"])
def test_an_answer_that_names_no_parts_is_told_by_its_status(body: bytes) -> None:
    with _site(500, body) as probe:
        assert probe.unwell_parts() == ["web (status 500)"]


def test_a_site_that_does_not_answer_is_told_as_web() -> None:
    with _site(200, b"{}") as probe:
        pass
    assert probe.unwell_parts() == ["web"]


def test_the_command_ends_with_a_status_for_a_health_check(capsys: pytest.CaptureFixture[str]) -> None:
    with _site(200, b"{}") as probe:
        pass
    assert readiness.main([probe.url]) == 1
    assert capsys.readouterr().out == "web\n"
