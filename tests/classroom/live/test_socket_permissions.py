"""Every socket of the product, opened by everybody, and every message a student can send: see permissions.py."""

import json

import pytest
from channels.testing import WebsocketCommunicator

from classroom.asgi import application
from classroom.live.messages import CloseCode, StudentToServer
from classroom.live.routing import websocket_urlpatterns
from classroom.sessions.models import ClassSession
from classroom.sessions.services import NewSeat
from tests.classroom.cast import Cast, cast
from tests.classroom.live.conftest import ORIGIN, student_socket
from tests.classroom.live.test_consumers import opened
from tests.classroom.live.test_intake import framed
from tests.classroom.live.test_jpeg import jpeg
from tests.classroom.permissions import ACTORS, MESSAGES, SOCKETS
from tests.factories import seat_in

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


@pytest.fixture
def seat_without_camera(class_session: ClassSession) -> NewSeat:
    return seat_in(class_session, camera=False)


@pytest.mark.parametrize("name", sorted(MESSAGES))
async def test_without_consent_everything_but_the_camera_works(
    class_session: ClassSession, seat_without_camera: NewSeat, name: str
) -> None:
    socket = student_socket(class_session, seat_without_camera.token)
    await opened(socket)
    if name in SAID:
        await socket.send_to(text_data=SAID[name])
    else:
        await socket.send_to(bytes_data=framed(jpeg(320, 240)))
    refusal = None
    while not await socket.receive_nothing(0.2):
        refusal = (await socket.receive_json_from()).get("reason")
    await socket.disconnect()

    assert refusal == MESSAGES[name]
