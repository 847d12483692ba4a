"""Frame workers on a preloaded queue: how many frames they analyse in a second, and in a second of one core.

The second is processor time, which says the same on a machine that has other things to do. What Redis used for the same
frames stands beside it: work that is moved there is not gone.
"""

import math
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

import psutil

from classroom.connections import redis_client
from classroom.live.frames import MOST_AT_ONCE, WAITING_KEY, Frame, FrameHeader, leave_waiting
from classroom.live.nudges import QUEUE, send_nudge
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
    client.delete(QUEUE, WAITING_KEY, ALIVE)
    server = psutil.Process(client.info("server")["process_id"])
    settings_of_worker = {"FRAME_WORKERS": str(processes), "FRAME_TTL_S": str(WAIT_S)}
    with running(("part", "frames"), **settings_of_worker) as worker:
        wait_until(lambda: bool(client.exists(ALIVE)), "the frame worker does not live")
        _let_analyse(WARM_UP * processes, pictures, processes)
        everyone = [psutil.Process(worker.pid), *psutil.Process(worker.pid).children(recursive=True)]
        with _standing_still(everyone):
            window = _preload(frames, pictures, processes)
            began, used, served = time.monotonic(), _cpu_s(everyone), _cpu_s([server])
        _wait_for(window, frames)
        wall_s, cpu_s, redis_s = time.monotonic() - began, _cpu_s(everyone) - used, _cpu_s([server]) - served
    client.delete(window)
    return {
        "processes": processes,
        "frames": frames,
        "frames_per_s": round(frames / wall_s, 1),
        "frames_per_core_s": round(frames / cpu_s, 1),
        "cpu_ms_per_frame": round(1000 * cpu_s / frames, 2),
        "redis_ms_per_frame": round(1000 * redis_s / frames, 2),
    }


def _let_analyse(frames: int, pictures: Sequence[bytes], processes: int) -> None:
    window = _preload(frames, pictures, processes)
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


def _preload(frames: int, pictures: Sequence[bytes], processes: int) -> str:
    """Leave frames of as many students of one lecture, and a nudge at least for each process.

    Returns:
        The key of the window into which they will fall.
    """
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
            leave_waiting(pipeline, Frame(header, pictures[number % len(pictures)]), WAIT_S)
        pipeline.execute()
    for _nudge in range(max(processes, math.ceil(frames / MOST_AT_ONCE))):
        send_nudge()
    return f"window:{session}:0"


def _cpu_s(processes: Sequence[psutil.Process]) -> float:
    times = [process.cpu_times() for process in processes]
    return float(sum(each.user + each.system for each in times))
