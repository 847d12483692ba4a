"""The whole product as a process of its own, started the way `make run` does it, on servers of its own."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Self

import psycopg
import redis

from classroom.locks import is_held
from classroom.operations.benchmarks.trial import free_port
from classroom.operations.keeper import KEEPER_LOCK
from classroom.operations.private_places import POINTER
from classroom.operations.processes import tied_command
from classroom.operations.readiness import Probe

CHECKOUT = Path(__file__).resolve().parents[2]
PLACE = CHECKOUT / "var" / "browser"
LAST_LOG = PLACE / "last.log"
BUCKET_S = 2
FRAME_INTERVAL_MS = 500
START_TIMEOUT_S = 300
STOP_TIMEOUT_S = 90
POLL_S = 0.2
# What tests/own_servers.py, or whoever runs the tests, set for another installation.
NOT_PASSED_ON = (
    *("DATABASE_URL", "REDIS_URL", "CLASSROOM_EMBEDDED", "SECRET_KEY", "SECRET_KEY_FALLBACKS", "ALLOWED_HOSTS"),
    *("CSRF_TRUSTED_ORIGINS", "DEPLOYMENT_REGION", "TRUSTED_PROXIES", "SECURE_TLS", "DEBUG"),
)


class Product:
    """One run of the product with data of its own, which are gone afterwards; the log stays at LAST_LOG.

    Args:
        name: of the directory of its data.
        environment: what it gets beyond the environment of the tests.
    """

    def __init__(self, name: str = "run", environment: Mapping[str, str] | None = None) -> None:
        self.var_dir = PLACE / f"{name}-{os.getpid()}"
        self.temporary = self.var_dir / "tmp"
        self.log = self.var_dir / "output.log"
        self.port = free_port()
        self.url = f"http://localhost:{self.port}"
        self._more_environment = environment or {}
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def database_url(self) -> str:
        return (self.var_dir / "embedded" / "postgresql" / "address").read_text()

    @property
    def redis_url(self) -> str:
        return (self.var_dir / "embedded" / "redis" / "address").read_text()

    def start(self) -> None:
        """Start it without data and wait until all of its parts are well."""
        self.remove()  # an earlier run with the same process id
        self.temporary.mkdir(parents=True)
        self.start_again()

    def start_again(self) -> None:
        """Start it on the data that it has, and wait until all of its parts are well."""
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                tied_command((sys.executable, "manage.py", "run")),
                cwd=CHECKOUT,
                env=self.environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self._wait(self._has_started, START_TIMEOUT_S, "the product did not start")

    @contextmanager
    def running(self) -> Iterator[Self]:
        """Start it without data; stop it, which has to end in order, and delete its data at the end of the block."""
        try:
            self.start()
            yield self
        finally:
            status = self.stop()
        assert status == 0, "Ctrl-C did not end the product in order"
        self.remove()

    def unwell_parts(self) -> list[str]:
        """The parts that are not well; empty when all are."""
        return Probe(f"http://127.0.0.1:{self.port}/readyz", f"localhost:{self.port}").unwell_parts()

    def stop(self) -> int:
        """Press Ctrl-C, wait until nothing of it is left, and return its exit status."""
        if self._process is None:
            return 0
        self._process.send_signal(signal.SIGINT)
        try:
            status = self._process.wait(STOP_TIMEOUT_S)
            self._wait(self._is_gone, STOP_TIMEOUT_S, "the product left something behind")
        finally:
            self._process.kill()
            shutil.copy(self.log, LAST_LOG)
        return status

    def remove(self) -> None:
        """Delete its data, wherever they lie."""
        elsewhere = self.var_dir / "embedded" / "postgresql" / POINTER
        if elsewhere.is_symlink():
            shutil.rmtree(elsewhere.resolve())
        shutil.rmtree(self.var_dir, ignore_errors=not self.var_dir.exists())

    def output(self, start: int = 0) -> str:
        """What it has written, from a place on (in letters)."""
        return self.log.read_text(errors="replace")[start:]

    def processes(self, word: str = "") -> list[int]:
        """The running processes that were started for this run and have a word in their command line."""
        found = []
        for directory in Path("/proc").glob("[0-9]*"):
            try:
                environment = (directory / "environ").read_bytes().split(b"\0")
                command = (directory / "cmdline").read_bytes()
            except (FileNotFoundError, PermissionError, ProcessLookupError):
                continue  # it has ended, or is none of ours
            if f"VAR_DIR={self.var_dir}".encode() in environment and word.encode() in command:
                found.append(int(directory.name))
        return found

    def kill(self, word: str) -> None:
        """Kill -9 every process of this run with a word in its command line."""
        victims = self.processes(word)
        assert victims, f"no process of the product has {word!r} in its command line"
        for victim in victims:
            os.kill(victim, signal.SIGKILL)

    def kill_redis(self) -> None:
        """Kill -9 the server, which writes a title of its own over its command line and environment."""
        with redis.Redis.from_url(self.redis_url) as client:
            os.kill(client.info("server")["process_id"], signal.SIGKILL)

    def kill_postgresql(self) -> None:
        """Kill -9 the server's first process."""
        os.kill(self.first_of_postgresql(), signal.SIGKILL)

    def first_of_postgresql(self) -> int:
        """The server's first process; it names itself in the directory of its data."""
        with psycopg.connect(self.database_url) as connection:
            (directory,) = connection.execute("SHOW data_directory").fetchone()
        return int((Path(directory) / "postmaster.pid").read_text().split()[0])

    def environment(self) -> dict[str, str]:
        """What the product runs under, for commands that are to find it."""
        kept = {name: value for name, value in os.environ.items() if name not in NOT_PASSED_ON}
        return kept | {
            "VAR_DIR": str(self.var_dir),
            "TMPDIR": str(self.temporary),
            "PORT": str(self.port),
            "PUBLIC_URL": self.url,
            "BUCKET_S": str(BUCKET_S),
            "FRAME_INTERVAL_MS": str(FRAME_INTERVAL_MS),
            **self._more_environment,
        }

    def _has_started(self) -> bool:
        if self._process is None or self._process.poll() is not None:
            raise RuntimeError(f"The product ended at once:\n{self.output()}")
        return not self.unwell_parts()

    def _is_gone(self) -> bool:
        homes = (self.var_dir / "embedded").glob("*/")
        return not any(is_held(home / KEEPER_LOCK) for home in homes) and not self.processes()

    def _wait(self, is_so: Callable[[], bool], timeout_s: float, complaint: str) -> None:
        give_up_at = time.monotonic() + timeout_s
        while not is_so():
            if time.monotonic() > give_up_at:
                raise TimeoutError(f"{complaint}; its output:\n{self.output()}")
            time.sleep(POLL_S)
