"""What a frame leaves behind in the numbers; that no person and no session does."""

import re
from collections.abc import Callable

import pytest
import redis as redis_package

from classroom.live import tasks
from classroom.live.flushing import flush_sessions
from classroom.live.frames import frame_key
from classroom.sessions.models import ClassSession
from classroom.sessions.seats import NewSeat
from classroom.timelines.window import OpenWindow
from classroom.watching.exposition import numbers
from classroom.watching.metrics import REGISTRY
from inference.results import Reason
from tests.classroom.live.conftest import Answers
from tests.classroom.live.sockets import opened, student_socket
from tests.classroom.live.test_intake import framed
from tests.classroom.live.test_tasks import PERSON, SESSION, face, waiting_frame
from tests.jpegs import jpeg

Counted = Callable[..., float]


@pytest.fixture
def counted() -> Counted:
    """By how much a number has grown since the test began."""
    before = {(sample.name, *sample.labels.values()): sample.value for sample in _samples()}

    def growth(name: str, *labels: str) -> float:
        now = {(sample.name, *sample.labels.values()): sample.value for sample in _samples()}
        key = (f"classpulse_{name}", *labels)
        return now.get(key, 0.0) - before.get(key, 0.0)

    return growth


def _samples() -> list:
    return [sample for family in REGISTRY.collect() for sample in family.samples]


def test_every_stage_of_a_frame_is_timed_once(redis: redis_package.Redis, answers: Answers, counted: Counted) -> None:
    waiting_frame(redis, face(), age_s=0.2)
    tasks.analyse_frames()
    for stage in ("queue", "decode", "detect", "classify", "window"):
        assert counted("frame_stage_seconds_count", stage) == 1, stage
    assert 0.2 <= counted("frame_stage_seconds_sum", "queue") < 5
    assert counted("frames_analysed_total") == 1


def test_a_frame_without_a_reading_is_counted_by_its_reason(
    redis: redis_package.Redis, answers: Answers, counted: Counted
) -> None:
    waiting_frame(redis, jpeg(320, 240)[:200])
    tasks.analyse_frames()
    assert counted("frames_unread_total", Reason.UNREADABLE_IMAGE) == 1
    assert counted("frames_analysed_total") == 1
    assert counted("frame_stage_seconds_count", "decode") == 1
    assert counted("frame_stage_seconds_count", "detect") == 0


def test_a_stale_frame_is_counted_and_not_decoded(redis: redis_package.Redis, counted: Counted) -> None:
    waiting_frame(redis, face(), age_s=60)
    tasks.analyse_frames()
    assert counted("frames_stale_total") == 1
    assert counted("frames_analysed_total") == counted("frame_stage_seconds_count", "decode") == 0


def test_a_frame_whose_life_was_over_before_its_turn_is_a_stale_one(
    redis: redis_package.Redis, counted: Counted
) -> None:
    waiting_frame(redis, face(), age_s=60)
    redis.delete(frame_key(PERSON))
    tasks.analyse_frames()
    assert counted("frames_stale_total") == 1


def test_a_task_that_waited_too_long_is_counted(counted: Counted) -> None:
    tasks.count_expired(sender=tasks.flush_sessions, expired=True)
    tasks.count_expired(sender=tasks.flush_sessions, expired=False)
    assert counted("tasks_expired_total", "live.flush_sessions") == 1


def test_frames_that_count_nowhere_say_why(redis: redis_package.Redis, answers: Answers, counted: Counted) -> None:
    waiting_frame(redis, face())
    redis.delete(frame_key(PERSON))  # as a Redis does that is full
    tasks.analyse_frames()
    assert counted("frames_left_out_total", "missing") == 1
    waiting_frame(redis, face())
    OpenWindow(redis, SESSION).refuse_late_frames(5)
    tasks.analyse_frames()
    assert counted("frames_left_out_total", "closed") == 1
    waiting_frame(redis, face())
    OpenWindow(redis, SESSION).forget(PERSON)
    tasks.analyse_frames()
    assert counted("frames_left_out_total", "withdrawn") == 1


def test_a_task_that_fails_is_counted(counted: Counted, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks.flushing, "flush_sessions", lambda *_: 1 / 0)
    tasks.flush_sessions.apply()
    assert counted("tasks_failed_total", "live.flush_sessions") == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("sockets")
async def test_the_socket_counts_what_it_takes_what_it_refuses_and_itself(
    class_session: ClassSession, seat: NewSeat, counted: Counted
) -> None:
    socket = student_socket(class_session, seat.token)
    await opened(socket)
    assert counted("sockets_open", "student") == 1
    await socket.send_to(bytes_data=framed(jpeg(320, 240), 1))
    await socket.send_to(bytes_data=framed(b"no picture at all", 2))
    assert (await socket.receive_json_from(5))["reason"] == "not_jpeg"
    assert counted("frames_accepted_total") == 1
    assert counted("frames_refused_total", "not_jpeg") == 1
    assert counted("frame_stage_seconds_count", "receive") == 2
    await socket.disconnect()
    assert counted("sockets_open", "student") == 0


def test_a_flush_and_its_message_to_the_dashboards_are_timed(
    class_session: ClassSession, redis: redis_package.Redis, counted: Counted
) -> None:
    flush_sessions(redis)
    assert counted("frame_stage_seconds_count", "flush") == 1
    assert counted("frame_stage_seconds_count", "publish") == 1


def test_no_label_names_a_person_or_a_session(
    redis: redis_package.Redis, answers: Answers, class_session: ClassSession
) -> None:
    waiting_frame(redis, face())
    tasks.analyse_frames()
    flush_sessions(redis)
    text = numbers().decode()
    assert not re.search(r"[0-9a-f]{8}-[0-9a-f]{4}-", text)
    assert "Botany" not in text
    values = {value for sample in _samples() for name, value in sample.labels.items() if name != "le"}
    assert {value for value in values if not re.fullmatch(r"[a-z_]+|live\.[a-z_]+|[1-5]xx", value)} == set()
