"""Keeping the pace: once a second the flush looks at the queue, decides, and tells the cameras whose interval changed.

Redis holds the decision with a short life: when the flush falls silent, cameras go at the usual interval again.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

import redis
import redis.asyncio
from django.conf import settings

from classroom.live import announcements, pacing, presence
from classroom.live.nudges import QUEUE
from classroom.live.pacing import Pace, Waiting
from classroom.live.queues import queue_age_s, queue_length
from classroom.sessions.models import ClassSession

KEPT_S = 60
LATE_KEPT_S = 3
PACE_KEY = "pace"
SLOWED_KEY = "slowed"
LATE_KEY = "late_web"
RESTS_KEPT_S = 3600


def _interval_key(session_id: UUID) -> str:
    return f"interval:{session_id}"


def _rests_key(session_id: UUID) -> str:
    return f"rests:{session_id}"


def keep_pace(client: redis.Redis, sessions: Sequence[ClassSession], now: datetime) -> None:
    """Decide how often the cameras of these sessions send, and tell those for which that is new.

    A lecture without students takes no turn: the others would rest for nobody.
    """
    running = [class_session for class_session in sessions if class_session.is_open]
    people = [presence.people_present(client, class_session.pk, now) for class_session in running]
    crowd = zip(running, people, strict=True)
    measuring = [class_session.pk for class_session, count in crowd if count and class_session.is_live]
    pace = _decided(client, sum(people), len(measuring), now)
    client.set(PACE_KEY, json.dumps(asdict(pace)), ex=KEPT_S)
    if pace.gap_ms > settings.FRAME_INTERVAL_MS:
        client.set(SLOWED_KEY, now.timestamp(), ex=RESTS_KEPT_S)
    for class_session in running:
        place = measuring.index(class_session.pk) if class_session.pk in measuring else None
        _tell_if_new(client, class_session, _interval_for(client, class_session, pace.gap_ms, place, now))


def _pace_now(client: redis.Redis) -> Pace:
    stored = client.get(PACE_KEY)
    return Pace(**json.loads(stored)) if stored else Pace(settings.FRAME_INTERVAL_MS)


def gap_now_ms(client: redis.Redis) -> float:
    """The mean time between two snapshots of one camera, as it was decided last."""
    return _pace_now(client).gap_ms


def _decided(client: redis.Redis, people: int, classes: int, now: datetime) -> Pace:
    pace = _pace_now(client)
    waiting = Waiting(queue_age_s(client, QUEUE, now.timestamp()), queue_length(client, QUEUE))
    delay_s = max(waiting.delay_s(people * pacing.MS_PER_S / pace.gap_ms), web_lateness_s(client))
    return pacing.next_pace(pace, delay_s, pacing.limits_for(classes))


def _interval_for(
    client: redis.Redis, class_session: ClassSession, gap_ms: float, place: int | None, now: datetime
) -> int:
    """The interval of one class now; a bucket in which it rests is remembered until it is closed.

    Args:
        place: of the class among those that measure; None when it does not.
    """
    sequence, bucket_s = class_session.sequence_at(now), class_session.bucket_s
    bucket_start = class_session.bucket_start(sequence).timestamp()
    if place is None or not pacing.rests(gap_ms, place, bucket_start, bucket_s):
        return pacing.interval_ms(gap_ms)
    client.sadd(_rests_key(class_session.pk), sequence)
    client.expire(_rests_key(class_session.pk), RESTS_KEPT_S)
    return pacing.resting_interval_ms(gap_ms, bucket_s)


def _tell_if_new(client: redis.Redis, class_session: ClassSession, interval_ms: int) -> None:
    before = client.set(_interval_key(class_session.pk), interval_ms, ex=KEPT_S, get=True)
    if int(before or settings.FRAME_INTERVAL_MS) != interval_ms:
        announcements.pace_changed(class_session, interval_ms)


def forget_pace(client: redis.Redis) -> None:
    """Begin at the usual interval again."""
    client.delete(PACE_KEY, SLOWED_KEY, LATE_KEY)


async def interval_now_ms(client: redis.asyncio.Redis, session_id: UUID) -> int:
    """How often the cameras of a session are asked for a snapshot, in milliseconds."""
    return interval_in(await client.get(_interval_key(session_id)))


def ask_interval(pipeline: redis.asyncio.client.Pipeline, session_id: UUID) -> None:
    """The same as a part of a round trip, whose answer `interval_in` reads."""
    pipeline.get(_interval_key(session_id))


def interval_in(answer: bytes | str | None) -> int:
    return int(answer or settings.FRAME_INTERVAL_MS)


def note_lateness(pipeline: redis.asyncio.client.Pipeline, late_s: float) -> None:
    """A web process does what is due so late: frames that it has not read yet stand in no queue."""
    if late_s >= pacing.CALM_S:
        pipeline.set(LATE_KEY, round(late_s, 3), ex=LATE_KEPT_S)


def web_lateness_s(client: redis.Redis) -> float:
    """How late web processes were in the last seconds, 0 when they were in time."""
    return float(client.get(LATE_KEY) or 0.0)


def was_slowed_since(client: redis.Redis, moment: datetime) -> bool:
    """Whether snapshots were asked for less often than usual at any time since then."""
    slowed_at: Any = client.get(SLOWED_KEY)
    return slowed_at is not None and float(slowed_at) >= moment.timestamp()


def rested_in(client: redis.Redis, session_id: UUID) -> frozenset[int]:
    """The buckets in which a class rested while others measured."""
    return frozenset(int(sequence) for sequence in client.smembers(_rests_key(session_id)))
