import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from classroom.operations.benchmarks.classes import receiving_row
from classroom.operations.benchmarks.table import as_page, write_benchmark
from classroom.operations.simulation.tally import Tally

NOW = datetime(2026, 11, 21, 18, 30, tzinfo=UTC)
FACTS = {"processor": "Some CPU", "cores": 2, "commit": "1a2b3c4"}


def report(**changes: Any) -> dict[str, Any]:
    tally = Tally(
        frames_sent=9, to_answer_s=[0.1, 0.2], to_dashboard_s=[0.9], to_figures_s=[8.2], intervals_s=[2.0, 2.5]
    )
    memory = {"first": 170.1, "last": 175.0, "most": 180.2, "most_of_one_process": 180.2}
    memory |= {"growth_per_h": 2.5, "last_growth_per_h": None, "of_each_minute": [170.1, 175.0]}
    stage = {
        "stage": "detect",
        "count": 2,
        "seconds": 0.01,
        "mean_ms": 2.5,
        "p50_ms": 2.0,
        "p95_ms": 4.0,
        "p99_ms": 5.0,
    }
    web = {"part": "web", "processes": 1, "cores": 0.51, "pss_mb": memory}
    frames = {"part": "frames", "processes": 2, "cores": 0.7, "pss_mb": memory}
    measured = {"students": 50, "sessions": 1, "frames_per_s": 24.8, "processes": [frames, web], "stages": [stage]}
    return measured | tally.summary() | changes


def test_a_page_says_on_what_and_what_was_measured() -> None:
    page = as_page(FACTS, {"classes": [report()]}, NOW)
    assert "# Benchmark of 2026-11-21 18:30 UTC" in page
    assert "processor Some CPU, cores 2, commit 1a2b3c4." in page
    assert "| 50 | 1 | 24.8 | 2 | 7 | 0 | 0.1 | 0.2 | 0.9 | 0.9 | 0.9 | 8.2 | 8.2 | 2.0 to 2.5 s | 0 |" in page
    assert "| 50 | 1 | detect | 2 | 0.01 | 2.5 | 2 | 4 | 5 |" in page
    assert (
        "| 50 | 1 | web | 1 | 0.51 | 170.1 | 175 | 180.2 | 180.2 | 2.5 | - |\n"
        "| 50 | 1 | frames | 2 | 0.7 | 170.1 | 175 | 180.2 | 180.2 | 2.5 | - |"
    ) in page
    assert "| minute |" not in page


def test_what_went_wrong_stands_on_the_page() -> None:
    page = as_page(FACTS, {"overload": [report(errors={"TimeoutError": 16, "ConnectionClosedError": 2})]}, NOW)
    assert "| interval told | errors |" in page
    assert "| 2.0 to 2.5 s | ConnectionClosedError 2, TimeoutError 16 |" in page


@pytest.mark.parametrize(
    ("kind", "title"),
    [
        ("singles", "Courses of one student, whose figures are shown"),
        ("soak", "Half an hour at full load"),
        ("overload", "Ten times the load"),
    ],
)
def test_long_and_heavy_classes_have_tables_like_the_others(kind: str, title: str) -> None:
    page = as_page(FACTS, {kind: [report()]}, NOW)
    assert f"## {title}" in page
    assert "| 50 | 1 | web | 1 | 0.51 |" in page


def test_of_a_long_class_the_memory_of_each_minute_is_shown() -> None:
    long = report()
    for process, size in zip(long["processes"], (160.0, 90.0), strict=True):
        process["pss_mb"] = process["pss_mb"] | {"of_each_minute": [size, None, *[size + 1] * 9]}
    long["processes"][0]["pss_mb"]["of_each_minute"].pop()  # it was not there at the last look
    page = as_page(FACTS, {"soak": [long]}, NOW)
    assert "| minute | web | frames |\n| --- | --- | --- |\n| 1 | 90 | 160 |\n| 2 | - | - |" in page
    assert page.rstrip().endswith("| 11 | 91 | - |")


def test_the_minutes_of_each_class_say_whose_they_are() -> None:
    memory = report()["processes"][0]["pss_mb"] | {"of_each_minute": [90.0] * 10}
    long = [
        report(students=students, sessions=sessions, processes=[{**report()["processes"][0], "pss_mb": memory}])
        for students, sessions in ((50, 1), (300, 20))
    ]
    page = as_page(FACTS, {"classes": long}, NOW)
    assert "MB in each minute, the median: students 50, sessions 1." in page
    assert "MB in each minute, the median: students 300, sessions 20." in page


def test_what_was_never_measured_is_no_zero() -> None:
    silent = report(**Tally().summary())
    assert "None" not in as_page(FACTS, {"classes": [silent]}, NOW)
    assert "| 0 | 0 | 0 | - | - | - | - | - | - | - | - |" in as_page(FACTS, {"classes": [silent]}, NOW)


@pytest.mark.parametrize(
    ("cpu_s", "said"), [(6.0, "| 300 | 0.2 | 1500 | yes |"), (29.4, "| 300 | 0.98 | 306.1 | no |")]
)
def test_what_the_web_process_would_take_is_told_from_what_it_took(cpu_s: float, said: str) -> None:
    web = {"part": "web", "cpu_s": cpu_s, "cores": cpu_s / 30}
    flood = report(accepted=9000, frames_per_s=300.0, processes=[{"part": "redis-server"}, web])
    page = as_page(FACTS, {"receiving": [receiving_row(flood | {"duration_s": 30.0})]}, NOW)
    assert "| accepted | refused | frames per s | cores | frames per core s | extrapolated |" in page
    assert said in page


@pytest.mark.parametrize(("kind", "of"), [("machines", "machines"), ("workers", "processes")])
def test_of_several_runs_of_the_same_the_median_and_the_range_are_shown(kind: str, of: str) -> None:
    speeds = [(1, 57.8, 127.7), (2, 118.6, 128.8), (1, 59.0, 130.0), (2, 112.0, 125.5), (1, 55.1, 126.0)]
    fixed = {"frames": 1500, "cpu_ms_per_frame": 7.8, "redis_ms_per_frame": 0.7}
    runs = [{of: n, "frames_per_s": s, "frames_per_core_s": core_s, **fixed} for n, s, core_s in speeds]
    page = as_page(FACTS, {kind: runs}, NOW)
    assert f"| {of} | runs | frames | frames per s, median | range | frames per core s, median | range |" in page
    assert "| 1 | 3 | 1500 | 57.8 | 55.1 to 59 | 127.7 | 126 to 130 | 7.8 | 0.7 |" in page
    assert "| 2 | 2 | 1500 | 115.3 | 112 to 118.6 | 127.15 | 125.5 to 128.8 | 7.8 | 0.7 |" in page


def test_only_what_was_asked_for_stands_on_the_page() -> None:
    page = as_page(FACTS, {"reports": [{"students": 50, "wall_ms": 103.5}]}, NOW)
    assert "## Reports of long lectures" in page
    assert "| students | wall ms |\n| --- | --- |\n| 50 | 103.5 |" in page
    assert "## Classes" not in page


def test_the_numbers_lie_beside_the_page(tmp_path: Path) -> None:
    page = write_benchmark(tmp_path / "benchmarks", FACTS, {"reports": [{"students": 50}]}, NOW)
    assert page.name == "2026-11-21-1830.md"
    assert json.loads(page.with_suffix(".json").read_text()) == {"machine": FACTS, "reports": [{"students": 50}]}
