"""Hostile files through the real socket, and what comes of those that are taken."""

import subprocess
import sys
import time
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
import redis as redis_package
from channels.testing import WebsocketCommunicator
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from classroom.live import nudges, tasks
from classroom.live.frames import Frame, FrameHeader, frame_key, leave_waiting
from classroom.live.messages import Refusal
from classroom.sessions.models import ClassSession
from classroom.sessions.seats import NewSeat
from classroom.timelines.window import OpenWindow
from inference.jpeg import NotJpegError, jpeg_size
from inference.results import Reason
from tests.classroom.live.conftest import Answers
from tests.classroom.live.sockets import opened, student_socket
from tests.classroom.live.test_intake import framed
from tests.classroom.live.test_tasks import OTHER, PERSON, SESSION, face, waiting_frame
from tests.hostile_frames import corpus, portrait

FEWEST = 200
WAIT_S = 100
REPOSITORY = Path(__file__).parents[3]
FORMAT_REFUSALS = {Refusal.NOT_A_FRAME, Refusal.TOO_LARGE, Refusal.NOT_JPEG, Refusal.TOO_MANY_PIXELS}

files = cache(corpus)


def test_there_are_enough_of_them() -> None:
    assert len(files()) >= FEWEST
    assert len(set(files().values())) >= FEWEST


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("sockets")
async def test_each_is_refused_with_a_reason_or_waits_for_a_worker(
    class_session: ClassSession, seat: NewSeat, redis: redis_package.Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("classroom.live.intake.EARLIEST", 0)  # one after the other, as fast as they come
    monkeypatch.setattr("classroom.live.limits.REFUSALS_AT_ONCE", len(files()))
    socket = student_socket(class_session, seat.token)
    await opened(socket)
    outcomes = {}
    for number, (name, data) in enumerate(files().items()):
        await socket.send_to(bytes_data=framed(data, number))
        outcomes[name] = await outcome_of(socket, redis, seat)
    await socket.disconnect()

    assert set(outcomes.values()) <= {"taken", *FORMAT_REFUSALS}, outcomes
    assert {"taken", Refusal.NOT_JPEG, Refusal.TOO_MANY_PIXELS} <= set(outcomes.values())


async def outcome_of(socket: WebsocketCommunicator, redis: redis_package.Redis, seat: NewSeat) -> str:
    """Whether a frame came to wait for a worker, or why it was refused."""
    while await socket.receive_nothing(0.01):
        if redis.getdel(frame_key(seat.participation.pk)):
            return "taken"
    message = await socket.receive_json_from()
    return str(message["reason"])


def test_each_that_is_taken_gets_an_answer_from_the_worker(redis: redis_package.Redis, answers: Answers) -> None:
    for data in files().values():
        waiting_frame(redis, data)
        tasks.analyse_frames()
    known = {None, *map(str, Reason)}

    reasons = [answer["reason"] for answer in answers()]

    assert len(reasons) == len(files())
    assert set(reasons) <= known
    assert reasons.count("unreadable_image") > len(files()) / 3


@given(st.binary(max_size=400), st.integers(0, 5000), st.integers(0, 400))
@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow])
def test_header_parser_gives_a_size_or_its_own_error(noise: bytes, place: int, length: int) -> None:
    jpeg = portrait()
    spoiled = jpeg[:place] + noise + jpeg[place + length :]
    try:
        size = jpeg_size(spoiled)
    except NotJpegError:
        return

    assert 0 < size.width <= 65_535
    assert 0 < size.height <= 65_535


# A frame worker whose recogniser dies or stays away on pictures that say so, as a broken native library would.
MORTAL_WORKER = """
import os, signal, time
import django
from classroom.celery import app
django.setup()
from classroom.live import tasks
real = tasks.analyser
class Mortal:
    def __init__(self):
        real()
    def analyse(self, jpeg, is_over):
        if b"deadly" in jpeg:
            os.kill(os.getpid(), signal.SIGSEGV)
        if b"endless" in jpeg:
            time.sleep(1000)
        return real().analyse(jpeg, is_over)
tasks.analyser = lambda: Mortal()
tasks.analyse_frames.time_limit = min(tasks.analyse_frames.time_limit, 3)
app.worker_main(["worker", "-n", "frames@test", "-Q", "frames", "-c", "1", "-P", "prefork", "-l", "ERROR"])
"""


@pytest.fixture
def mortal_worker(redis: redis_package.Redis) -> Iterator[None]:
    worker = subprocess.Popen([sys.executable, "-c", MORTAL_WORKER], cwd=REPOSITORY, stderr=subprocess.DEVNULL)
    yield
    worker.terminate()
    worker.wait(WAIT_S)


@pytest.mark.parametrize("harm", [b"deadly", b"endless"])
def test_a_picture_that_harms_its_worker_takes_no_other_down_and_comes_back_never(
    redis: redis_package.Redis, mortal_worker: None, harm: bytes
) -> None:
    harmful, other = PERSON, OTHER
    with redis.pipeline() as pipeline:
        for person, picture in ((harmful, face() + harm), (other, face())):
            not_stale = time.time() + WAIT_S  # a new worker takes a while to start
            header = FrameHeader(
                SESSION, person, 1, started_at=time.time(), bucket_s=3600, reply_to="channel", received_at=not_stale
            )
            leave_waiting(pipeline, Frame(header, picture), WAIT_S)
        pipeline.execute()
    nudges.send_nudge()  # one for both: whoever takes it comes to harm
    give_up_at = time.monotonic() + WAIT_S
    while not OpenWindow(redis, SESSION).read(0) and time.monotonic() < give_up_at:
        time.sleep(0.1)

    assert [str(person) for person in OpenWindow(redis, SESSION).read(0)] == [other]
    assert redis.get(frame_key(harmful)) is None
    assert redis.llen("frames") == 0
