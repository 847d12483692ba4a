import json
from datetime import datetime, timedelta
from unittest.mock import patch
from uuid import uuid4

import pytest
import redis as redis_package
from django.conf import settings
from django.db import DatabaseError
from pytest_django import DjangoAssertNumQueries

from classroom import clock
from classroom.live import announcements, flushing, heartbeats, messages
from classroom.sessions.models import ClassSession, PauseReason, Status
from classroom.sessions.services import end_class_session, pause_class_session
from classroom.sessions.signals import COUNTED
from classroom.timelines.models import ClassBucket
from classroom.timelines.publication import Coverage
from classroom.timelines.selectors import timeline_for
from classroom.timelines.window import OpenWindow, Outcome
from tests.classroom.live.conftest import flush_at
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
    flush_at(redis, after(tutoring, 6))
    flush_at(redis, after(tutoring, 17))
    (group, first), (_group, second) = said
    assert group == announcements.dashboards_group(tutoring.pk)
    assert (first["open"]["shares"], first["closed"]) == (HAPPY, [])
    assert first["open"]["coverage"] is None
    assert [bucket["sequence"] for bucket in second["closed"]] == [0]
    assert second["open"] is None


def test_the_open_bucket_of_a_group_tells_no_figure(
    class_session: ClassSession, redis: redis_package.Redis, said: list[tuple[str, messages.Message]]
) -> None:
    """Told every second while people come into it, it would tell them apart."""
    full_room(redis, class_session, 6)
    flush_at(redis, after(class_session, 6))
    [(_group, tick)] = said
    figures = {"shares", "engagement", "band", "coverage", "levels", "signals"}
    assert {tick["open"][name] for name in figures} == {None}
    assert tick["open"]["sequence"] == 0


def test_two_flushes_at_once_do_the_work_once(class_session: ClassSession, redis: redis_package.Redis) -> None:
    redis.set(flushing.LOCK, "somebody else")
    flush_at(redis, after(class_session, 17))
    assert ClassBucket.objects.count() == 0


