from datetime import datetime, timedelta

import pytest
import redis as redis_package
from django.db import DatabaseError

from classroom.live import announcements, flushing, messages
from classroom.sessions.models import ClassSession, PauseReason, Status
from classroom.sessions.services import end_class_session
from classroom.timelines.models import ClassBucket
from classroom.timelines.window import OpenWindow, Outcome
from tests.factories import ClassSessionFactory, seat_in

HAPPY = (0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0)


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, messages.Message]]:
    """What was announced to groups."""
    heard: list[tuple[str, messages.Message]] = []
    monkeypatch.setattr(announcements, "to_group", lambda group, message: heard.append((group, message)))
    return heard


def after(class_session: ClassSession, seconds: float) -> datetime:
    return class_session.start + timedelta(seconds=seconds)


def test_a_tick_carries_the_open_bucket_and_then_the_closed_one(
    tutoring: ClassSession, redis: redis_package.Redis, said: list[tuple[str, messages.Message]]
) -> None:
    person = seat_in(tutoring).participation.pk
    for _frame in range(2):
        OpenWindow(redis, tutoring.pk).add(person, 0, Outcome(HAPPY, 0.4))
    flushing.flush_sessions(redis, after(tutoring, 6))
    flushing.flush_sessions(redis, after(tutoring, 17))
    (group, first), (_group, second) = said
    assert group == announcements.dashboards_group(tutoring.pk)
    assert (first["open"]["shares"], first["closed"]) == (HAPPY, [])
    assert first["open"]["coverage"] is None
    assert [bucket["sequence"] for bucket in second["closed"]] == [0]
    assert second["open"] is None


def test_two_flushes_at_once_do_the_work_once(class_session: ClassSession, redis: redis_package.Redis) -> None:
    redis.set(flushing.LOCK, "somebody else")
    flushing.flush_sessions(redis, after(class_session, 17))
    assert ClassBucket.objects.count() == 0


def test_trouble_with_one_session_does_not_stop_the_others(
    redis: redis_package.Redis, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken, sound = ClassSessionFactory(), ClassSessionFactory()
    flushed = []

    def flush(_client: redis_package.Redis, class_session: ClassSession, _now: datetime) -> None:
        if class_session == broken:
            raise DatabaseError("a passing fault")
        flushed.append(class_session)

    monkeypatch.setattr(flushing, "flush", flush)
    flushing.flush_sessions(redis, after(sound, 5))
    assert flushed == [sound]


def test_an_ended_session_is_flushed_a_last_time(class_session: ClassSession, redis: redis_package.Redis) -> None:
    end_class_session(class_session=class_session, actor="test", now=after(class_session, 20))
    flushing.flush_sessions(redis, after(class_session, 21))
    class_session.refresh_from_db()
    assert class_session.window_closed_at is not None


def test_a_session_nobody_watches_pauses(class_session: ClassSession, redis: redis_package.Redis) -> None:
    flushing.flush_sessions(redis, after(class_session, 1))
    flushing.flush_sessions(redis, after(class_session, 590))
    class_session.refresh_from_db()
    assert class_session.is_live
    flushing.flush_sessions(redis, after(class_session, 602))
    class_session.refresh_from_db()
    assert (class_session.status, class_session.pause_reason) == (Status.PAUSED, PauseReason.UNWATCHED)


def test_a_session_ends_a_quarter_of_an_hour_after_its_planned_end(
    class_session: ClassSession, redis: redis_package.Redis
) -> None:
    ClassSession.objects.filter(pk=class_session.pk).update(planned_end_at=after(class_session, 3600))
    flushing.flush_sessions(redis, after(class_session, 3600 + 890))
    flushing.flush_sessions(redis, after(class_session, 3600 + 901))
    class_session.refresh_from_db()
    assert class_session.has_ended


def test_no_session_outlives_four_hours(class_session: ClassSession, redis: redis_package.Redis) -> None:
    flushing.flush_sessions(redis, after(class_session, 4 * 3600 + 1))
    class_session.refresh_from_db()
    assert class_session.has_ended
