"""A frame's way through a worker: the task itself, and the same through a real Celery worker."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import cv2
import pytest
import redis as redis_package
from asgiref.sync import async_to_sync
from celery.contrib.testing.worker import start_worker
from channels.layers import get_channel_layer
from skimage.data import astronaut

from classroom.celery import app
from classroom.live import announcements, messages, nudges, tasks
from classroom.live.frames import WAITING_KEY, Frame, FrameHeader, frame_key, leave_waiting, take_frame
from classroom.timelines.window import OpenWindow
from tests.classroom.live.conftest import REPLY_TO, Answers
from tests.jpegs import jpeg

REPOSITORY = Path(__file__).parents[3]
SESSION, PERSON = "0f0e0d0c-0000-4000-8000-000000000001", "0f0e0d0c-0000-4000-8000-000000000002"
OTHER = "0f0e0d0c-0000-4000-8000-000000000003"


def waiting_frame(redis: redis_package.Redis, picture: bytes, age_s: float = 0.0, person: str = PERSON) -> None:
    now = time.time()
    header = FrameHeader(SESSION, person, 9, started_at=now, bucket_s=15, reply_to=REPLY_TO, received_at=now - age_s)
    with redis.pipeline() as pipeline:
        leave_waiting(pipeline, Frame(header, picture), life_s=60)  # however busy this machine is
        pipeline.execute()


def face() -> bytes:
    """The public-domain portrait of Eileen Collins, cut to head and shoulders."""
    portrait = cv2.cvtColor(astronaut()[:300, 80:380], cv2.COLOR_RGB2BGR)
    return cv2.imencode(".jpg", cv2.resize(portrait, (240, 240)))[1].tobytes()


def test_a_face_becomes_a_reading_in_the_open_window(redis: redis_package.Redis, answers: Answers) -> None:
    waiting_frame(redis, face())
    tasks.analyse_frames()
    (answer,) = answers()
    assert (answer["type"], answer["sequence"], answer["reason"]) == ("answer", 9, None)
    assert sum(answer["probabilities"]) == pytest.approx(1, abs=0.01)
    assert 0 < answer["engagement"] <= 1
    (sums,) = OpenWindow(redis, SESSION).read(0).values()
    assert (sums.frames, sums.readings) == (1, 1)
    assert OpenWindow(redis, SESSION).take_back(PERSON, 9) == "taken"


def test_a_picture_without_a_face_is_said_so_and_counts_as_no_reading(
    redis: redis_package.Redis, answers: Answers
) -> None:
    waiting_frame(redis, jpeg(320, 240))
    tasks.analyse_frames()
    (answer,) = answers()
    assert answer["probabilities"] is None
    (sums,) = OpenWindow(redis, SESSION).read(0).values()
    assert (sums.frames, sums.readings) == (1, 0)
    assert sums.reasons == {answer["reason"]: 1}


def test_a_broken_picture_is_an_answer_and_not_a_crash(redis: redis_package.Redis, answers: Answers) -> None:
    waiting_frame(redis, jpeg(320, 240)[:200])
    tasks.analyse_frames()
    assert [answer["reason"] for answer in answers()] == ["unreadable_image"]


def test_a_nudge_without_a_frame_does_nothing(redis: redis_package.Redis, answers: Answers) -> None:
    tasks.analyse_frames()
    assert answers() == []


def test_a_frame_that_waited_too_long_is_dropped_before_it_is_decoded(
    redis: redis_package.Redis, answers: Answers, settings: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks, "analyser", lambda: pytest.fail("a stale frame reached the recogniser"))
    waiting_frame(redis, face(), age_s=settings.FRAME_TTL_S + 1)
    tasks.analyse_frames()
    assert answers() == []
    assert redis.get(frame_key(PERSON)) is None
    assert OpenWindow(redis, SESSION).read(0) == {}


def test_a_frame_of_a_clock_that_runs_ahead_is_new(redis: redis_package.Redis) -> None:
    waiting_frame(redis, face(), age_s=-3)
    taken = take_frame(redis)
    assert taken is not None
    assert taken.frame is not None
    assert taken.frame.header.age_s(time.time()) == 0


def test_someone_who_withdrew_meanwhile_gets_no_answer_and_leaves_no_sum(
    redis: redis_package.Redis, answers: Answers
) -> None:
    waiting_frame(redis, face())
    OpenWindow(redis, SESSION).forget(PERSON)
    tasks.analyse_frames()
    assert answers() == []
    assert OpenWindow(redis, SESSION).read(0) == {}


def test_in_a_prohibited_region_the_worker_looks_at_nothing(
    redis: redis_package.Redis, answers: Answers, settings: object
) -> None:
    settings.DEPLOYMENT_REGION = "DE"
    waiting_frame(redis, face())
    tasks.analyse_frames()
    assert answers() == []
    assert redis.get(frame_key(PERSON)) is None
    assert OpenWindow(redis, SESSION).read(0) == {}


def test_one_nudge_is_enough_for_all_who_wait(redis: redis_package.Redis, answers: Answers) -> None:
    waiting_frame(redis, jpeg(320, 240))
    waiting_frame(redis, jpeg(320, 240), person=OTHER)
    tasks.analyse_frames()
    assert len(answers()) == 2
    assert {str(person) for person in OpenWindow(redis, SESSION).read(0)} == {PERSON, OTHER}


def test_a_task_ends_when_it_has_taken_its_share(redis: redis_package.Redis, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "MOST_AT_ONCE", 1)
    waiting_frame(redis, jpeg(320, 240), age_s=1)
    waiting_frame(redis, jpeg(320, 240), person=OTHER)
    tasks.analyse_frames()
    assert redis.zrange(WAITING_KEY, 0, -1) == [OTHER.encode()]


def test_a_worker_that_is_asked_to_stop_leaves_what_waits_and_a_nudge(
    redis: redis_package.Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks, "_is_asked_to_stop", bytearray(1))
    waiting_frame(redis, jpeg(320, 240))
    tasks.take_no_more_frames()
    tasks.analyse_frames()
    assert redis.exists(frame_key(PERSON))
    assert (redis.zcard(WAITING_KEY), redis.llen(nudges.QUEUE)) == (1, 1)


def test_a_task_that_fails_at_a_frame_leaves_the_others_to_a_new_nudge(
    redis: redis_package.Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks, "analyser", lambda: 1 / 0)
    waiting_frame(redis, jpeg(320, 240), age_s=1)
    waiting_frame(redis, jpeg(320, 240), person=OTHER)
    tasks.analyse_frames.apply()
    assert not redis.exists(frame_key(PERSON))
    assert (redis.zrange(WAITING_KEY, 0, -1), redis.llen(nudges.QUEUE)) == ([OTHER.encode()], 1)


def test_a_task_that_fails_at_the_last_frame_sends_nobody(
    redis: redis_package.Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks, "analyser", lambda: 1 / 0)
    waiting_frame(redis, jpeg(320, 240))
    tasks.analyse_frames.apply()
    assert redis.llen(nudges.QUEUE) == 0


def test_a_notice_arrives_through_the_channel_layer(redis: redis_package.Redis) -> None:
    async def heard() -> dict[str, object]:
        layer = get_channel_layer()
        channel = await layer.new_channel()
        notice = announcements.notice_to(channel, messages.answer(sequence=9, reason="no_face"))
        while not redis.publish(notice.channel, notice.body):  # the subscription can be slower
            pass
        event = await layer.receive(channel)
        await layer.flush()
        return event

    event = async_to_sync(heard)()
    assert (event["type"], event["message"]["sequence"]) == ("relay", 9)


@pytest.fixture
def worker(redis: redis_package.Redis) -> Iterator[None]:
    """A real Celery worker on the queue of frames, fed through the real broker."""
    with start_worker(app, pool="solo", queues=["frames"], perform_ping_check=False, loglevel="ERROR"):
        yield


@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_nudge_through_the_broker_reaches_the_window(redis: redis_package.Redis, worker: None) -> None:
    waiting_frame(redis, face())
    nudges.send_nudge()
    give_up_at = time.monotonic() + 60
    while not OpenWindow(redis, SESSION).read(0) and time.monotonic() < give_up_at:
        time.sleep(0.05)
    (sums,) = OpenWindow(redis, SESSION).read(0).values()
    assert sums.readings == 1


LOADED = "import json, sys; print(json.dumps(sorted(sys.modules)))"


def modules_after(statement: str) -> set[str]:
    """The modules a fresh process has loaded after a statement."""
    done = subprocess.run(
        [sys.executable, "-c", f"{statement}; {LOADED}"], cwd=REPOSITORY, capture_output=True, text=True, check=True
    )
    return set(json.loads(done.stdout.splitlines()[-1]))


def test_the_web_process_loads_no_recogniser() -> None:
    loaded = modules_after("import classroom.asgi")
    assert {"django", "channels"} <= loaded
    assert not {"tensorflow", "keras", "ai_edge_litert", "cv2"} & loaded
    # How a JPEG begins is read at the door too, in plain Python; nothing else of recognition.
    assert {name for name in loaded if name.split(".")[0] == "inference"} == {"inference", "inference.jpeg"}


def test_a_frame_worker_loads_litert_and_never_tensorflow() -> None:
    statement = (
        "import django; import classroom.celery; django.setup(); from classroom.live.tasks import analyser; analyser()"
    )
    loaded = modules_after(f"import os; os.environ['DJANGO_SETTINGS_MODULE'] = 'classroom.settings'; {statement}")
    assert "ai_edge_litert" in loaded
    assert not {"tensorflow", "keras", "torch"} & loaded
