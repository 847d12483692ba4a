"""The whole product, and ways to hurt it beyond those of the browser tests."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import redis

from classroom.live.heartbeats import PARTS
from tests.browser.product import Product

SERVERS = ("postgresql", "redis")
# What one part's processes have in their command lines.
WEB, FRAMES, GENERAL, BEAT = "uvicorn", "frames@", "general@", "\0beat\0"
# What cameras and dashboards need to be connected; workers are needed only for figures.
CONNECTING_PARTS = {"web", "database", "redis"}


class FaultyProduct(Product):
    """A run of the product whose parts and servers end when a test wants it."""

    def kill_children(self, word: str, most: int | None = None) -> None:
        """Kill -9 the processes that a part has forked, or so many of them, and not their parent."""
        family = self.processes(word)
        children = [process for process in family if parent_of(process) in family]
        assert children, f"no process with {word!r} in its command line has a child"
        for child in children[:most]:
            os.kill(child, signal.SIGKILL)

    def terminate(self, word: str) -> int:
        """SIGTERM a part's first process, as a deployment does it; its process id."""
        family = self.processes(word)
        (first,) = [process for process in family if parent_of(process) not in family]
        os.kill(first, signal.SIGTERM)
        return first

    def kill_servers(self, *names: str) -> None:
        for name in names:
            {"postgresql": self.kill_postgresql, "redis": self.kill_redis}[name]()

    @contextmanager
    def outage_of(self, *names: str) -> Iterator[None]:
        """Servers are dead and stay so until the end of the block: their keepers do not get to start them."""
        keepers = [keeper for name in names for keeper in self.processes(f"operations.keeper\0{name}")]
        assert keepers, f"nobody keeps {names}"
        _signal(keepers, signal.SIGSTOP)
        try:
            self.kill_servers(*names)
            yield
        finally:
            _signal(keepers, signal.SIGCONT)

    @contextmanager
    def hanging_redis(self) -> Iterator[None]:
        """Redis takes connections and answers nothing until the end of the block."""
        with redis.Redis.from_url(self.redis_url) as client:
            server = client.info("server")["process_id"]
        _signal([server], signal.SIGSTOP)
        try:
            yield
        finally:
            _signal([server], signal.SIGCONT)

    @contextmanager
    def hanging_postgresql(self) -> Iterator[None]:
        """PostgreSQL takes connections and answers nothing, in the midst of whatever it does, until the end."""
        first = self.first_of_postgresql()
        _signal([first], signal.SIGSTOP)  # it starts no other one any more
        children = children_of(first)
        _signal(children, signal.SIGSTOP)
        try:
            yield
        finally:
            _signal([*children, first], signal.SIGCONT)  # who has ended is there until the first notes it

    def can_connect(self) -> bool:
        """Whether cameras and dashboards find what they need."""
        return not any(part.split()[0] in CONNECTING_PARTS for part in self.unwell_parts())

    def forget_heartbeats(self) -> None:
        """Whoever is well says so anew; of who died, nobody hears until it runs again."""
        with redis.Redis.from_url(self.redis_url) as client:
            client.delete(*(f"alive:{part}" for part in PARTS))

    def unheard_parts(self) -> list[str]:
        """Of which parts nothing was heard since then. Redis is asked: /readyz repeats its last answer for a second."""
        with redis.Redis.from_url(self.redis_url) as client:
            return [part for part in PARTS if not client.exists(f"alive:{part}")]

    def query(self, statement: str, *values: object) -> list[tuple[object, ...]]:
        with psycopg.connect(self.database_url) as connection:
            return connection.execute(statement, values).fetchall()


def parent_of(process: int) -> int:
    """The parent of a process; 0 when it has ended."""
    try:
        status = Path(f"/proc/{process}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return int(status.rpartition(")")[2].split()[1])


def children_of(process: int) -> list[int]:
    running = (int(directory.name) for directory in Path("/proc").glob("[0-9]*"))
    return [child for child in running if parent_of(child) == process]


def _signal(processes: list[int], number: signal.Signals) -> None:
    for process in processes:
        os.kill(process, number)
