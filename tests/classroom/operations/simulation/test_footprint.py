import os
import subprocess
import sys
from collections.abc import Iterator

import psutil
import pytest

from classroom.operations.simulation.footprint import Footprint, product_footprints


def test_a_process_has_memory_and_processor_time() -> None:
    own = Footprint("tests", psutil.Process())
    own.look()
    sum(range(2_000_000))
    own.look()
    summary = own.summary(seconds=1.0)
    assert (summary["part"], summary["processes"] >= 1) == ("tests", True)
    assert 10 < summary["pss_mb"]["most_of_one_process"] <= summary["pss_mb"]["most"]
    assert summary["cpu_s"] >= 0


@pytest.fixture
def sleeping_child() -> Iterator[subprocess.Popen[str]]:
    """A process of ours that has taken its memory and sleeps."""
    sleeps = "import sys; print(1, flush=True); sys.stdin.read()"
    command = [sys.executable, "-c", sleeps]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        child.stdout.readline()
        yield child
        child.communicate()


def test_a_part_is_a_process_with_its_children(sleeping_child: subprocess.Popen[str]) -> None:
    own = Footprint("tests", psutil.Process())
    own.look()
    assert sleeping_child.pid in own.cpu_s
    assert own.pss_bytes[-1] > own.largest_bytes
    together = own.processes
    sleeping_child.communicate()
    own.look()
    assert own.processes == together - 1


def test_a_process_that_has_gone_leaves_what_was_seen(monkeypatch: object) -> None:
    own = Footprint("tests", psutil.Process(os.getpid()))
    own.look()
    seen = list(own.pss_bytes)
    own.process = psutil.Process()
    monkeypatch.setattr(own.process, "memory_full_info", gone)
    monkeypatch.setattr(own.process, "children", gone)
    own.look()
    assert own.pss_bytes == seen


def gone(**_options: object) -> None:
    raise psutil.NoSuchProcess(0)


def test_nobody_listens_so_nothing_is_found(tmp_path: object) -> None:
    assert product_footprints(1, tmp_path) == []
