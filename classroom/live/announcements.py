"""Saying something to sockets from plain code: views, tasks and services. At most once; small state only.

Every socket can be lost, so whatever is announced here can also be read over HTTP.
"""

import asyncio
import logging
import threading
from collections.abc import Coroutine
from dataclasses import asdict
from functools import cache
from typing import Any
from uuid import UUID

from channels.layers import get_channel_layer
from redis.exceptions import RedisError

from classroom.live import messages
from classroom.sessions.models import ClassSession, Marker
from classroom.sessions.selectors import current_hint
from classroom.timelines.selectors import marker_facts
from classroom.timelines.window import Notice

logger = logging.getLogger(__name__)

TIMEOUT_S = 2.0
PROBE_AGAIN_S = 0.2


def students_group(session_id: UUID | str) -> str:
    return f"students.{session_id}"


def seat_group(participation_id: UUID | str) -> str:
    return f"seat.{participation_id}"


def dashboards_group(session_id: UUID | str) -> str:
    return f"dashboards.{session_id}"


@cache
def _announcing_loop() -> asyncio.AbstractEventLoop:
    """One event loop in a thread of its own for the whole process, so that its connection to Redis is kept."""
    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, name="announcements", daemon=True).start()
    return loop


def _deliver(coroutine: Coroutine[Any, Any, None]) -> None:
    """Send now.

    Raises:
        RedisError, OSError: Redis is out of reach; what was not sent in time is not sent later.
    """
    sending = asyncio.run_coroutine_threadsafe(coroutine, _announcing_loop())
    try:
        sending.result(TIMEOUT_S)
    except TimeoutError:
        sending.cancel()
        raise


def _send(coroutine: Coroutine[Any, Any, None]) -> None:
    try:
        _deliver(coroutine)
    except (RedisError, OSError):
        logger.warning("an announcement was lost: Redis is out of reach")


def notice_to(channel: str, message: messages.Message) -> Notice:
    """What tells one socket something when it is published on our Redis: the layer's `send` without an event loop.

    This layer publishes what its `serialize` makes, under the channel's own name. A test sends one through the layer.
    """
    return Notice(channel, get_channel_layer().serialize({"type": "relay", "message": message}))


def to_group(group: str, message: messages.Message) -> None:
    _send(get_channel_layer().group_send(group, {"type": "relay", "message": message}))


def session_changed(class_session: ClassSession) -> None:
    """Tell students and dashboards how the session stands, whatever has changed of it.

    Both hear of every version, also of one in which nothing is new to them: who misses one reads the state again.
    """
    hint = current_hint(class_session)
    event = {"type": "session.changed", "version": class_session.state_version}
    said = {"status": class_session.status, "reason": class_session.pause_reason, "hint": hint and asdict(hint)}
    _send(get_channel_layer().group_send(students_group(class_session.pk), event | said))
    shown = {"message": state_for_dashboards(class_session)}
    _send(get_channel_layer().group_send(dashboards_group(class_session.pk), event | shown))


def pace_changed(class_session: ClassSession, interval_ms: int) -> None:
    """Tell the cameras of a class how often to send from now on."""
    event = {"type": "pace.changed", "interval_ms": interval_ms}
    _send(get_channel_layer().group_send(students_group(class_session.pk), event))


def state_for_dashboards(class_session: ClassSession) -> messages.Message:
    return messages.dashboard_state(
        status=class_session.status,
        is_door_locked=class_session.is_door_locked,
        short_code=class_session.short_code,
    )


def marker_set(marker: Marker) -> None:
    """Tell dashboards what was marked or corrected, and students the hint that counts now."""
    class_session = marker.class_session
    message = messages.marker(version=class_session.state_version, **marker_facts(class_session, marker))
    to_group(dashboards_group(class_session.pk), message)
    session_changed(class_session)


def marker_removed(class_session: ClassSession, marker_id: int) -> None:
    """Tell dashboards which marker is none any more, and students the hint that counts without it."""
    message = messages.marker_removed(version=class_session.state_version, marker_id=marker_id)
    to_group(dashboards_group(class_session.pk), message)
    session_changed(class_session)


def hands_lowered(class_session: ClassSession) -> None:
    """Let the students' sockets look whether their hand is still up."""
    _send(get_channel_layer().group_send(students_group(class_session.pk), {"type": "hands.lowered"}))


def come_back() -> bool:
    """Whether what is sent through the channel layer arrives: a message of our own to ourselves.

    A second try, because the first after a restart of Redis finds a connection that is no more.
    """
    return _comes_back() or _comes_back()


def _comes_back() -> bool:
    try:
        _deliver(_round_trip())
    except (RedisError, OSError):
        return False
    return True


async def _round_trip() -> None:
    layer = get_channel_layer()
    channel = await layer.new_channel("probe.")
    listening = asyncio.create_task(_listen(channel))
    try:
        while not listening.done():  # a message can overtake the subscription
            await layer.send(channel, {"type": "probe"})
            await asyncio.wait([listening], timeout=PROBE_AGAIN_S)
    finally:
        listening.cancel()
    await listening


async def _listen(channel: str) -> None:
    """Hear one message, then give the channel back: this layer does so when a receiver is cancelled."""
    layer = get_channel_layer()
    await layer.receive(channel)
    is_given_back = False
    while not is_given_back:
        leaving = asyncio.create_task(layer.receive(channel))
        await asyncio.sleep(0)
        leaving.cancel()
        await asyncio.wait([leaving])
        is_given_back = leaving.cancelled()  # or else one more message was waiting


def seats_outdated(class_session: ClassSession) -> None:
    """Let the students' sockets read again what they know of the session."""
    _send(get_channel_layer().group_send(students_group(class_session.pk), {"type": "seat.outdated"}))


def seat_outdated(participation_id: UUID) -> None:
    """Let one student's socket read again what it knows of the seat."""
    _send(get_channel_layer().group_send(seat_group(participation_id), {"type": "seat.outdated"}))


def close_seat(participation_id: UUID | str) -> None:
    """Close the sockets of a seat that was left; a lost word is made good when the socket is authorised again."""
    _send(_closing(participation_id))


def close_seat_surely(participation_id: UUID | str) -> None:
    """Close the sockets of a seat that was withdrawn.

    Raises:
        RedisError, OSError: Redis is out of reach; try again.
    """
    _deliver(_closing(participation_id))


def _closing(participation_id: UUID | str) -> Coroutine[Any, Any, None]:
    return get_channel_layer().group_send(seat_group(participation_id), {"type": "seat.closed"})
