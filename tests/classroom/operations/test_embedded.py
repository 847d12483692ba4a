import os
import signal
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
import redis

from classroom.operations import embedded, postgresql, redis_server
from tests.classroom.operations.conftest import Client, keepers_of, processes_of, wait_until

Join = Callable[..., Client]


def test_a_process_gets_a_database_and_a_redis(join: Join, var_dir: Path) -> None:
    with psycopg.connect(join("join_postgresql").address()) as connection:
        version, database = connection.execute("SELECT version(), current_database()").fetchone()
    assert version.startswith("PostgreSQL 18")
    assert database == "classroom"
    assert redis.Redis.from_url(join("join_redis").address()).ping()


def test_a_second_process_joins_the_server_of_the_first(join: Join, var_dir: Path) -> None:
    assert join().address() == join().address()
    assert len(_servers(var_dir)) == 1


def test_many_processes_at_once_start_one_server(join: Join, var_dir: Path) -> None:
    clients = [join() for _ in range(6)]
    assert len({client.address() for client in clients}) == 1
    assert len(_servers(var_dir)) == 1


def test_the_server_stays_while_somebody_uses_it(join: Join, var_dir: Path) -> None:
    first, second = join(), join()
    address = first.address()
    second.address()
    first.leave()
    assert redis.Redis.from_url(address).ping()


def test_the_last_one_to_leave_ends_the_servers(join: Join, var_dir: Path) -> None:
    clients = [join("join_postgresql"), join("join_redis")]
    addresses = [client.address() for client in clients]
    assert all(addresses)
    for client in clients:
        client.leave()
    wait_until(lambda: not processes_of(var_dir))


def test_killed_processes_leave_no_server_behind(join: Join, var_dir: Path) -> None:
    clients = [join(), join()]
    assert "" not in [client.address() for client in clients]
    for client in clients:
        client.kill()
    wait_until(lambda: not processes_of(var_dir))


def test_a_server_that_died_is_started_again_at_the_same_address(join: Join, var_dir: Path) -> None:
    connection = redis.Redis.from_url(join().address())
    connection.set("frame", "gone with the server: nothing is kept on a disk")
    os.kill(_servers(var_dir)[0], signal.SIGKILL)
    wait_until(lambda: _answers(connection))
    assert connection.get("frame") is None


def test_a_killed_keeper_takes_its_server_along_and_is_replaced(join: Join, var_dir: Path) -> None:
    join().address()
    os.kill(keepers_of(var_dir)[0], signal.SIGKILL)
    wait_until(lambda: not _servers(var_dir))
    assert redis.Redis.from_url(join().address()).ping()


def test_data_is_there_the_next_time(join: Join, var_dir: Path) -> None:
    first = join("join_postgresql")
    with psycopg.connect(first.address()) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 'yes' AS answer")
    first.leave()
    wait_until(lambda: not processes_of(var_dir))
    with psycopg.connect(join("join_postgresql").address()) as connection:
        assert connection.execute("SELECT answer FROM kept").fetchone() == ("yes",)


def test_data_of_another_version_is_refused_with_the_reason(join: Join, var_dir: Path) -> None:
    data = var_dir / "embedded" / "postgresql" / "data"
    data.mkdir(parents=True)
    (data / "PG_VERSION").write_text("17\n")
    client = join("join_postgresql")
    assert client.address() == ""
    assert "was made by PostgreSQL 17; this is 18" in client.process.stderr.read()


def test_only_what_is_missing_is_embedded(var_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedded, "join_redis", lambda _var_dir: "unix:///own.sock?db=0")
    environ = {"DATABASE_URL": "postgresql://db/classroom"}
    embedded.ensure_servers(environ, var_dir)
    assert environ == {"DATABASE_URL": "postgresql://db/classroom", "REDIS_URL": "unix:///own.sock?db=0"}


def test_an_embedded_database_makes_it_a_trial(var_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedded, "join_postgresql", lambda _var_dir: "postgresql:///classroom?host=/own")
    environ = {"REDIS_URL": "redis://cache/0"}
    embedded.ensure_servers(environ, var_dir)
    assert environ["CLASSROOM_EMBEDDED"] == "1"
    assert environ["REDIS_URL"] == "redis://cache/0"


@pytest.mark.parametrize(
    ("server", "variable"), [(postgresql.PostgreSQL, "DATABASE_URL"), (redis_server.Redis, "REDIS_URL")]
)
def test_without_the_programs_one_sentence_says_what_to_do(
    server: type, variable: str, var_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "is_installed", staticmethod(lambda: False))
    environ = {"DATABASE_URL": "postgresql://db/classroom", "REDIS_URL": "redis://cache/0"}
    del environ[variable]
    with pytest.raises(SystemExit, match=f"There is no {variable}.*is not installed.*or set {variable}="):
        embedded.ensure_servers(environ, var_dir)


def _servers(var_dir: Path) -> list[int]:
    return processes_of(var_dir, "redis-server")


def _answers(connection: "redis.Redis") -> bool:
    try:
        return bool(connection.ping())
    except redis.ConnectionError:
        return False
