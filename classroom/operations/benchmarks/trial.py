"""A product that a benchmark starts for itself, beside the servers that this process has joined."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from classroom.operations.embedded import held_locks
from classroom.operations.processes import CHECKOUT, tied_command
from classroom.operations.readiness import Probe

START_TIMEOUT_S = 180.0
STOP_TIMEOUT_S = 60.0
POLL_S = 0.1


class TrialError(RuntimeError):
    """The product did not start or stop; the message ends with its output."""


@contextmanager
def running(arguments: tuple[str, ...], **environment: str) -> Iterator["subprocess.Popen[bytes]"]:
    """`manage.py` with these arguments, until the block ends.

    Raises:
        TrialError: it does not stop.
    """
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(
            tied_command((sys.executable, "manage.py", *arguments)),
            cwd=CHECKOUT,
            env=os.environ | environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
            pass_fds=held_locks(),
        )
        try:
            yield process
        except TimeoutError as error:
            raise TrialError(f"{error}\n{_end_of(output.fileno())}") from error
        finally:
            _stop(process)


def _stop(process: "subprocess.Popen[bytes]") -> None:
    process.send_signal(signal.SIGINT)
    try:
        process.wait(STOP_TIMEOUT_S)
    except subprocess.TimeoutExpired as error:
        os.killpg(process.pid, signal.SIGKILL)
        raise TrialError("The product did not stop.") from error


def _end_of(descriptor: int) -> str:
    return os.pread(descriptor, 20_000, max(0, os.fstat(descriptor).st_size - 20_000)).decode(errors="replace")


@contextmanager
def whole_product(port: int, **environment: str) -> Iterator[str]:
    """All parts on a port; the address, once all of them are well."""
    url = f"http://localhost:{port}"
    probe = Probe(f"http://127.0.0.1:{port}/readyz", f"localhost:{port}")
    with running(("run",), PORT=str(port), PUBLIC_URL=url, **environment):
        wait_until(lambda: not probe.unwell_parts(), "the product is not well")
        yield url


@contextmanager
def web_alone(port: int, **environment: str) -> Iterator[str]:
    """The web process without anybody who takes frames from it; its address."""
    url = f"http://localhost:{port}"
    probe = Probe(f"http://127.0.0.1:{port}/healthz", f"localhost:{port}")
    with running(("part", "web"), PORT=str(port), PUBLIC_URL=url, **environment):
        wait_until(lambda: not probe.unwell_parts(), "the web process does not answer")
        yield url


def wait_until(is_so: Callable[[], bool], complaint: str, timeout_s: float = START_TIMEOUT_S) -> None:
    give_up_at = time.monotonic() + timeout_s
    while not is_so():
        if time.monotonic() > give_up_at:
            raise TimeoutError(complaint)
        time.sleep(POLL_S)


def free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])
