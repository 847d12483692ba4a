"""How much may be sent to a page."""

from collections.abc import Iterable
from typing import Any

import pytest
from django.conf import settings

from classroom.asgi import application
from classroom.courses.roster_files import FILE_MAX_BYTES
from classroom.request_bodies import MOST_BODY_BYTES, TOO_LARGE, LimitedBodies

CHUNK = bytes(64 * 1024)
MANY_CHUNKS = [CHUNK] * (10 * MOST_BODY_BYTES // len(CHUNK))


class Sender:
    """Somebody who sends a body in pieces and hears the answer."""

    def __init__(self, chunks: Iterable[bytes], claimed: bytes | None = None) -> None:
        self._chunks = list(chunks)
        headers = [] if claimed is None else [(b"content-length", claimed)]
        self.scope = {
            "type": "http",
            "method": "POST",
            "path": "/sign-in/",
            "query_string": b"",
            "headers": [(b"host", b"localhost"), *headers],
        }
        self.sent = 0
        self.heard: list[dict[str, Any]] = []

    async def receive(self) -> dict[str, Any]:
        self.sent += len(self._chunks[0])
        return {"type": "http.request", "body": self._chunks.pop(0), "more_body": bool(self._chunks)}

    async def send(self, message: dict[str, Any]) -> None:
        self.heard.append(message)

    @property
    def answer(self) -> tuple[int, bytes]:
        return self.heard[0]["status"], b"".join(message.get("body", b"") for message in self.heard[1:])


async def reading_all(_scope: object, receive: Any, send: Any) -> None:
    while (await receive())["more_body"]:
        pass
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"read"})


async def test_a_body_that_claims_too_much_is_refused_unread() -> None:
    sender = Sender(MANY_CHUNKS, claimed=str(MOST_BODY_BYTES + 1).encode())
    await application(sender.scope, sender.receive, sender.send)
    assert (sender.answer, sender.sent) == ((413, TOO_LARGE), 0)


@pytest.mark.parametrize("claimed", [None, b"1", b"-1", b"much"])
async def test_a_body_that_grows_too_large_is_refused_when_it_does(claimed: bytes | None) -> None:
    sender = Sender(MANY_CHUNKS, claimed)
    await application(sender.scope, sender.receive, sender.send)
    assert sender.answer == (413, TOO_LARGE)
    assert sender.sent <= MOST_BODY_BYTES + len(CHUNK)


async def test_a_body_just_as_large_as_may_be_is_passed_on() -> None:
    sender = Sender([bytes(MOST_BODY_BYTES - 1), b"x"], claimed=str(MOST_BODY_BYTES).encode())
    await LimitedBodies(reading_all)(sender.scope, sender.receive, sender.send)
    assert sender.answer == (200, b"read")


def test_the_largest_roster_file_and_the_largest_form_fit() -> None:
    assert FILE_MAX_BYTES < settings.DATA_UPLOAD_MAX_MEMORY_SIZE < MOST_BODY_BYTES
