"""Clients of embedded servers as processes of their own, and what is left of them."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[3]
PATIENCE_S = 90
CLIENT = """
import sys
from pathlib import Path
from classroom.operations import embedded
print(getattr(embedded, sys.argv[1])(Path(sys.argv[2])), flush=True)
sys.stdin.read()
"""


class Client:
    """A process that joined a server and stays until it is told to leave or killed."""

    def __init__(self, join: str, var_dir: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", CLIENT, join, str(var_dir)],
            cwd=CHECKOUT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def address(self) -> str:
        return self.process.stdout.readline().strip()

    def leave(self) -> None:
        self.process.communicate()

    def kill(self) -> None:
        self.process.kill()
        self.process.communicate()


@pytest.fixture
def var_dir() -> Iterator[Path]:
    """A directory that an ordinary account can enter too; pytest's own are private."""
    directory = Path(tempfile.mkdtemp(prefix="var-"))
    directory.chmod(0o755)
    yield directory
    for pid in keepers_of(directory):
        os.kill(pid, signal.SIGTERM)  # not to wait until it finds itself alone
    wait_until(lambda: not processes_of(directory))
    shutil.rmtree(directory)


@pytest.fixture
def join(var_dir: Path) -> Iterator[Callable[[str], Client]]:
    """Starts clients: `join("join_redis")`. Those that still live at the end are killed."""
    clients: list[Client] = []

    def start(how: str = "join_redis") -> Client:
        clients.append(Client(how, var_dir))
        return clients[-1]

    yield start
    for client in clients:
        client.kill()


def processes_of(directory: Path, program: str = "") -> list[int]:
    """Ids of the processes whose command names the directory, and the program if one is asked for."""
    commands = ((int(entry.name), _command(entry)) for entry in Path("/proc").iterdir() if entry.name.isdecimal())
    wanted = (os.fsencode(directory), program.encode())
    return [pid for pid, command in commands if all(word in command for word in wanted)]


def keepers_of(directory: Path) -> list[int]:
    return processes_of(directory, "classroom.operations.keeper")


def wait_until(is_so: Callable[[], bool]) -> None:
    """Wait for something that another process does; fail when it does not happen."""
    give_up_at = time.monotonic() + PATIENCE_S
    while not is_so():
        if time.monotonic() > give_up_at:
            pytest.fail("what was waited for did not happen")
        time.sleep(0.05)


def _command(entry: Path) -> bytes:
    try:
        return (entry / "cmdline").read_bytes()
    except (FileNotFoundError, ProcessLookupError):  # it ended meanwhile
        return b""
