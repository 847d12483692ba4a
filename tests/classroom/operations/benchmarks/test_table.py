import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from classroom.operations.benchmarks.table import as_page, write_benchmark
from classroom.operations.simulation.tally import Tally

NOW = datetime(2026, 11, 21, 18, 30, tzinfo=UTC)
FACTS = {"processor": "Some CPU", "cores": 2, "commit": "1a2b3c4"}


def report(**changes: Any) -> dict[str, Any]:
    tally = Tally(frames_sent=9, to_answer_s=[0.1, 0.2], to_dashboard_s=[0.9], intervals_s=[2.0, 2.5])
    memory = {"first": 170.1, "last": 175.0, "most": 180.2, "most_of_one_process": 180.2}
    web = {"part": "web", "processes": 1, "cores": 0.51, "pss_mb": memory}
    frames = {"part": "frames", "processes": 2, "cores": 0.7, "pss_mb": memory}
    return {"students": 50, "sessions": 1, "frames_per_s": 24.8, "processes": [frames, web]} | tally.summary() | changes


def test_a_page_says_on_what_and_what_was_measured() -> None:
    page = as_page(FACTS, {"classes": [report()]}, NOW)
    assert "# Benchmark of 2026-11-21 18:30 UTC" in page
    assert "processor Some CPU, cores 2, commit 1a2b3c4." in page
    assert "| 50 | 1 | 24.8 | 2 | 7 | 0 | 0.1 | 0.2 | 0.9 | 0.9 | 0.9 | 2.0 to 2.5 s |" in page
    assert (
        "| 50 | 1 | web | 1 | 0.51 | 170.1 | 175 | 180.2 | 180.2 |\n"
        "| 50 | 1 | frames | 2 | 0.7 | 170.1 | 175 | 180.2 | 180.2 |"
    ) in page


@pytest.mark.parametrize(("kind", "title"), [("soak", "Half an hour at full load"), ("overload", "Ten times the load")])
def test_long_and_heavy_classes_have_tables_like_the_others(kind: str, title: str) -> None:
    page = as_page(FACTS, {kind: [report()]}, NOW)
    assert f"## {title}" in page
    assert "| 50 | 1 | web | 1 | 0.51 |" in page


def test_what_was_never_measured_is_no_zero() -> None:
    silent = report(**Tally().summary())
    assert "| 0 | 0 | 0 | - | - | - | - | - | None to None s |" not in as_page(FACTS, {"classes": [silent]}, NOW)
    assert "| 0 | 0 | 0 | - | - | - | - | - | - |" in as_page(FACTS, {"classes": [silent]}, NOW)


def test_only_what_was_asked_for_stands_on_the_page() -> None:
    page = as_page(FACTS, {"workers": [{"processes": 1, "frames_per_s": 171.5}]}, NOW)
    assert "## Frame workers on a preloaded queue" in page
    assert "| processes | frames per s |\n| --- | --- |\n| 1 | 171.5 |" in page
    assert "## Classes" not in page


def test_the_numbers_lie_beside_the_page(tmp_path: Path) -> None:
    page = write_benchmark(tmp_path / "benchmarks", FACTS, {"workers": [{"processes": 1}]}, NOW)
    assert page.name == "2026-11-21-1830.md"
    assert json.loads(page.with_suffix(".json").read_text()) == {"machine": FACTS, "workers": [{"processes": 1}]}
