"""Sockets as a browser opens them, and what tests do with every one of them."""

import redis as redis_package
from channels.db import database_sync_to_async
from channels.testing import WebsocketCommunicator
from django.conf import settings
from django.test import Client

from classroom.accounts.models import User
from classroom.asgi import application
from classroom.sessions.access import cookie_name
from classroom.sessions.models import ClassSession
from classroom.sessions.services import lock_door

ORIGIN = (b"origin", settings.PUBLIC_URL.encode())


def student_socket(class_session: ClassSession, token: str, *, origin: bytes = ORIGIN[1]) -> WebsocketCommunicator:
    headers = [(b"origin", origin), (b"cookie", f"{cookie_name(class_session.pk)}={token}".encode())]
    return WebsocketCommunicator(application, f"/ws/participate/{class_session.pk}/", headers)


def dashboard_socket(class_session: ClassSession, login_cookie: str) -> WebsocketCommunicator:
    headers = [ORIGIN, (b"cookie", f"sessionid={login_cookie}".encode())]
    return WebsocketCommunicator(application, f"/ws/sessions/{class_session.pk}/dashboard/", headers)


async def opened(socket: WebsocketCommunicator) -> dict[str, object]:
    """Connect and return the first message."""
    connected, _protocol = await socket.connect()
    assert connected
    return await socket.receive_json_from(5)


async def closed_with(socket: WebsocketCommunicator) -> int:
    """Read until the server closes and return its code."""
    while True:
        output = await socket.receive_output(5)
        if output["type"] == "websocket.close":
            return int(output["code"])


def login_cookie(user: User) -> str:
    client = Client()
    client.force_login(user)
    return client.cookies["sessionid"].value


async def unreachable(*_args: object) -> None:
    raise redis_package.ConnectionError("gone")


async def expect_door_is_heard_of(class_session: ClassSession, ada: User) -> None:
    """Lock a door without an announcement; the dashboard has to tell all the same."""
    socket = dashboard_socket(class_session, await database_sync_to_async(login_cookie)(ada))
    await opened(socket)
    await database_sync_to_async(lock_door)(class_session=class_session, actor="system")
    assert (await socket.receive_json_from(5))["is_door_locked"] is True
    await socket.disconnect()
