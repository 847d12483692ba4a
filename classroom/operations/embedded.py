"""Own servers for trying out and development: whoever has no address of a PostgreSQL or Redis starts or joins them.

Nothing here imports Django, because the settings need the addresses first.
"""

import os
import subprocess
import sys
import time
from collections.abc import MutableMapping
from pathlib import Path

from classroom.locks import exclusive, hold_shared, is_held
from classroom.operations import postgresql, redis_server
from classroom.operations.keeper import ADDRESS, CLIENTS_LOCK, KEEPER_LOCK

CHECKOUT = Path(__file__).resolve().parents[2]
START_TIMEOUT_S = 150.0
POLL_S = 0.05
LOG_TAIL_LINES = 15

_held_locks: list[int] = []


class EmbeddedServerError(RuntimeError):
    """A server that cannot be had; the message is for the person at the terminal."""


def ensure_servers(environ: MutableMapping[str, str], var_dir: Path) -> None:
    """Set DATABASE_URL and REDIS_URL where they are missing, to servers of our own.

    CLASSROOM_EMBEDDED=1 is set when the database is ours, and only then: demo accounts depend on it, and a real
    database must not get them because REDIS_URL was forgotten.

    Raises:
        SystemExit: a server cannot be had; the message says what to do.
    """
    try:
        if not environ.get("DATABASE_URL"):
            environ["DATABASE_URL"] = join_postgresql(var_dir)
            environ["CLASSROOM_EMBEDDED"] = "1"
        if not environ.get("REDIS_URL"):
            environ["REDIS_URL"] = join_redis(var_dir)
    except EmbeddedServerError as error:
        raise SystemExit(str(error)) from error


def join_postgresql(var_dir: Path) -> str:
    """The address of a PostgreSQL that is started or joined; it stays as long as a process lives that joined it.

    Raises:
        EmbeddedServerError: a program is missing, or the server did not start.
    """
    if not postgresql.PostgreSQL.is_installed():
        raise EmbeddedServerError(postgresql.MISSING)
    return _join(postgresql.PostgreSQL.name, var_dir)


def join_redis(var_dir: Path) -> str:
    """The same of Redis."""
    if not redis_server.Redis.is_installed():
        raise EmbeddedServerError(redis_server.MISSING)
    return _join(redis_server.Redis.name, var_dir)


def held_locks() -> tuple[int, ...]:
    """Descriptors of the shares this process holds, for children that need the servers until they end themselves."""
    return tuple(_held_locks)


def _join(name: str, var_dir: Path) -> str:
    home = var_dir.resolve() / "embedded" / name
    home.mkdir(parents=True, exist_ok=True)
    if os.geteuid() == 0:
        for directory in (home, home.parent):
            directory.chmod(0o711)  # PostgreSQL's own account has to pass through
    _held_locks.append(hold_shared(home / CLIENTS_LOCK))
    with exclusive(home / "starting.lock"):
        return _await_address(name, home)


def _await_address(name: str, home: Path) -> str:
    """The address that the keeper announces; the keeper is started if there is none, once."""
    was_started = False
    give_up_at = time.monotonic() + START_TIMEOUT_S
    while time.monotonic() < give_up_at:
        if is_held(home / KEEPER_LOCK):
            if (home / ADDRESS).exists():
                return (home / ADDRESS).read_text()
            time.sleep(POLL_S)
        elif was_started:
            break
        else:
            _start_keeper(name, home)
            was_started = True
    raise EmbeddedServerError(f"The embedded {name} did not start. The end of {home / 'log'}:\n{_log_tail(home)}")


def _start_keeper(name: str, home: Path) -> None:
    """Start the keeper, which detaches itself; its log and the server's begin anew."""
    command = [sys.executable, "-m", "classroom.operations.keeper", name, str(home)]
    with (home / "log").open("wb") as log:
        subprocess.run(
            command, cwd=CHECKOUT, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True, check=False
        )


def _log_tail(home: Path) -> str:
    lines = (home / "log").read_text(errors="replace").splitlines()
    return "\n".join(lines[-LOG_TAIL_LINES:])
