"""Sockets as a browser opens them, what a frame worker says to them, and a flush at a moment of one's choice."""

from collections.abc import AsyncIterator, Callable, Iterator
from datetime import datetime
from unittest.mock import patch

import pytest
import redis as redis_package
from channels.layers import get_channel_layer
from channels.testing import WebsocketCommunicator
from django.conf import settings

from classroom import clock
from classroom.asgi import application
from classroom.connections import close_async_redis_client
from classroom.live import flushing, messages
from classroom.sessions.access import cookie_name
from classroom.sessions.models import ClassSession
from classroom.sessions.seats import NewSeat
from tests.factories import seat_in

ORIGIN = (b"origin", settings.PUBLIC_URL.encode())
REPLY_TO = "channel"
Answers = Callable[[], list[messages.Message]]


def student_socket(class_session: ClassSession, token: str, *, origin: bytes = ORIGIN[1]) -> WebsocketCommunicator:
    headers = [(b"origin", origin), (b"cookie", f"{cookie_name(class_session.pk)}={token}".encode())]
    return WebsocketCommunicator(application, f"/ws/participate/{class_session.pk}/", headers)


def dashboard_socket(class_session: ClassSession, login_cookie: str) -> WebsocketCommunicator:
    headers = [ORIGIN, (b"cookie", f"sessionid={login_cookie}".encode())]
    return WebsocketCommunicator(application, f"/ws/sessions/{class_session.pk}/dashboard/", headers)


def flush_at(client: redis_package.Redis, moment: datetime) -> None:
    """Flush every session as if it were that moment."""
    with patch.multiple(clock, now=lambda: moment, steady_s=moment.timestamp):
        flushing.flush_sessions(client)


@pytest.fixture
def seat(class_session: ClassSession) -> NewSeat:
    """A guest who has joined and allowed the camera."""
    return seat_in(class_session)


@pytest.fixture
async def sockets(redis: redis_package.Redis) -> AsyncIterator[None]:
    """Whatever the sockets of a test opened in its event loop is closed again."""
    yield
    await get_channel_layer().flush()
    await close_async_redis_client()


@pytest.fixture
def answers(redis: redis_package.Redis) -> Iterator[Answers]:
    """What the student's socket would hear, since it was asked last."""
    with redis.pubsub(ignore_subscribe_messages=True) as channel:
        channel.subscribe(REPLY_TO)

        def heard() -> list[messages.Message]:
            bodies = iter(lambda: channel.get_message(timeout=0.2), None)
            return [get_channel_layer().deserialize(body["data"])["message"] for body in bodies]

        assert heard() == []
        yield heard
