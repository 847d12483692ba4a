"""What the live path holds about a person: a waiting frame, a place among those present, signals, an open socket."""

import logging

from redis.exceptions import RedisError

from classroom.connections import redis_client
from classroom.live import announcements, frames, presence, signals
from classroom.privacy.registry import PersonalData, Subject

logger = logging.getLogger(__name__)


def leave_nothing_behind(subject: Subject) -> None:
    """After a seat was left: its sockets close, its signal and its hand go. What is lost here fades by itself."""
    announcements.close_seat(subject.id)
    try:
        signals.forget(redis_client(), subject.place, subject.id)
    except (RedisError, OSError):
        logger.warning("a signal stays until its time is over: Redis is out of reach")


def erase_elsewhere(subject: Subject) -> None:
    client = redis_client()
    frames.delete_frame(client, subject.id)
    presence.forget(client, subject.place, subject.id)
    signals.forget(client, subject.place, subject.id)
    announcements.close_seat_surely(subject.id)


PERSONAL_DATA = PersonalData("live", erase_elsewhere=erase_elsewhere)
