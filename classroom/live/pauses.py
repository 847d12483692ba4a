"""What a pause and the end mean outside the database: nothing is counted, and frames that wait are forgotten, unread.

The frame workers ask no database. So Redis is told whether a lecture pauses: by whoever stops it, before anybody else
hears of it, and once a second by the flush, should Redis have been away or have forgotten. The end is a pause that
stays.
"""

import logging
from datetime import datetime

import redis
from redis.exceptions import RedisError

from classroom import clock
from classroom.connections import redis_client
from classroom.live.frames import delete_frames
from classroom.sessions.models import ClassSession, Status
from classroom.sessions.selectors import people_seated_in
from classroom.timelines.window import OpenWindow

logger = logging.getLogger(__name__)


def follow(client: redis.Redis, class_session: ClassSession, now: datetime) -> None:
    """Let Redis know whether a lecture pauses; what waits when that changes was taken before the change."""
    window, is_paused = OpenWindow(client, class_session.pk), class_session.status != Status.LIVE
    if window.note_pause(class_session.state_version, class_session.sequence_at(now), is_paused=is_paused):
        delete_frames(client, people_seated_in(class_session))


def follow_now(class_session: ClassSession) -> None:
    """Do so without waiting for the next flush, which makes good what is lost here."""
    try:
        follow(redis_client(), class_session, clock.now())
    except (RedisError, OSError):
        logger.warning("a pause is followed by the next flush: Redis is out of reach")
