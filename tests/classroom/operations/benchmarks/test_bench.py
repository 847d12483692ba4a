import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from classroom.operations.benchmarks.trial import TrialError
from classroom.operations.management.commands import bench
from classroom.operations.simulation.memory_series import growth_in_the_last_third
from classroom.reports.management.commands import measure_report

pytestmark = pytest.mark.django_db


def test_a_part_of_the_matrix_is_written_to_a_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench, "REPORT_SIZES", ((10, 2), (10, 4)))
    monkeypatch.setattr(measure_report, "ROUNDS", 1)
    monkeypatch.setattr(measure_report, "WARM_UP", 0)
    output = io.StringIO()
    call_command("bench", "--only", "reports", "--to", str(tmp_path), stdout=output)
    (numbers,) = tmp_path.glob("*.json")
    rows = json.loads(numbers.read_text())["reports"]
    assert [(row["students"], row["minutes"]) for row in rows] == [(10, 2), (10, 4)]
    assert "## Reports of long lectures" in output.getvalue()
    assert f"Written to {numbers.with_suffix('.md')}" in output.getvalue()


@pytest.mark.parametrize(("kind", "of"), [("machines", "machines"), ("workers", "processes")])
def test_one_and_two_take_turns_three_times(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, of: str
) -> None:
    figures = {"frames_per_s": 60.0, "frames_per_core_s": 130.0, "cpu_ms_per_frame": 7.8, "redis_ms_per_frame": 0.7}

    def measured(number: int, frames: int, _pictures: object) -> dict[str, object]:
        return {of: number, "frames": frames, **figures}

    monkeypatch.setattr(bench, f"measure_{kind}", measured)
    call_command("bench", "--only", kind, "--to", str(tmp_path), stdout=io.StringIO())
    (numbers,) = tmp_path.glob("*.json")
    assert [run[of] for run in json.loads(numbers.read_text())[kind]] == [1, 2, 1, 2, 1, 2]
    assert "| 2 | 3 | 1500 | 60 | 60 to 60 |" in numbers.with_suffix(".md").read_text()


def test_what_was_measured_before_something_broke_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_arguments: object) -> None:
        raise TrialError("no worker came up")

    monkeypatch.setattr(bench, "replay_lecture", lambda *_arguments: iter([{"minute": 1}]))
    monkeypatch.setattr(bench, "REPLAY_SIZES", (50,))
    monkeypatch.setattr(bench, "measure_workers", broken)
    with pytest.raises(CommandError, match="no worker came up"):
        call_command("bench", "--only", "length", "workers", "--to", str(tmp_path), stdout=io.StringIO())
    (numbers,) = tmp_path.glob("*.json")
    assert json.loads(numbers.read_text())["length"] == [{"minute": 1}]


@pytest.mark.parametrize("duration_s", [bench.SOAK_S, bench.OVERLOAD_S])
def test_full_load_and_ten_times_that_last_long_enough_to_tell_a_plateau_from_a_leak(duration_s: float) -> None:
    looks_s = [5.0 * look for look in range(int(duration_s / 5))]
    assert growth_in_the_last_third(looks_s, [200.0] * len(looks_s)) == pytest.approx(0)


def test_it_runs_on_no_servers_but_its_own(settings: object) -> None:
    settings.EMBEDDED = False
    with pytest.raises(CommandError, match="servers of its own"):
        call_command("bench")


def test_a_lecture_whose_figures_would_be_hidden_is_not_measured() -> None:
    with pytest.raises(CommandError, match="needs 10 students"):
        call_command("measure_report", students=9)
