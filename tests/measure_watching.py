"""What counting and timing cost a frame worker: the same frames with and without, in pairs, by processor time.

    CLASSROOM_PART=frames METRICS_DIR=/tmp/cost python -m tests.measure_watching [PAIRS]

With CLASSROOM_PART the numbers lie in mapped files, as in a worker that runs; without, in memory.
"""

import os
import random
import statistics
import sys
import time
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from tests import own_servers  # noqa: F401  (gives us servers before Django reads its settings)

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "classroom.settings")

import django

django.setup()

from classroom.connections import redis_client  # noqa: E402
from classroom.live import tasks  # noqa: E402
from classroom.live.frames import Frame, FrameHeader, leave_waiting  # noqa: E402
from classroom.watching import metrics  # noqa: E402
from inference.evaluation.benchmark import made_frames  # noqa: E402

SESSION, PERSON = "0f0e0d0c-0000-4000-8000-000000000001", "0f0e0d0c-0000-4000-8000-000000000002"
WARM_UP = 20


class Nothing:
    """Stands for any number and does nothing."""

    def __getattr__(self, _name: str) -> Callable[..., "Nothing"]:
        return self

    def __call__(self, *_: Any, **__: Any) -> "Nothing":
        return self


WITHOUT = SimpleNamespace(**{name: Nothing() for name in vars(metrics) if name.isupper() or name == "Laps"})


def processor_s(picture: bytes, counting: Any) -> float:
    """How much processor time one frame takes, its answer included."""
    header = FrameHeader(SESSION, PERSON, 1, time.time(), 15, "nobody", received_at=time.time())
    with redis_client().pipeline() as pipeline:
        leave_waiting(pipeline, Frame(header, picture), 60)
        pipeline.execute()
    tasks.metrics = counting
    begun = time.process_time()
    tasks.analyse_frames()
    return time.process_time() - begun


def main(pairs: int) -> None:
    pictures = made_frames()
    ways = {"with": metrics, "without": WITHOUT}
    for number in range(WARM_UP):
        processor_s(pictures[number % len(pictures)], metrics)
    times: dict[str, list[float]] = {name: [] for name in ways}
    for number in range(pairs):
        for name in random.sample(list(ways), 2):
            times[name].append(processor_s(pictures[number % len(pictures)], ways[name]))
    medians = {name: 1000 * statistics.median(values) for name, values in times.items()}
    ratio = statistics.median(a / b for a, b in zip(times["with"], times["without"], strict=True))
    took = " ms, ".join(f"{name} {median:.3f}" for name, median in medians.items())
    print(f"{pairs} pairs; {took} ms; median ratio {ratio:.4f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
