"""Running parts as processes: in a session of their own, tied to us, with a prefix before every line they print."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path

from classroom.operations import lifetimes
from classroom.operations.embedded import held_locks
from classroom.operations.parts import PART_NAMES, Part

CHECKOUT = Path(__file__).resolve().parents[2]
COLOURS = dict(zip(PART_NAMES, (36, 33, 35, 32), strict=True))  # ANSI: cyan, yellow, magenta, green
NAME_WIDTH = 8


class PartProcess:
    """A part that runs, with the children it has."""

    def __init__(self, part: Part, write: Callable[[str], None]) -> None:
        self._process = subprocess.Popen(
            tied_command(part.command),
            cwd=CHECKOUT,
            env=os.environ | part.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            start_new_session=True,  # Ctrl-C reaches us alone, and one signal reaches all of its children
            pass_fds=held_locks(),  # the servers stay until the last part has ended, also when we are killed
        )
        threading.Thread(target=self._copy_output, args=(part.name, write), daemon=True).start()

    def poll(self) -> int | None:
        return self._process.poll()

    def terminate(self) -> None:
        """Ask the part to finish; it tells its own children."""
        self._process.terminate()

    def kill(self) -> None:
        """End whatever is left of it, children included."""
        try:
            os.killpg(self._process.pid, signal.SIGKILL)
        except ProcessLookupError:
            return

    def _copy_output(self, name: str, write: Callable[[str], None]) -> None:
        with self._process.stdout or nullcontext(()) as output:
            for line in output:
                write(f"{prefix(name)}{line.rstrip()}")


def tied_command(command: tuple[str, ...]) -> tuple[str, ...]:
    """The same command for a process that gets SIGTERM when this one dies, however that happens."""
    return (sys.executable, "-I", lifetimes.__file__, str(os.getpid()), *command)


def prefix(name: str) -> str:
    """The name of a part before a line of its output, in its colour where the output is a terminal."""
    text = f"{name:<{NAME_WIDTH}} | "
    if not sys.stdout.isatty() or os.environ.get("NO_COLOR"):
        return text
    return f"\033[{COLOURS.get(name, 0)}m{text}\033[0m"
