"""The port that shows the numbers of one part in a container."""

from collections.abc import Iterator
from http.client import HTTPConnection

import pytest

from classroom.watching.serving import serve_numbers, serve_numbers_if_asked

TOKEN = "a-long-secret-token"


@pytest.fixture
def port(settings: object) -> Iterator[int]:
    settings.METRICS_TOKEN = TOKEN
    server = serve_numbers(lambda: b"classpulse_frames_stale_total 3\n", 0)
    yield server.server_port
    server.shutdown()
    server.server_close()


def answer(port: int, path: str = "/metrics", **headers: str) -> tuple[int, bytes]:
    connection = HTTPConnection("127.0.0.1", port)
    connection.request("GET", path, headers=headers)
    response = connection.getresponse()
    try:
        return response.status, response.read()
    finally:
        connection.close()


def test_whoever_brings_the_token_gets_the_numbers(port: int) -> None:
    assert answer(port, Authorization=f"Bearer {TOKEN}") == (200, b"classpulse_frames_stale_total 3\n")


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer wrong"}, {"Authorization": TOKEN}])
def test_nobody_else_does_not_even_from_this_machine(port: int, headers: dict[str, str]) -> None:
    status, body = answer(port, **headers)
    assert status == 401
    assert b"classpulse" not in body


def test_there_is_nothing_else_to_be_had(port: int) -> None:
    assert answer(port, "/", Authorization=f"Bearer {TOKEN}")[0] == 404


def test_a_process_that_is_no_part_opens_no_port(settings: object, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.METRICS_PORT = 9100
    monkeypatch.setattr("classroom.watching.serving.serve_numbers", lambda *_: pytest.fail("a port was opened"))
    serve_numbers_if_asked(lambda: b"")
