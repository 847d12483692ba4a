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
from celery.contrib.testing.worker import start_worker
from skimage.data import astronaut

from classroom.celery import app
from classroom.live import announcements, messages, tasks
from classroom.live.frames import Frame, FrameHeader, frame_key, take_frame
from classroom.live.nudges import TASK
from classroom.timelines.window import OpenWindow
from tests.classroom.live.test_jpeg import jpeg

REPOSITORY = Path(__file__).parents[3]
SESSION, PERSON = "0f0e0d0c-0000-4000-8000-000000000001", "0f0e0d0c-0000-4000-8000-000000000002"


def waiting_frame(redis: redis_package.Redis, picture: bytes, age_s: float = 0.0) -> None:
    now = time.time()
    header = FrameHeader(SESSION, PERSON, 9, started_at=now, bucket_s=15, reply_to="channel", received_at=now - age_s)
    redis.set(frame_key(PERSON), Frame(header, picture).packed(), ex=5)


def face() -> bytes:
    """The public-domain portrait of Eileen Collins, cut to head and shoulders."""
    portrait = cv2.cvtColor(astronaut()[:300, 80:380], cv2.COLOR_RGB2BGR)
    return cv2.imencode(".jpg", cv2.resize(portrait, (240, 240)))[1].tobytes()


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> list[messages.Message]:
    heard: list[messages.Message] = []
    monkeypatch.setattr(announcements, "to_channel", lambda _channel, message: heard.append(message))
    return heard


def test_a_face_becomes_a_reading_in_the_open_window(
    redis: redis_package.Redis, answers: list[messages.Message]
) -> None:
    waiting_frame(redis, face())
    tasks.analyse_frame(PERSON)
    (answer,) = answers
    assert (answer["type"], answer["sequence"], answer["reason"]) == ("answer", 9, None)
    assert sum(answer["probabilities"]) == pytest.approx(1, abs=0.01)
    assert 0 < answer["engagement"] <= 1
    (sums,) = OpenWindow(redis, SESSION).read(0).values()
    assert (sums.frames, sums.readings) == (1, 1)
    assert OpenWindow(redis, SESSION).take_back(PERSON, 9) == "taken"


def test_a_picture_without_a_face_is_said_so_and_counts_as_no_reading(
    redis: redis_package.Redis, answers: list[messages.Message]
) -> None:
    waiting_frame(redis, jpeg(320, 240))
    tasks.analyse_frame(PERSON)
    assert answers[0]["probabilities"] is None
    (sums,) = OpenWindow(redis, SESSION).read(0).values()
    assert (sums.frames, sums.readings) == (1, 0)
    assert sums.reasons == {answers[0]["reason"]: 1}


def test_a_broken_picture_is_an_answer_and_not_a_crash(
    redis: redis_package.Redis, answers: list[messages.Message]
) -> None:
    waiting_frame(redis, jpeg(320, 240)[:200])
    tasks.analyse_frame(PERSON)
    assert answers[0]["reason"] == "unreadable_image"


def test_a_nudge_without_a_frame_does_nothing(redis: redis_package.Redis, answers: list[messages.Message]) -> None:
    tasks.analyse_frame(PERSON)
    assert answers == []


def test_a_frame_that_waited_too_long_is_dropped_before_it_is_decoded(
    redis: redis_package.Redis, answers: list[messages.Message], settings: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks, "analyser", lambda: pytest.fail("a stale frame reached the recogniser"))
    waiting_frame(redis, face(), age_s=settings.FRAME_TTL_S + 1)
    tasks.analyse_frame(PERSON)
    assert answers == []
    assert redis.get(frame_key(PERSON)) is None
    assert OpenWindow(redis, SESSION).read(0) == {}


def test_a_frame_of_a_clock_that_runs_ahead_is_new(redis: redis_package.Redis) -> None:
    waiting_frame(redis, face(), age_s=-3)
    frame = take_frame(redis, PERSON)
    assert frame is not None
    assert frame.header.age_s(time.time()) == 0


def test_someone_who_withdrew_meanwhile_gets_no_answer_and_leaves_no_sum(
    redis: redis_package.Redis, answers: list[messages.Message]
) -> None:
    waiting_frame(redis, face())
    OpenWindow(redis, SESSION).forget(PERSON)
    tasks.analyse_frame(PERSON)
    assert answers == []
    assert OpenWindow(redis, SESSION).read(0) == {}


def test_in_a_prohibited_region_the_worker_looks_at_nothing(
    redis: redis_package.Redis, answers: list[messages.Message], settings: object
) -> None:
    settings.DEPLOYMENT_REGION = "DE"
    waiting_frame(redis, face())
    tasks.analyse_frame(PERSON)
    assert answers == []
    assert redis.get(frame_key(PERSON)) is None
    assert OpenWindow(redis, SESSION).read(0) == {}


@pytest.fixture
def worker(redis: redis_package.Redis) -> Iterator[None]:
    """A real Celery worker on the queue of frames, fed through the real broker."""
    with start_worker(app, pool="solo", queues=["frames"], perform_ping_check=False, loglevel="ERROR"):
        yield


@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_nudge_through_the_broker_reaches_the_window(redis: redis_package.Redis, worker: None) -> None:
    waiting_frame(redis, face())
    app.send_task(TASK, (PERSON,), expires=30)
    give_up_at = time.monotonic() + 60
    while not OpenWindow(redis, SESSION).read(0) and time.monotonic() < give_up_at:
        time.sleep(0.05)
    (sums,) = OpenWindow(redis, SESSION).read(0).values()
    assert sums.readings == 1


LOADED = "import json, sys; print(json.dumps(sorted({name.partition('.')[0] for name in sys.modules})))"


def modules_after(statement: str) -> set[str]:
    """The top-level packages a fresh process has loaded after a statement."""
    done = subprocess.run(
        [sys.executable, "-c", f"{statement}; {LOADED}"], cwd=REPOSITORY, capture_output=True, text=True, check=True
    )
    return set(json.loads(done.stdout.splitlines()[-1]))


def test_the_web_process_loads_no_recogniser() -> None:
    loaded = modules_after("import classroom.asgi")
    assert {"django", "channels"} <= loaded
    assert not {"inference", "tensorflow", "keras", "ai_edge_litert", "cv2"} & loaded


def test_a_frame_worker_loads_litert_and_never_tensorflow() -> None:
    statement = (
        "import django; import classroom.celery; django.setup(); from classroom.live.tasks import analyser; analyser()"
    )
    loaded = modules_after(f"import os; os.environ['DJANGO_SETTINGS_MODULE'] = 'classroom.settings'; {statement}")
    assert "ai_edge_litert" in loaded
    assert not {"tensorflow", "keras", "torch"} & loaded
