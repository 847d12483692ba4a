import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from classroom.operations.parts import Part
from classroom.operations.processes import PartProcess, prefix, tied_command
from tests.classroom.operations.conftest import CHECKOUT, processes_of, wait_until

SLEEPER = "import time; time.sleep(600)"


def test_every_line_of_a_part_carries_its_name() -> None:
    lines: list[str] = []
    process = PartProcess(Part("web", (sys.executable, "-c", "print('one'); print('two')")), lines.append)
    wait_until(lambda: process.poll() is not None and len(lines) == 2)
    assert lines == ["web      | one", "web      | two"]


def test_a_part_sees_its_own_environment() -> None:
    lines: list[str] = []
    command = (sys.executable, "-c", "import os; print(os.environ['SECURE_TLS'])")
    process = PartProcess(Part("web", command, {"SECURE_TLS": "1"}), lines.append)
    wait_until(lambda: process.poll() is not None and lines == ["web      | 1"])


def test_names_have_no_colours_where_nobody_sees_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert prefix("web").startswith("\033[")
    monkeypatch.setenv("NO_COLOR", "1")
    assert prefix("web") == "web      | "


def test_killing_a_part_ends_its_children_too(tmp_path: Path) -> None:
    fork = f"import subprocess, sys; subprocess.run([sys.executable, '-c', '{SLEEPER}', {str(tmp_path)!r}])"
    process = PartProcess(Part("frames", (sys.executable, "-c", fork, str(tmp_path))), print)
    wait_until(lambda: len(processes_of(tmp_path)) == 2)
    process.kill()
    wait_until(lambda: process.poll() is not None and not processes_of(tmp_path))


def test_a_part_ends_when_its_parent_is_killed(tmp_path: Path) -> None:
    parent_code = (
        "import subprocess, sys, time\n"
        "from classroom.operations.processes import tied_command\n"
        f"subprocess.Popen(tied_command((sys.executable, '-c', {SLEEPER!r}, {str(tmp_path)!r})))\n"
        "time.sleep(600)\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", parent_code], cwd=CHECKOUT)
    wait_until(lambda: len(processes_of(tmp_path)) == 2)  # the code of the parent names the directory as well
    os.kill(parent.pid, signal.SIGKILL)
    parent.wait()
    wait_until(lambda: not processes_of(tmp_path))


def test_a_tied_command_is_run_as_it_is() -> None:
    done = subprocess.run(tied_command((sys.executable, "-c", "print('as it is')")), capture_output=True, check=True)
    assert done.stdout == b"as it is\n"
