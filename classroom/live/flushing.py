"""Once a second: close what is due, tell the dashboards, and look after forgotten sessions."""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta

import redis
from django.db import DatabaseError, transaction
from redis.exceptions import LockNotOwnedError

from classroom import clock
from classroom.live import announcements, clock_steps, heartbeats, messages, pace_keeping, pauses, presence, signals
from classroom.sessions.housekeeping import Step, due_step
from classroom.sessions.models import ClassSession, PauseReason
from classroom.sessions.selectors import sessions_to_flush
from classroom.sessions.services import close_window, end_class_session, pause_class_session
from classroom.timelines.aggregation import Room
from classroom.timelines.buckets import TimelineBucket, named_signals
from classroom.timelines.publication import ONE_PERSON, visible_signals
from classroom.timelines.services import close_due_buckets, last_due_sequence, open_bucket
from classroom.watching.metrics import STAGE_SECONDS, Stage
from classroom.watching.subjects import about_session

logger = logging.getLogger(__name__)

LOCK = "flush"
LOCK_S = 5  # for so long nobody flushes when a worker dies at it
TICKS_APART_S = 0.5  # a second usually; flushes that waited follow each other at once, and regular ones jitter
TOLD_KEPT_S = 60


def flush_sessions(client: redis.Redis) -> None:
    """Flush every session that runs or has an open window, unless another worker is at it."""
    lock = client.lock(LOCK, timeout=LOCK_S, blocking=False)
    if not lock.acquire():
        return
    try:
        _flush_all(client, lock)
    finally:
        _release(lock)


def _flush_all(client: redis.Redis, lock: "redis.lock.Lock") -> None:
    """Flush session after session, each at its own time: the database may have answered late.

    A flush that was held up for longer than its lock stops: what it read of the sessions is old, and another one may
    be at it. After a step of the clock it does not: the step is seen once, and every session has to follow it.
    """
    step = clock_steps.step_since_last_flush(client)
    sessions = sessions_to_flush()
    pace_keeping.keep_pace(client, sessions, clock.now())
    for class_session in sessions:
        if not (_renew(lock) or step):
            return
        with about_session(class_session.pk):
            _flush_or_report(client, class_session, clock.now(), step)


def _renew(lock: "redis.lock.Lock") -> bool:
    """Hold the lock for its whole time again; whether it was still ours."""
    try:
        return lock.reacquire()
    except LockNotOwnedError:
        return False


def _release(lock: "redis.lock.Lock") -> None:
    try:
        lock.release()
    except LockNotOwnedError:
        logger.warning("a flush took longer than its lock of %d s", LOCK_S)


def _flush_or_report(client: redis.Redis, class_session: ClassSession, now: datetime, step: timedelta) -> None:
    """One session's trouble is logged and tried again a second later; it does not stop the others."""
    try:
        with STAGE_SECONDS.labels(Stage.FLUSH).time():
            if step and class_session.is_open:
                clock_steps.follow(client, class_session, step, now)
            flush(client, class_session, now)
    except (DatabaseError, ValueError, KeyError):
        logger.exception("flushing session %s failed", class_session.pk)


def flush(client: redis.Redis, class_session: ClassSession, now: datetime) -> None:
    has_changed = look_after(client, class_session, now)
    pauses.follow(client, class_session, now)
    if has_changed:
        announcements.session_changed(class_session)
    said = signals.count_signals(client, class_session.pk, now)
    room = _room(client, class_session, now, said)
    closed = close_due_buckets(client, class_session, now, room)
    if class_session.has_ended:
        signals.forget_session(client, class_session.pk)
        close_window(class_session=class_session)
    if closed or (class_session.is_open and _tick_is_due(client, class_session)):
        with _nobody_withdrawing(class_session):
            _tell_dashboards(client, class_session, now, said, closed)


@contextmanager
def _nobody_withdrawing(class_session: ClassSession) -> Iterator[None]:
    """Where the open bucket shows one person: an erasure locks the session's row too, and so comes before or after."""
    if class_session.minimum_group != ONE_PERSON:
        yield
        return
    with transaction.atomic():
        ClassSession.objects.select_for_update().get(pk=class_session.pk)
        yield


def _told_key(class_session: ClassSession) -> str:
    return f"told:{class_session.pk}"


def _tick_is_due(client: redis.Redis, class_session: ClassSession) -> bool:
    """At most one tick a second, within what a flush jitters; one that carries closed buckets does not ask.

    Flushes can wait in the queue and then follow each other at once. A tick that seems to lie in the future was told
    before the clock was set back: it holds up none.
    """
    told_at = client.get(_told_key(class_session))
    return told_at is None or abs(clock.now().timestamp() - float(told_at)) >= TICKS_APART_S


def note_tick(client: redis.Redis, class_session: ClassSession, told_at: datetime) -> None:
    client.set(_told_key(class_session), told_at.timestamp(), ex=TOLD_KEPT_S)


def _tell_dashboards(
    client: redis.Redis,
    class_session: ClassSession,
    now: datetime,
    said: Sequence[int],
    closed: list[TimelineBucket],
) -> None:
    as_of = clock.now()
    current = open_bucket(client, class_session, now) if class_session.is_live else None
    tick = _tick(class_session, now, as_of, said, current, closed)
    note_tick(client, class_session, as_of)
    with STAGE_SECONDS.labels(Stage.PUBLISH).time():
        announcements.to_group(announcements.dashboards_group(class_session.pk), tick)


def _room(client: redis.Redis, class_session: ClassSession, now: datetime, said: tuple[int, ...]) -> Room:
    closing_since = class_session.bucket_start(max(0, last_due_sequence(class_session, now)))
    return Room(
        joined=presence.people_present(client, class_session.pk, now),
        signals=said,
        is_read=heartbeats.living_parts()["frame_worker"],
        is_slowed=pace_keeping.was_slowed_since(client, closing_since),
        rested_in=pace_keeping.rested_in(client, class_session.pk),
    )


def look_after(client: redis.Redis, class_session: ClassSession, now: datetime) -> bool:
    """Pause a session nobody watches and end one that outlived its lecture; whether there is something to announce."""
    step = due_step(class_session, now, presence.last_watched(client, class_session.pk, now))
    if step is Step.PAUSE:
        pause_class_session(class_session=class_session, reason=PauseReason.UNWATCHED)
    elif step is Step.END:
        end_class_session(class_session=class_session, actor="system", now=now)
    return step is not Step.NOTHING


def _tick(
    class_session: ClassSession,
    now: datetime,
    as_of: datetime,
    said: Sequence[int],
    current: TimelineBucket | None,
    closed: list[TimelineBucket],
) -> messages.Message:
    return messages.tick(
        version=class_session.state_version,
        status=class_session.status,
        sequence=class_session.sequence_at(now),
        elapsed_s=class_session.elapsed_s(now),
        as_of_s=(as_of - class_session.start).total_seconds(),
        signals=named_signals(visible_signals(said, class_session.minimum_group)),
        open_bucket=None if current is None else current.as_message(),
        closed=[bucket.as_message() for bucket in closed],
    )
