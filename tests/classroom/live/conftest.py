"""Sockets as a browser opens them, and a flush at a moment of one's choice."""

from collections.abc import AsyncIterator
from datetime import datetime
from unittest.mock import patch

import pytest
import redis as redis_package
from channels.layers import get_channel_layer
from channels.testing import WebsocketCommunicator

from classroom import clock
from classroom.asgi import application
from classroom.connections import close_async_redis_client
from classroom.live import flushing
from classroom.sessions.access import cookie_name
from classroom.sessions.models import ClassSession

ORIGIN = (b"origin", b"http://localhost")


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
async def sockets(redis: redis_package.Redis) -> AsyncIterator[None]:
    """Whatever the sockets of a test opened in its event loop is closed again."""
    yield
    await get_channel_layer().flush()
    await close_async_redis_client()
