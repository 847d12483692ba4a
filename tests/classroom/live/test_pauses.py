"""A pause is a pause: what was taken before it, or in it, is neither read nor counted."""

import time
from datetime import timedelta
from uuid import UUID

import pytest
import redis as redis_package
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from classroom.live import tasks
from classroom.live.frames import WAITING_KEY, Frame, FrameHeader, frame_key, leave_waiting
from classroom.sessions.models import ClassSession
from classroom.sessions.services import pause_class_session, resume_class_session
from classroom.timelines.selectors import timeline_for
from classroom.timelines.window import OpenWindow
from inference.results import FrameResult, Reason
from tests.classroom.live.conftest import REPLY_TO, Answers, flush_at
from tests.factories import ClassSessionFactory, seat_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(class_session: ClassSession) -> UUID:
    return seat_in(class_session).participation.pk


def waiting_in(redis: redis_package.Redis, class_session: ClassSession, person: UUID) -> None:
    """A frame of somebody in this lecture waits, however busy this machine is."""
    now = time.time()
    header = FrameHeader(str(class_session.pk), str(person), 9, now, class_session.bucket_s, REPLY_TO, now)
    with redis.pipeline() as pipeline:
        leave_waiting(pipeline, Frame(header, b"jpeg"), life_s=60)
        pipeline.execute()


def press(client: Client, button: str, class_session: ClassSession) -> None:
    client.post(reverse(f"session_{button}", args=[class_session.pk]))


@pytest.mark.parametrize("buttons", [("pause",), ("pause", "resume"), ("end",)])
def test_a_frame_that_waits_when_a_pause_or_the_end_comes_is_forgotten(
    adas: Client, class_session: ClassSession, person: UUID, redis: redis_package.Redis, buttons: tuple[str, ...]
) -> None:
    waiting_in(redis, class_session, person)
    for button in buttons:
        press(adas, button, class_session)
    assert not redis.exists(frame_key(person), WAITING_KEY)


def test_another_lecture_goes_on(
    adas: Client, class_session: ClassSession, redis: redis_package.Redis, person: UUID
) -> None:
    other = ClassSessionFactory()
    elsewhere = seat_in(other).participation.pk
    waiting_in(redis, other, elsewhere)
    press(adas, "pause", class_session)
    assert redis.zrange(WAITING_KEY, 0, -1) == [str(elsewhere).encode()]
    assert OpenWindow(redis, other.pk).note_pause(1, 0, is_paused=True), "nobody has noted one"


def test_a_frame_of_a_socket_that_has_not_heard_of_the_pause_is_not_read(
    adas: Client,
    class_session: ClassSession,
    person: UUID,
    redis: redis_package.Redis,
    answers: Answers,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(tasks, "analyser", lambda: pytest.fail("a frame was read in a pause"))
    press(adas, "pause", class_session)
    waiting_in(redis, class_session, person)
    tasks.analyse_frames()
    assert answers() == []
    assert not redis.exists(frame_key(person), WAITING_KEY)


def test_a_pause_that_comes_while_a_frame_is_read_keeps_it_out(
    adas: Client,
    class_session: ClassSession,
    person: UUID,
    redis: redis_package.Redis,
    answers: Answers,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class SlowAnalyser:
        def analyse(self, _jpeg: bytes, _is_over: object) -> FrameResult:
            press(adas, "pause", class_session)
            return FrameResult(None, Reason.NO_FACE, 320, 240)

    monkeypatch.setattr(tasks, "analyser", SlowAnalyser)
    waiting_in(redis, class_session, person)
    tasks.analyse_frames()
    assert answers() == []
    assert OpenWindow(redis, class_session.pk).open_sequences() == []


def test_the_flush_follows_a_pause_of_which_redis_heard_nothing(
    class_session: ClassSession, person: UUID, redis: redis_package.Redis
) -> None:
    pause_class_session(class_session=class_session)
    waiting_in(redis, class_session, person)
    flush_at(redis, timezone.now())
    assert not redis.exists(frame_key(person), WAITING_KEY)
    resume_class_session(class_session=class_session, actor="system")
    flush_at(redis, timezone.now())
    waiting_in(redis, class_session, person)
    assert not OpenWindow(redis, class_session.pk).note_pause(9, 0, is_paused=False), "the pause is over"


def test_a_pause_is_a_gap_and_no_class_in_which_nobody_shares(
    class_session: ClassSession, redis: redis_package.Redis
) -> None:
    """Nobody was asked to share until it was over, which was in the fifth bucket."""

    def flush_after(seconds: float) -> None:
        flush_at(redis, class_session.start + timedelta(seconds=seconds))

    flush_after(17)
    pause_class_session(class_session=class_session)
    for seconds in (31, 46, 61):
        flush_after(seconds)
    resume_class_session(class_session=class_session, actor="system")
    for seconds in (62, 77, 92):
        flush_after(seconds)
    assert [bucket.sequence for bucket in timeline_for(class_session)] == [0, 5]


def test_a_pause_is_kept_while_redis_is_away(
    adas: Client, class_session: ClassSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away() -> redis_package.Redis:
        raise redis_package.ConnectionError("gone")

    monkeypatch.setattr("classroom.live.pauses.redis_client", away)
    press(adas, "pause", class_session)
    class_session.refresh_from_db()
    assert not class_session.is_live
