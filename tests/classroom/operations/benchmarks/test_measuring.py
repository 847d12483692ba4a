"""The benchmarks against real parts, as small as they can be."""

import os

import psutil
import pytest
import redis as redis_package

from classroom.operations.benchmarks.machine import machine_facts
from classroom.operations.benchmarks.trial import TrialError, running, wait_until
from classroom.operations.benchmarks.worker import measure_machines, measure_workers
from classroom.operations.simulation.pictures import frames_from


@pytest.mark.django_db
def test_it_is_said_on_what_it_was_measured() -> None:
    facts = machine_facts()
    assert facts["cores"] >= 1
    assert facts["django"].startswith("5.2")
    assert {"processor", "memory_gb", "postgresql", "redis_server", "model", "commit"} <= set(facts)


@pytest.mark.timeout(400)
def test_a_frame_worker_empties_a_preloaded_queue(redis: redis_package.Redis) -> None:
    result = measure_workers(1, 30, frames_from(None)[:3])
    assert (result["processes"], result["frames"]) == (1, 30)
    assert result["frames_per_s"] > 0
    assert result["frames_per_core_s"] > 0
    assert redis.llen("frames") == 0


@pytest.mark.skipif(len(os.sched_getaffinity(0)) < 2, reason="one core cannot be shared and stay free")
@pytest.mark.timeout(400)
def test_two_machines_of_half_a_core_empty_a_queue_together(redis: redis_package.Redis) -> None:
    before = psutil.Process().cpu_affinity()
    result = measure_machines(2, 60, frames_from(None)[:3])
    assert (result["machines"], result["frames"]) == (2, 60)
    assert result["frames_per_s"] > 0
    assert psutil.Process().cpu_affinity() == before
    assert redis.llen("frames") == 0


def start_without_sense() -> None:
    with running(("check",), FRAME_TTL_S="never") as process:
        wait_until(lambda: process.poll() is not None, "it hangs")
        wait_until(lambda: False, "it is not well", timeout_s=0.1)


@pytest.mark.timeout(200)
def test_a_product_that_does_not_start_says_why() -> None:
    with pytest.raises(TrialError, match="FRAME_TTL_S must be"):
        start_without_sense()
