"""What the live path holds about a person: a waiting frame, a place among those present, signals, an open socket."""

import logging

import redis
from redis.exceptions import RedisError

from classroom.connections import redis_client
from classroom.live import announcements, frames, presence, signals
from classroom.privacy.registry import PersonalData, Subject
from classroom.timelines.window import OpenWindow

logger = logging.getLogger(__name__)


def leave_nothing_behind(subject: Subject) -> None:
    """After a seat was left: its sockets close; signal, hand, waiting frame and what the open bucket holds of it go.

    Who comes in again, on a telephone perhaps, has a new seat and would count twice in that bucket. What is lost here
    fades by itself.
    """
    client = redis_client()
    announcements.close_seat(subject.id)
    try:
        OpenWindow(client, subject.place).forget(subject.id)
        _forget_frame_and_taps(client, subject)
    except (RedisError, OSError):
        logger.warning("what was left behind by a seat stays until its time is over: Redis is out of reach")


def erase_elsewhere(subject: Subject) -> None:
    client = redis_client()
    _forget_frame_and_taps(client, subject)
    presence.forget(client, subject.place, subject.id)
    announcements.close_seat_surely(subject.id)


def _forget_frame_and_taps(client: redis.Redis, subject: Subject) -> None:
    frames.delete_frames(client, [subject.id])
    signals.forget(client, subject.place, subject.id)


PERSONAL_DATA = PersonalData("live", erase_elsewhere=erase_elsewhere)
