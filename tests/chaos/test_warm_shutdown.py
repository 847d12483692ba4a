"""A frame worker that is asked to stop while it is at a frame."""

import os
import signal
import subprocess
import time
from collections.abc import Iterator

import pytest
import redis as redis_package

from classroom.live.frames import Frame, FrameHeader, frame_key, leave_waiting
from classroom.live.nudges import send_nudge
from classroom.operations.parts import worker_command
from classroom.timelines.window import OpenWindow
from tests.browser.product import CHECKOUT
from tests.chaos.people import eventually

pytestmark = pytest.mark.timeout(300)

SESSION = "0f0e0d0c-0000-4000-8000-000000000001"
TAKEN, WAITING = "0f0e0d0c-0000-4000-8000-000000000002", "0f0e0d0c-0000-4000-8000-000000000003"
PATIENCE_S = 60


@pytest.fixture
def worker(redis: redis_package.Redis) -> Iterator[subprocess.Popen[bytes]]:
    """A frame worker as the product starts it, with a slow recogniser."""
    command = ["tests.chaos.slow_worker" if word == "classroom" else word for word in worker_command("frames", 1)]
    with subprocess.Popen(command, cwd=CHECKOUT, start_new_session=True) as worker:
        yield worker
        if worker.poll() is None:
            os.killpg(worker.pid, signal.SIGKILL)


def send_frame(redis: redis_package.Redis, person: str) -> None:
    now = time.time()
    fresh_until = now + PATIENCE_S  # however long the worker takes to start
    header = FrameHeader(SESSION, person, 1, started_at=now, bucket_s=300, reply_to="channel", received_at=fresh_until)
    with redis.pipeline() as pipeline:
        leave_waiting(pipeline, Frame(header, b"jpeg"), PATIENCE_S)
        pipeline.execute()
    send_nudge()


def test_a_frame_that_was_taken_is_counted_before_the_worker_ends(
    redis: redis_package.Redis, worker: subprocess.Popen[bytes]
) -> None:
    send_frame(redis, TAKEN)
    eventually(lambda: not redis.exists(frame_key(TAKEN)))
    worker.terminate()
    send_frame(redis, WAITING)
    assert worker.wait(PATIENCE_S) == 0
    assert [str(person) for person in OpenWindow(redis, SESSION).read(0)] == [TAKEN]
    assert redis.exists(frame_key(WAITING)), "a worker that stops takes nothing new"
