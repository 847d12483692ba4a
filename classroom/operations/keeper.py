"""A small process that keeps one embedded server alive for as long as some process uses it.

    python -m classroom.operations.keeper (postgresql|redis) HOME

Every user of the server holds a share of HOME/clients.lock. The kernel takes shares back from processes that end, also
from those that are killed, so that when the keeper gets the lock alone for LINGER_S nobody is left and it stops.
"""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import FrameType
from typing import Protocol

from classroom.locks import open_lock, release, try_exclusive
from classroom.operations.postgresql import PostgreSQL
from classroom.operations.redis_server import Redis

CLIENTS_LOCK = "clients.lock"
KEEPER_LOCK = "keeper.lock"
ADDRESS = "address"
LINGER_S = 3.0
POLL_S = 0.25
READY_POLL_S = 0.05
READY_TIMEOUT_S = 45.0
STOP_TIMEOUT_S = 20.0
FIRST_STARTS = 3
LONGEST_PAUSE_S = 5.0


class Server(Protocol):
    """What the keeper knows about a server."""

    @property
    def name(self) -> str: ...
    @property
    def stop_signals(self) -> tuple[signal.Signals, ...]: ...

    @property
    def url(self) -> str: ...
    def prepare(self) -> None: ...
    def start(self) -> "subprocess.Popen[bytes]": ...
    def is_ready(self) -> bool: ...
    def clean_up(self) -> None: ...


SERVERS: dict[str, type[PostgreSQL] | type[Redis]] = {server.name: server for server in (PostgreSQL, Redis)}


class NotReadyError(RuntimeError):
    """A server that ended, or did not answer in time, after it was started."""


class Keeper:
    """Starts a server, announces its address, restarts it when it dies and stops it when nobody uses it any more."""

    def __init__(self, server: Server, home: Path) -> None:
        self._server = server
        self._home = home
        self._clients = open_lock(home / CLIENTS_LOCK)
        self._process: subprocess.Popen[bytes] | None = None
        self._asked_to_stop = False

    def run(self) -> None:
        signal.signal(signal.SIGTERM, self._ask_to_stop)
        try:
            self._server.prepare()
            self._start_at_first()
            self._announce()
            self._watch()
        finally:
            (self._home / ADDRESS).unlink(missing_ok=True)
            self._stop()
            self._server.clean_up()

    def _ask_to_stop(self, _signal: int, _frame: FrameType | None) -> None:
        self._asked_to_stop = True

    def _start_at_first(self) -> None:
        """Start; a predecessor that is still closing its files is worth another try."""
        for attempt in range(1, FIRST_STARTS + 1):
            try:
                self._start()
                return
            except NotReadyError:
                if attempt == FIRST_STARTS:
                    raise
                time.sleep(attempt)

    def _start(self) -> None:
        self._process = self._server.start()
        give_up_at = time.monotonic() + READY_TIMEOUT_S
        while not self._server.is_ready():
            if self._process.poll() is not None:
                raise NotReadyError(f"{self._server.name} ended with status {self._process.returncode}.")
            if time.monotonic() > give_up_at:
                self._stop()
                raise NotReadyError(f"{self._server.name} did not answer within {READY_TIMEOUT_S:.0f} s.")
            time.sleep(READY_POLL_S)

    def _announce(self) -> None:
        unfinished = self._home / f"{ADDRESS}.new"
        unfinished.write_text(self._server.url)
        unfinished.rename(self._home / ADDRESS)

    def _watch(self) -> None:
        """Return when asked to, or when nobody has used the server for LINGER_S; the clients' lock is then ours."""
        alone_since = None
        while not self._asked_to_stop:
            self._restart_if_dead()
            if not try_exclusive(self._clients):
                alone_since = None
            elif alone_since is None:
                alone_since = time.monotonic()
            elif time.monotonic() - alone_since > LINGER_S:
                return
            release(self._clients)
            time.sleep(POLL_S)

    def _restart_if_dead(self) -> None:
        pause_s = READY_POLL_S
        while self._process is not None and self._process.poll() is not None and not self._asked_to_stop:
            print(f"{self._server.name} ended with status {self._process.returncode}; starting it again.", flush=True)
            time.sleep(pause_s)
            pause_s = min(2 * pause_s, LONGEST_PAUSE_S)
            try:
                self._start()
            except NotReadyError as error:
                print(error, flush=True)

    def _stop(self) -> None:
        if self._process is None:
            return
        for stop_signal in self._server.stop_signals:
            self._process.send_signal(stop_signal)
            try:
                self._process.wait(STOP_TIMEOUT_S)
                return
            except subprocess.TimeoutExpired:
                print(f"{self._server.name} heeds no {stop_signal.name}.", flush=True)


def main(arguments: list[str]) -> int:
    name, home = arguments[0], Path(arguments[1])
    keeper_lock = open_lock(home / KEEPER_LOCK)
    if not try_exclusive(keeper_lock):
        return 0  # another keeper is at work
    (home / ADDRESS).unlink(missing_ok=True)
    if os.fork():
        os._exit(0)  # whoever started us need not wait for us; the lock lives on in the child
    keeper = Keeper(SERVERS[name](home), home)
    keeper.run()
    os.close(keeper_lock)  # before the clients' lock ends with the process: who waits for that one starts a new keeper
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
