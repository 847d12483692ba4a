"""Bringing the whole product up and watching over it until somebody stops it."""

import errno
import signal
import socket
import time
from collections.abc import Callable
from types import FrameType

from classroom.operations.parts import Part
from classroom.operations.processes import PartProcess
from classroom.operations.readiness import Probe
from classroom.operations.supervisor import GaveUpError, Supervisor

STEP_S = 0.2
READY_POLL_S = 0.5
PATIENCE_S = 60.0


class PortTakenError(RuntimeError):
    """The port cannot be listened on; the message says what to do."""


class StopRequest:
    """Remembers that somebody asked to stop: Ctrl-C, SIGTERM, or a terminal that was closed."""

    def __init__(self) -> None:
        self.reason = ""
        for stop_signal in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(stop_signal, self._note)

    def __bool__(self) -> bool:
        return bool(self.reason)

    def _note(self, number: int, _frame: FrameType | None) -> None:
        if self.reason:
            raise KeyboardInterrupt  # asked twice: do not wait for anything
        self.reason = signal.Signals(number).name


def refuse_taken_port(host: str, port: int) -> None:
    """Raise PortTakenError unless the port can be listened on."""
    with socket.socket() as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, port))
        except OSError as error:
            raise PortTakenError(_why_not(port, error)) from error


def run_parts(parts: list[Part], probe: Probe, write: Callable[[str], None], on_ready: Callable[[], None]) -> int:
    """Run the parts until somebody stops them or one of them keeps dying.

    Args:
        write: takes one line of output.
        on_ready: called once, when all parts are well.

    Returns:
        The exit status: 0 after a stop that was asked for, 1 after giving up.
    """
    stop = StopRequest()
    supervisor = Supervisor(
        parts,
        start=lambda part: PartProcess(part, write),
        clock=time.monotonic,
        tell=lambda line: write(f"run: {line}"),
    )
    try:
        _watch(supervisor, stop, _Readiness(probe, write, on_ready))
        write(f"run: stopping ({stop.reason}); what has begun is finished first. Ctrl-C again ends everything at once.")
        supervisor.stop(time.sleep)
    except GaveUpError as error:
        write(f"run: {error} Everything is stopped.")
        supervisor.stop(time.sleep)
        return 1
    except KeyboardInterrupt:
        return 0
    finally:
        supervisor.kill()
    return 0


class _Readiness:
    """Asks until everything is well, and says after PATIENCE_S what is not."""

    def __init__(self, probe: Probe, write: Callable[[str], None], on_ready: Callable[[], None]) -> None:
        self._probe = probe
        self._write = write
        self._on_ready = on_ready
        self._is_settled = False
        self._ask_at = 0.0
        self._complain_at = time.monotonic() + PATIENCE_S

    def step(self) -> None:
        now = time.monotonic()
        if self._is_settled or now < self._ask_at:
            return
        unwell = self._probe.unwell_parts()
        if not unwell:
            self._is_settled = True
            self._on_ready()
        elif now > self._complain_at:
            self._write(f"run: not ready after {PATIENCE_S:.0f} s; not well: {', '.join(unwell)}. Still trying.")
            self._complain_at = now + PATIENCE_S
        self._ask_at = time.monotonic() + READY_POLL_S


def _watch(supervisor: Supervisor, stop: StopRequest, readiness: _Readiness) -> None:
    while not stop:
        supervisor.step()
        readiness.step()
        time.sleep(STEP_S)


def _why_not(port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"Port {port} is taken by another program. Choose another one: PORT={port + 1} make run"
    return f"Port {port} cannot be used ({error.strerror}). Choose another one: PORT=8000 make run"
