"""Every socket of the product, opened by everybody, and every message a student can send: see permissions.py."""

import json

import pytest
import redis as redis_package
from channels.db import database_sync_to_async
from channels.testing import WebsocketCommunicator

from classroom.asgi import application
from classroom.live.messages import CloseCode, StudentToServer
from classroom.live.routing import websocket_urlpatterns
from classroom.sessions.models import ClassSession
from classroom.sessions.seats import NewSeat
from classroom.sessions.services import pause_class_session
from tests.classroom.cast import Cast, cast
from tests.classroom.live.sockets import ORIGIN, opened, student_socket
from tests.classroom.live.test_intake import framed
from tests.classroom.permissions import (
    ACTORS,
    IN_A_PAUSE,
    MESSAGES,
    SOCKETS,
    TEACHER,
    WITH_CAMERA,
    WITHOUT_CAMERA,
)
from tests.factories import seat_in
from tests.jpegs import jpeg

__all__ = ["cast"]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("sockets")]

SAID = {
    "signal": json.dumps({"type": "signal", "signal": "lost"}),
    "hand": json.dumps({"type": "hand", "raised": True}),
    "wrong": json.dumps({"type": "wrong", "sequence": 1}),
}


def socket_of(cast: Cast, actor: str, path: str) -> WebsocketCommunicator:
    cookies = "; ".join(f"{name}={morsel.value}" for name, morsel in cast.clients[actor].cookies.items())
    address = "/" + path.replace("<uuid:session_id>", str(cast.live.pk))
    return WebsocketCommunicator(application, address, [ORIGIN, (b"cookie", cookies.encode())])


async def is_let_in(socket: WebsocketCommunicator) -> bool:
    """Whether the socket's first word is a message; a stranger's is that he is no participant."""
    await socket.connect()
    output = await socket.receive_output(5)
    if output["type"] == "websocket.send":
        await socket.disconnect()
        return True
    assert output["code"] == CloseCode.NOT_A_PARTICIPANT
    return False


def test_every_socket_and_every_message_has_its_line() -> None:
    assert set(SOCKETS) == {str(pattern.pattern) for pattern in websocket_urlpatterns}
    assert set(MESSAGES) == {"frame", *map(str, StudentToServer)}


@pytest.mark.parametrize("path", sorted(SOCKETS))
async def test_only_those_named_stay_connected(cast: Cast, path: str) -> None:
    let_in = {actor for actor in ACTORS if await is_let_in(socket_of(cast, actor, path))}

    assert let_in == SOCKETS[path]


@database_sync_to_async
def seat_of_somebody(class_session: ClassSession, state: str) -> NewSeat:
    """A seat in the session, which is brought into the state that is asked for."""
    if state == IN_A_PAUSE:
        pause_class_session(class_session=class_session)
    return seat_in(class_session, camera=state != WITHOUT_CAMERA)


@pytest.mark.parametrize("state", [WITH_CAMERA, WITHOUT_CAMERA, IN_A_PAUSE])
@pytest.mark.parametrize("name", sorted(MESSAGES))
async def test_what_a_student_says_is_taken_or_refused(class_session: ClassSession, name: str, state: str) -> None:
    socket = student_socket(class_session, (await seat_of_somebody(class_session, state)).token)
    await opened(socket)
    if name in SAID:
        await socket.send_to(text_data=SAID[name])
    else:
        await socket.send_to(bytes_data=framed(jpeg(320, 240)))
    refusal = None
    while not await socket.receive_nothing(0.2):
        refusal = (await socket.receive_json_from()).get("reason")
    await socket.disconnect()

    assert refusal == MESSAGES[name][state]


@pytest.mark.parametrize("name", sorted(MESSAGES))
async def test_a_live_view_says_nothing_for_anybody(cast: Cast, redis: redis_package.Redis, name: str) -> None:
    socket = socket_of(cast, TEACHER, "ws/sessions/<uuid:session_id>/dashboard/")
    await opened(socket)
    if name in SAID:
        await socket.send_to(text_data=SAID[name])
    else:
        await socket.send_to(bytes_data=framed(jpeg(320, 240)))
    assert await socket.receive_nothing(0.2)
    await socket.disconnect()

    assert [key for pattern in ("frame:*", "said:*") for key in redis.keys(pattern)] == []
