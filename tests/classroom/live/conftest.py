"""A seat, what a frame worker says to a socket, and a flush at a moment of one's choice."""

from collections.abc import AsyncIterator, Callable, Iterator
from datetime import datetime
from unittest.mock import patch

import pytest
import redis as redis_package
from channels.layers import get_channel_layer

from classroom import clock
from classroom.connections import close_async_redis_client
from classroom.live import flushing, messages
from classroom.sessions.models import ClassSession
from classroom.sessions.seats import NewSeat
from tests.factories import seat_in

REPLY_TO = "channel"
Answers = Callable[[], list[messages.Message]]


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


@pytest.fixture
def authorised_often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("classroom.live.presence.BEAT_S", 0.05)
    monkeypatch.setattr("classroom.live.json_consumer.AUTHORISE_EVERY_BEATS", 1)
    monkeypatch.setattr("classroom.live.state_watch.LOOK_EVERY_S", 3600)  # which would tell of a change by itself
