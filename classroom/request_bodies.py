"""How much may be sent to a page: looked at before Django spools a body to the disk, which it does before any view."""

from typing import Any

MOST_BODY_BYTES = 3 * 1024 * 1024  # the largest roster file and the form around it; Caddy has the same limit
TOO_LARGE = b"This is too large: at most 3 MB can be sent at once.\n"


class LimitedBodies:
    """Answers 413 to a request whose body is too large, by what it claims or else by what has come."""

    def __init__(self, application: Any, most_bytes: int = MOST_BODY_BYTES) -> None:
        self._application = application
        self._most_bytes = most_bytes

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        if _claimed_bytes(scope) > self._most_bytes:
            await _refuse(send)
            return
        body = _CountedBody(receive, self._most_bytes)
        await self._application(scope, body.receive, send)
        if body.is_too_large:
            await _refuse(send)


class _CountedBody:
    """Passes a body on. One that grows too large ends as if the sender had gone: nobody answers that but us."""

    def __init__(self, receive: Any, most_bytes: int) -> None:
        self._receive = receive
        self._left = most_bytes

    @property
    def is_too_large(self) -> bool:
        return self._left < 0

    async def receive(self) -> dict[str, Any]:
        message: dict[str, Any] = await self._receive()
        self._left -= len(message.get("body", b""))
        return {"type": "http.disconnect"} if self.is_too_large else message


def _claimed_bytes(scope: dict[str, Any]) -> int:
    """What Content-Length says; 0 where nothing is said that can be read, for then what comes is counted."""
    said = dict(scope["headers"]).get(b"content-length", b"")
    return int(said) if said.isdigit() else 0


async def _refuse(send: Any) -> None:
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", str(len(TOO_LARGE)).encode()),
        (b"connection", b"close"),  # the rest of the body is not waited for
    ]
    await send({"type": "http.response.start", "status": 413, "headers": headers})
    await send({"type": "http.response.body", "body": TOO_LARGE})
