import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from classroom.watching.folders import claim_folder, is_alive, living_folders

REPOSITORY = Path(__file__).parents[3]
CLAIM = "import sys; from pathlib import Path; from classroom.watching.folders import claim_folder; "


@contextmanager
def part(root: Path, name: str, and_then: str = "sys.stdin.read()") -> Iterator[Path]:
    """A process that holds a folder until it is killed."""
    statement = (
        f"{CLAIM} print(claim_folder(Path(sys.argv[1]), {name!r}), flush=True); {and_then or 'sys.stdin.read()'}"
    )
    command = [sys.executable, "-c", statement, str(root)]
    with subprocess.Popen(command, cwd=REPOSITORY, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield Path(process.stdout.readline().strip())
        process.kill()


def test_a_part_that_runs_has_a_folder_of_its_own(tmp_path: Path) -> None:
    with part(tmp_path, "web") as web, part(tmp_path, "frames") as frames:
        assert living_folders(tmp_path) == {"web": [web], "frames": [frames]}


def test_the_folder_of_a_part_that_was_killed_counts_no_more(tmp_path: Path) -> None:
    with part(tmp_path, "web") as folder:
        pass
    assert folder.is_dir()
    assert living_folders(tmp_path) == {}


def test_the_next_part_removes_what_the_dead_left_and_nothing_else(tmp_path: Path) -> None:
    with part(tmp_path, "web") as dead:
        (dead / "counter_1.db").touch()
    with part(tmp_path, "general") as living, part(tmp_path, "web") as new:
        assert not dead.exists()
        assert living.is_dir()
        assert living_folders(tmp_path) == {"general": [living], "web": [new]}


def test_two_of_the_same_part_are_both_found(tmp_path: Path) -> None:
    with part(tmp_path, "frames") as one, part(tmp_path, "frames") as other:
        assert living_folders(tmp_path) == {"frames": sorted([one, other])}


def test_a_folder_lives_as_long_as_a_child_of_its_part(tmp_path: Path) -> None:
    forks = "import os, time; os.fork() and os._exit(0); sys.stdin.read()"
    with part(tmp_path, "frames", forks) as folder:
        assert is_alive(folder)


def test_a_folder_that_was_removed_meanwhile_is_not_alive(tmp_path: Path) -> None:
    assert not is_alive(tmp_path / "gone")


def test_before_the_first_part_there_is_none(tmp_path: Path) -> None:
    assert living_folders(tmp_path / "nothing") == {}


def test_a_place_that_cannot_be_written_stops_the_start_by_name(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ImproperlyConfigured, match="METRICS_DIR must be a folder"):
        claim_folder(tmp_path / "file", "web")
