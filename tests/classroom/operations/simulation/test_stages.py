"""The stages' histograms, from the product's own numbers."""

import pytest
from prometheus_client import CollectorRegistry, Histogram, generate_latest

from classroom.operations.simulation.stages import HISTOGRAM, read_stages, stages_between
from classroom.watching.exposition import numbers
from classroom.watching.metrics import STAGE_SECONDS, Stage


@pytest.fixture
def histogram() -> Histogram:
    return Histogram(HISTOGRAM, "of a test", ["stage", "part"], buckets=(0.1, 0.2, 1.0), registry=CollectorRegistry())


def shown(histogram: Histogram) -> str:
    registry = CollectorRegistry()
    registry.register(histogram)
    return generate_latest(registry).decode()


def test_what_the_product_counts_is_found_under_its_stage() -> None:
    before = read_stages(numbers().decode())[Stage.DETECT]
    STAGE_SECONDS.labels(Stage.DETECT).observe(0.004)
    after = read_stages(numbers().decode())[Stage.DETECT]
    assert after.count == before.count + 1
    assert after.seconds == pytest.approx(before.seconds + 0.004)


def test_only_what_was_counted_between_two_looks_is_told(histogram: Histogram) -> None:
    histogram.labels("queue", "frames").observe(0.9)
    first = shown(histogram)
    for _frame in range(4):
        histogram.labels("queue", "frames").observe(0.15)
    (queue,) = stages_between(first, shown(histogram))
    assert (queue["stage"], queue["count"], queue["seconds"], queue["mean_ms"]) == ("queue", 4, 0.6, 150)
    assert (queue["p50_ms"], queue["p95_ms"]) == (150, 195)  # on a straight line between 100 and 200


def test_the_parts_of_a_product_are_counted_together(histogram: Histogram) -> None:
    for part in ("frames", "general"):
        histogram.labels("window", part).observe(0.05)
    assert [stage["count"] for stage in stages_between("", shown(histogram))] == [2]


def test_above_the_last_bound_the_bound_is_told(histogram: Histogram) -> None:
    histogram.labels("flush", "general").observe(7.0)
    assert stages_between("", shown(histogram))[0]["p99_ms"] == 1000


def test_where_the_numbers_are_not_shown_there_are_no_stages() -> None:
    assert stages_between("", "") == []