def test_a_flush_that_lost_its_lock_leaves_the_rest_to_the_next_one(
    class_session: ClassSession, redis: redis_package.Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    def hang() -> list[ClassSession]:
        redis.set(flushing.LOCK, "another worker")
        return [class_session]

    monkeypatch.setattr(flushing, "sessions_to_flush", hang)
    flush_at(redis, after(class_session, 17))
    assert ClassBucket.objects.count() == 0
    assert redis.get(flushing.LOCK) == b"another worker"


@pytest.mark.parametrize("question", ["sessions_to_flush", "look_after"])
def test_what_is_measured_while_the_database_hangs_is_kept(
    question: str, tutoring: ClassSession, redis: redis_package.Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    person, moment, ask = seat_in(tutoring).participation.pk, after(tutoring, 2), getattr(flushing, question)

    def hang(*args: object) -> object:
        nonlocal moment
        moment = after(tutoring, 65)
        for sequence in (0, 1, 2, 3) * 2:
            OpenWindow(redis, tutoring.pk).add(person, sequence, Outcome(HAPPY, 0.4))
        return ask(*args)

    monkeypatch.setattr(flushing, question, hang)
    monkeypatch.setattr(clock, "now", lambda: moment)
    monkeypatch.setattr(clock, "steady_s", lambda: clock.now().timestamp())
    flushing.flush_sessions(redis)
    flushing.flush_sessions(redis)
    assert list(tutoring.buckets.order_by("sequence").values_list("engagement", flat=True)) == [0.4] * 4


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
    flush_at(redis, after(sound, 5))
    assert flushed == [sound]


def test_an_ended_session_is_flushed_a_last_time(class_session: ClassSession, redis: redis_package.Redis) -> None:
    end_class_session(class_session=class_session, actor="system", now=after(class_session, 20))
    flush_at(redis, after(class_session, 21))
    class_session.refresh_from_db()
    assert class_session.window_closed_at is not None


def test_a_session_nobody_watches_pauses(class_session: ClassSession, redis: redis_package.Redis) -> None:
    flush_at(redis, after(class_session, 1))
    flush_at(redis, after(class_session, 590))
    class_session.refresh_from_db()
    assert class_session.is_live
    flush_at(redis, after(class_session, 602))
    class_session.refresh_from_db()
    assert (class_session.status, class_session.pause_reason) == (Status.PAUSED, PauseReason.UNWATCHED)


def test_a_session_ends_a_quarter_of_an_hour_after_its_planned_end(
    class_session: ClassSession, redis: redis_package.Redis
) -> None:
    ClassSession.objects.filter(pk=class_session.pk).update(planned_end_at=after(class_session, 3600))
    flush_at(redis, after(class_session, 3600 + 890))
    flush_at(redis, after(class_session, 3600 + 901))
    class_session.refresh_from_db()
    assert class_session.has_ended


def test_no_session_outlives_four_hours(class_session: ClassSession, redis: redis_package.Redis) -> None:
    flush_at(redis, after(class_session, 4 * 3600 + 1))
    class_session.refresh_from_db()
    assert class_session.has_ended


def tap(redis: redis_package.Redis, class_session: ClassSession, signal: str, count: int) -> None:
    """As if so many students had tapped now."""
    members = {str(uuid4()): class_session.start.timestamp() for _student in range(count)}
    redis.zadd(f"said:{class_session.pk}:{signal}", members)


def test_a_tick_says_what_students_say_and_some_for_a_few(
    class_session: ClassSession, redis: redis_package.Redis, said: list[tuple[str, messages.Message]]
) -> None:
    tap(redis, class_session, "lost", 5)
    tap(redis, class_session, "hands", 4)
    flush_at(redis, after(class_session, 6))
    ((_group, tick),) = said
    assert tick["signals"] == {"lost": 5, "too_fast": 0, "too_slow": 0, "fine": 0, "break": 0, "hands": None}


def test_in_a_pause_the_teacher_still_hears_students(
    class_session: ClassSession, redis: redis_package.Redis, said: list[tuple[str, messages.Message]]
) -> None:
    tap(redis, class_session, "break", 6)
    pause_class_session(class_session=class_session)
    flush_at(redis, after(class_session, 20))
    ((_group, tick),) = said
    assert (tick["version"], tick["status"]) == (1, "paused")
    assert (tick["signals"]["break"], tick["closed"]) == (6, [])
    assert not ClassBucket.objects.exists()


def test_the_last_bucket_keeps_the_signals_and_redis_forgets_them(
    class_session: ClassSession, redis: redis_package.Redis
) -> None:
    tap(redis, class_session, "fine", 7)
    person = seat_in(class_session).participation.pk
    OpenWindow(redis, class_session.pk).add(person, 0, Outcome(reason="no_face"))
    end_class_session(class_session=class_session, actor="system", now=after(class_session, 8))
    flush_at(redis, after(class_session, 9))
    assert ClassBucket.objects.get().signals == [0, 0, 0, 7, 0, 0]
    assert redis.keys("said:*") == []


def full_room(redis: redis_package.Redis, class_session: ClassSession, people: int) -> None:
    """Everybody shares, with seven readings each in two buckets, and says something."""
    window, uneven = OpenWindow(redis, class_session.pk), (0.11, 0.02, 0.07, 0.43, 0.13, 0.05, 0.19)
    for person in [seat_in(class_session).participation.pk for _student in range(people)]:
        redis.zadd(f"present:{class_session.pk}", {str(person): after(class_session, 16).timestamp()})
        for frame in range(4):
            window.add(person, frame // 2, Outcome(uneven, 0.617), frame)
    for signal in COUNTED:
        tap(redis, class_session, signal, people // 2)


def test_a_message_to_dashboards_is_small_however_large_the_class(
    class_session: ClassSession, redis: redis_package.Redis, said: list[tuple[str, messages.Message]]
) -> None:
    full_room(redis, class_session, 300)
    flush_at(redis, after(class_session, 16.5))
    ((_group, tick),) = said
    assert len(tick["closed"]) == 1
    assert tick["closed"][0]["coverage"]["joined"] == 300
    assert len(json.dumps(tick)) < 1000


def test_flushes_that_waited_for_each_other_tell_the_dashboards_once(
    class_session: ClassSession, redis: redis_package.Redis, said: list[tuple[str, messages.Message]]
) -> None:
    for seconds in (6, 6.05, 6.4, 6.45):
        flush_at(redis, after(class_session, seconds))
    assert [tick["as_of_s"] for _group, tick in said] == [6]


def test_no_second_goes_untold_however_unevenly_flushes_come(
    class_session: ClassSession, redis: redis_package.Redis, said: list[tuple[str, messages.Message]]
) -> None:
    uneven = [second + 0.45 * (second % 2) for second in range(1, 13)]  # 1.45, 2, 3.45, 4, …
    for seconds in uneven:
        flush_at(redis, after(class_session, seconds))
    assert [tick["as_of_s"] for _group, tick in said] == pytest.approx(uneven)


def test_a_closed_bucket_is_told_however_short_after_a_tick(
    class_session: ClassSession, redis: redis_package.Redis, said: list[tuple[str, messages.Message]]
) -> None:
    due = class_session.bucket_start(1) + timedelta(milliseconds=settings.BUCKET_GRACE_MS)
    for seconds in (-0.1, 0.1, 0.2):
        flush_at(redis, due + timedelta(seconds=seconds))
    assert [len(tick["closed"]) for _group, tick in said] == [0, 1]


def test_one_lecture_does_not_keep_another_waiting(
    class_session: ClassSession,
    tutoring: ClassSession,
    redis: redis_package.Redis,
    said: list[tuple[str, messages.Message]],
) -> None:
    flush_at(redis, after(class_session, 6))
    assert {group for group, _tick in said} == {
        announcements.dashboards_group(lecture.pk) for lecture in (class_session, tutoring)
    }


@pytest.mark.parametrize("step_s", [-3600, 3600])
def test_a_clock_that_is_set_keeps_no_tick_back(
    class_session: ClassSession, redis: redis_package.Redis, said: list[tuple[str, messages.Message]], step_s: int
) -> None:
    moment = after(class_session, 6)
    flush_at(redis, moment)
    told = len(said)
    later = moment + timedelta(seconds=step_s + 1)
    with patch.multiple(clock, now=lambda: later, steady_s=(moment + timedelta(seconds=1)).timestamp):
        flushing.flush_sessions(redis)
    ticks = [tick for _group, tick in said[told:] if tick["type"] == "tick"]
    assert [tick["as_of_s"] for tick in ticks] == pytest.approx([7], abs=0.01)


@pytest.mark.parametrize(("part", "coverage"), [("frame_worker", Coverage(6, 0, 0)), ("beat", None)])
def test_that_nobody_shares_is_known_only_while_somebody_reads(
    class_session: ClassSession, redis: redis_package.Redis, part: str, coverage: Coverage | None
) -> None:
    for _student in range(6):
        redis.zadd(f"present:{class_session.pk}", {str(uuid4()): after(class_session, 16).timestamp()})
    heartbeats.beat(part)
    flush_at(redis, after(class_session, 16.5))
    [bucket] = timeline_for(class_session)
    assert bucket.figures.coverage == coverage
    assert bucket.figures.signals is not None


@pytest.mark.parametrize("people", [6, 30])
def test_a_flush_asks_the_database_as_often_for_many_as_for_few(
    class_session: ClassSession,
    redis: redis_package.Redis,
    people: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    full_room(redis, class_session, people)
    with django_assert_num_queries(1):  # which sessions
        flush_at(redis, after(class_session, 6))
    with django_assert_num_queries(14):  # this one, and a bucket closes
        flush_at(redis, after(class_session, 16.5))
