"""A teacher who searches for "әсел" means "Әсел": the server must know upper and lower case beyond ASCII."""

import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from classroom.operations.postgresql import PostgreSQL
from tests.classroom.operations.conftest import Client, wait_until

FOUND = "SELECT 'Әсел Нұрланқызы' ILIKE '%әсел%' AND upper('Әсел') = upper('әсел')"


class OrdinaryServer(PostgreSQL):
    """A server from the machine's own packages."""

    def __init__(self, home: Path, programs: Path) -> None:
        super().__init__(home)
        self._programs = programs


@pytest.fixture
def ordinary_server(var_dir: Path) -> Iterator[OrdinaryServer]:
    programs = _installed_programs()
    if programs is None:
        pytest.skip("NOT RUN: no PostgreSQL is installed on this machine")
    server = OrdinaryServer(var_dir, programs)
    server.prepare()
    process = server.start()
    wait_until(server.is_ready)
    yield server
    _stop(process)


def test_search_ignores_case_on_the_embedded_server(join: Callable[[str], Client]) -> None:
    assert _one(join("join_postgresql").address(), FOUND) is True


def test_search_ignores_case_on_an_ordinary_server(ordinary_server: OrdinaryServer) -> None:
    assert _one(ordinary_server.url, FOUND) is True


def _one(url: str, statement: str) -> object:
    with psycopg.connect(url) as connection:
        return connection.execute(statement).fetchone()[0]


def _installed_programs() -> Path | None:
    on_path = shutil.which("postgres")
    candidates = [Path(on_path).resolve().parent] if on_path else []
    candidates += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((bin_dir.parent for bin_dir in candidates if (bin_dir / "initdb").exists()), None)


def _stop(process: "subprocess.Popen[bytes]") -> None:
    process.send_signal(PostgreSQL.stop_signals[0])
    process.wait()
