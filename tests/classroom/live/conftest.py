"""Sockets as a browser opens them."""

from collections.abc import AsyncIterator

import pytest
import redis as redis_package
from channels.layers import get_channel_layer
from channels.testing import WebsocketCommunicator
from django.conf import settings

from classroom.asgi import application
from classroom.connections import close_async_redis_client
from classroom.sessions.access import cookie_name
from classroom.sessions.models import ClassSession

ORIGIN = (b"origin", settings.PUBLIC_URL.encode())


def student_socket(class_session: ClassSession, token: str, *, origin: bytes = ORIGIN[1]) -> WebsocketCommunicator:
    headers = [(b"origin", origin), (b"cookie", f"{cookie_name(class_session.pk)}={token}".encode())]
    return WebsocketCommunicator(application, f"/ws/participate/{class_session.pk}/", headers)


def dashboard_socket(class_session: ClassSession, login_cookie: str) -> WebsocketCommunicator:
    headers = [ORIGIN, (b"cookie", f"sessionid={login_cookie}".encode())]
    return WebsocketCommunicator(application, f"/ws/sessions/{class_session.pk}/dashboard/", headers)


@pytest.fixture
async def sockets(redis: redis_package.Redis) -> AsyncIterator[None]:
    """Whatever the sockets of a test opened in its event loop is closed again."""
    yield
    await get_channel_layer().flush()
    await close_async_redis_client()
