"""Frame workers on a preloaded queue: how many frames they analyse in a second, and in a second of one core."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

import psutil

from classroom.celery import app
from classroom.connections import redis_client
from classroom.live.frames import Frame, FrameHeader, frame_key
from classroom.live.nudges import QUEUE, TASK
from classroom.operations.benchmarks.trial import running, wait_until

WAIT_S = 30  # how long a frame may wait: as long as settings allow
BUCKET_S = 300
WARM_UP = 20
ALIVE = "alive:frame_worker"


def measure_workers(processes: int, frames: int, pictures: Sequence[bytes]) -> dict[str, Any]:
    """Fill the queue while the workers stand still, let them go, and wait until all is analysed.

    Args:
        processes: of the frame worker.
        frames: how many, each of another student.
    """
    client = redis_client()
    client.delete(QUEUE, ALIVE)
    settings_of_worker = {"FRAME_WORKERS": str(processes), "FRAME_TTL_S": str(WAIT_S)}
    with running(("part", "frames"), **settings_of_worker) as worker:
        wait_until(lambda: bool(client.exists(ALIVE)), "the frame worker does not live")
        _let_analyse(WARM_UP * processes, pictures)
        everyone = [psutil.Process(worker.pid), *psutil.Process(worker.pid).children(recursive=True)]
        with _standing_still(everyone):
            window = _preload(frames, pictures)
        began, used = time.monotonic(), _cpu_s(everyone)
        _wait_for(window, frames)
        wall_s, cpu_s = time.monotonic() - began, _cpu_s(everyone) - used
    client.delete(window)
    return {
        "processes": processes,
        "frames": frames,
        "frames_per_s": round(frames / wall_s, 1),
        "cpu_s": round(cpu_s, 2),
        "frames_per_core_s": round(frames / cpu_s, 1),
    }


def _let_analyse(frames: int, pictures: Sequence[bytes]) -> None:
    window = _preload(frames, pictures)
    _wait_for(window, frames)
    redis_client().delete(window)


def _wait_for(window: str, frames: int) -> None:
    client = redis_client()
    wait_until(lambda: client.hlen(window) >= frames, "the queue was not emptied", timeout_s=WAIT_S)


@contextmanager
def _standing_still(processes: Sequence[psutil.Process]) -> Iterator[None]:
    for process in processes:
        process.suspend()
    try:
        yield
    finally:
        for process in processes:
            process.resume()


def _preload(frames: int, pictures: Sequence[bytes]) -> str:
    """Leave frames and nudges of as many students of one lecture; the key of the window they will fall into."""
    session, client = str(uuid4()), redis_client()
    people = [str(uuid4()) for _student in range(frames)]
    with client.pipeline(transaction=False) as pipeline:
        for number, person in enumerate(people):
            now = time.time()
            header = FrameHeader(
                session_id=session,
                participation_id=person,
                sequence=number,
                started_at=now,
                bucket_s=BUCKET_S,
                reply_to="nobody",
                received_at=now,
            )
            frame = Frame(header, pictures[number % len(pictures)])
            pipeline.set(frame_key(person), frame.packed(), ex=WAIT_S)
        pipeline.execute()
    with app.producer_or_acquire() as producer:
        for person in people:
            app.send_task(TASK, (person,), expires=WAIT_S, ignore_result=True, producer=producer)
    return f"window:{session}:0"


def _cpu_s(processes: Sequence[psutil.Process]) -> float:
    times = [process.cpu_times() for process in processes]
    return float(sum(each.user + each.system for each in times))
