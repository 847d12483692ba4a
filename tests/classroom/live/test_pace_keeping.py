"""The pace in Redis, and who is told of it."""

import json
from datetime import datetime, timedelta

import pytest
import redis as redis_package
from django.utils import timezone

from classroom.connections import async_redis_client, close_async_redis_client
from classroom.live import announcements, pace_keeping
from classroom.sessions.models import ClassSession
from classroom.sessions.services import pause_class_session
from classroom.timelines.models import ClassBucket
from tests.classroom.live.conftest import flush_at
from tests.classroom.live.test_tasks import waiting_frame
from tests.factories import ClassSessionFactory

Told = list[tuple[ClassSession, int]]


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Told:
    """Whose cameras were told what."""
    heard: Told = []
    monkeypatch.setattr(announcements, "pace_changed", lambda *news: heard.append(news))
    return heard


def at_pace(redis: redis_package.Redis, gap_ms: float) -> None:
    """As if that had been decided, and its effect waited for."""
    redis.set("pace", json.dumps({"gap_ms": gap_ms, "hold_s": 900}))


def seated(redis: redis_package.Redis, *sessions: ClassSession) -> None:
    """As if a student had a socket in each, now and for the next minute."""
    for class_session in sessions:
        redis.zadd(f"present:{class_session.pk}", {"somebody": class_session.start.timestamp() + 60})


def interval_of(redis: redis_package.Redis, class_session: ClassSession) -> int:
    return int(redis.get(f"interval:{class_session.pk}"))


def test_while_frames_are_in_time_nobody_is_told_anything(
    class_session: ClassSession, redis: redis_package.Redis, told: Told
) -> None:
    pace_keeping.keep_pace(redis, [class_session], timezone.now())
    assert told == []
    assert interval_of(redis, class_session) == 2000
    assert not pace_keeping.was_slowed_since(redis, class_session.start)


def test_late_frames_slow_every_class_alike_and_each_is_told_once(
    redis: redis_package.Redis, told: Told, db: None
) -> None:
    one, other = ClassSessionFactory(), ClassSessionFactory()
    waiting_frame(redis, b"jpeg")
    now = timezone.now() + timedelta(seconds=2)
    for _second in range(2):
        pace_keeping.keep_pace(redis, [one, other], now)
    assert told == [(one, 2500), (other, 2500)]
    assert pace_keeping.was_slowed_since(redis, now)
    assert not pace_keeping.was_slowed_since(redis, now + timedelta(seconds=1))


def test_a_web_process_that_is_late_slows_the_cameras_although_no_frame_waits(
    class_session: ClassSession, redis: redis_package.Redis, told: Told
) -> None:
    redis.set("late_web", 0.7)
    pace_keeping.keep_pace(redis, [class_session], timezone.now())
    assert told == [(class_session, 2500)]


async def test_lateness_is_noted_for_a_moment_and_only_when_it_matters(redis: redis_package.Redis) -> None:
    client = async_redis_client()
    for late_s in (0.1, 0.9, 0.1):
        async with client.pipeline(transaction=False) as pipeline:
            pace_keeping.note_lateness(pipeline, late_s)
            await pipeline.execute()
    assert pace_keeping.web_lateness_s(redis) == 0.9
    assert 0 < redis.ttl("late_web") <= 3
    await close_async_redis_client()


def test_a_flush_that_falls_silent_lets_the_pace_go(class_session: ClassSession, redis: redis_package.Redis) -> None:
    pace_keeping.keep_pace(redis, [class_session], timezone.now())
    assert 0 < redis.ttl("pace") <= 60
    assert 0 < redis.ttl(f"interval:{class_session.pk}") <= 60


def seconds_of(class_session: ClassSession, *seconds: float) -> list[datetime]:
    return [class_session.start + timedelta(seconds=second) for second in seconds]


def test_beyond_seven_seconds_two_classes_take_turns(redis: redis_package.Redis, told: Told, db: None) -> None:
    started_at = datetime.fromisoformat("2026-11-20T09:00:00+00:00")
    one, other = ClassSessionFactory(started_at=started_at), ClassSessionFactory(started_at=started_at)
    seated(redis, one, other)
    at_pace(redis, 10_000)
    told_in_turn = []
    for now in seconds_of(one, 1, 16, 31, 46):
        pace_keeping.keep_pace(redis, [one, other], now)
        told_in_turn.append((interval_of(redis, one), interval_of(redis, other)))
    assert told_in_turn == [(5000, 60_000), (5000, 60_000), (60_000, 5000), (60_000, 5000)]
    assert pace_keeping.rested_in(redis, one.pk) == {2, 3}
    assert pace_keeping.rested_in(redis, other.pk) == {0, 1}


def test_a_paused_class_is_told_no_rest(redis: redis_package.Redis, told: Told, db: None) -> None:
    started_at = datetime.fromisoformat("2026-11-20T09:00:00+00:00")
    one, paused = ClassSessionFactory(started_at=started_at), ClassSessionFactory(started_at=started_at)
    pause_class_session(class_session=paused)
    seated(redis, one, paused)
    at_pace(redis, 7000)
    pace_keeping.keep_pace(redis, [paused, one], started_at)
    assert interval_of(redis, paused) == interval_of(redis, one) == 7000


def test_nobody_rests_for_a_lecture_without_students(redis: redis_package.Redis, told: Told, db: None) -> None:
    started_at = datetime.fromisoformat("2026-11-20T09:00:00+00:00")
    empty, full = ClassSessionFactory(started_at=started_at), ClassSessionFactory(started_at=started_at)
    seated(redis, full)
    at_pace(redis, 10_000)
    for now in seconds_of(full, 1, 31):
        pace_keeping.keep_pace(redis, [empty, full], now)
        assert interval_of(redis, full) == 7000


def test_a_bucket_of_rest_is_slowed_and_counts_nobody(
    class_session: ClassSession, redis: redis_package.Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(announcements, "to_group", lambda *_news: None)
    redis.sadd(f"rests:{class_session.pk}", 0)
    at_pace(redis, 10_000)
    redis.zadd(f"present:{class_session.pk}", {"somebody": class_session.start.timestamp() + 16})
    flush_at(redis, class_session.start + timedelta(seconds=16.5))
    bucket = ClassBucket.objects.get()
    assert (bucket.is_slowed, bucket.joined, bucket.sharing, bucket.shares) == (True, None, None, None)
    assert bucket.signals == [0, 0, 0, 0, 0, 0]
