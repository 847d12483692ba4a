"""Frame workers on a preloaded queue: how many frames they analyse in a second, and in a second of one core.

The second is processor time, which says the same on a machine that has other things to do. What Redis used for the same
frames stands beside it: work that is moved there is not gone.

Whether a second machine with only frame workers doubles what is analysed cannot be seen where both would share the
cores of one. So each machine gets half of one core here, and all that they share, which is Redis, has the other cores
to itself: if two halves together do twice what a half does, they do not wait for each other.
"""

import math
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any
from uuid import uuid4

import psutil

from classroom.connections import redis_client
from classroom.live.frames import MOST_AT_ONCE, WAITING_KEY, Frame, FrameHeader, leave_waiting
from classroom.live.nudges import QUEUE, send_nudge
from classroom.operations.benchmarks.trial import TrialError, running, wait_until

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
    with _frame_workers(1, processes) as workers:
        figures = _measured(workers, processes, frames, pictures)
    return {"processes": processes, **figures}


def measure_machines(machines: int, frames: int, pictures: Sequence[bytes]) -> dict[str, Any]:
    """The same for machines of half a core each, one or two, with one process of the frame worker.

    Raises:
        TrialError: this machine has a single core.
    """
    core, *others = sorted(os.sched_getaffinity(0))
    if not others:
        raise TrialError("Machines of half a core can be measured where there are two cores.")
    server = psutil.Process(redis_client().info("server")["process_id"])
    with ExitStack() as stack:
        for process in (psutil.Process(), server):
            stack.callback(process.cpu_affinity, process.cpu_affinity())
            process.cpu_affinity(others)
        workers = stack.enter_context(_frame_workers(machines, 1))
        for process in workers:
            process.cpu_affinity([core])
        if machines == 1:
            stack.enter_context(_busy_half(core))
        figures = _measured(workers, machines, frames, pictures)
    return {"machines": machines, **figures}


@contextmanager
def _frame_workers(parts: int, processes: int) -> Iterator[list[psutil.Process]]:
    """So many parts of frame workers, alive and warm, with all their processes."""
    redis_client().delete(QUEUE, WAITING_KEY, ALIVE)
    environment = {"FRAME_WORKERS": str(processes), "FRAME_TTL_S": str(WAIT_S)}
    with ExitStack() as stack:
        started: list[psutil.Process] = []
        for _part in range(parts):
            with _standing_still(started):  # so that it is the new one who says that it lives
                redis_client().delete(ALIVE)
                part = stack.enter_context(running(("part", "frames"), **environment))
                wait_until(lambda: bool(redis_client().exists(ALIVE)), "the frame worker does not live")
            started += _with_children(psutil.Process(part.pid))
        yield started


def _with_children(process: psutil.Process) -> list[psutil.Process]:
    return [process, *process.children(recursive=True)]


@contextmanager
def _busy_half(core: int) -> Iterator[None]:
    """Somebody who always wants that core: whoever shares it gets half."""
    busy = subprocess.Popen((sys.executable, "-c", "while True: pass"), start_new_session=True)
    try:
        psutil.Process(busy.pid).cpu_affinity([core])
        yield
    finally:
        busy.kill()
        busy.wait()


def _measured(
    workers: Sequence[psutil.Process], processes: int, frames: int, pictures: Sequence[bytes]
) -> dict[str, Any]:
    client = redis_client()
    server = psutil.Process(client.info("server")["process_id"])
    _let_analyse(WARM_UP * processes, pictures, processes)
    with _standing_still(workers):
        window = _preload(frames, pictures, processes)
        began, used, served = time.monotonic(), _cpu_s(workers), _cpu_s([server])
    _wait_for(window, frames)
    wall_s, cpu_s, redis_s = time.monotonic() - began, _cpu_s(workers) - used, _cpu_s([server]) - served
    client.delete(window)
    return {
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
