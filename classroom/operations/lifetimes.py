"""Tying the life of a process to that of its parent, so that a killed parent leaves no orphan (Linux).

    python lifetimes.py PARENT_PID PROGRAM ARGUMENT...

becomes the program, tied to the parent. It is run as a file, with the standard library alone, to be quick.
"""

import ctypes
import os
import signal
import sys
from collections.abc import Callable

PR_SET_PDEATHSIG = 1  # linux/prctl.h


def tie_to_parent(death_signal: signal.Signals, parent: int | None = None) -> Callable[[], None]:
    """A function for a child to call before it becomes another program: it gets the signal when its parent dies.

    Args:
        death_signal: what the child gets.
        parent: the process id of the parent; by default whoever calls this function.

    The library is loaded here and not in the function, because little is safe between fork and exec.
    """
    if sys.platform != "linux":
        return lambda: None
    prctl = ctypes.CDLL(None).prctl
    expected = parent or os.getpid()

    def tie() -> None:
        prctl(PR_SET_PDEATHSIG, int(death_signal))
        if os.getppid() != expected:  # the parent died before the call
            os.kill(os.getpid(), death_signal)

    return tie


def main(arguments: list[str]) -> None:
    tie_to_parent(signal.SIGTERM, parent=int(arguments[0]))()
    os.execvp(arguments[1], arguments[1:])  # noqa: S606 (no shell is wanted)


if __name__ == "__main__":
    main(sys.argv[1:])
