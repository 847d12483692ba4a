import os
import pwd
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from classroom.operations import private_places
from classroom.operations.private_places import home_within_reach, is_within_reach, own_directory, socket_directory

SOMEBODY = pwd.struct_passwd(("somebody", "x", 60001, 60001, "", "/nonexistent", "/bin/false"))


@pytest.fixture
def outside(var_dir: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setattr(private_places, "OUTSIDE", var_dir / "outside")
    return var_dir / "outside"


@pytest.fixture
def closed_home(var_dir: Path) -> Path:
    home = var_dir / "closed" / "home"
    home.mkdir(parents=True)
    home.parent.chmod(0o700)
    return home


def test_our_own_account_reaches_everything(closed_home: Path) -> None:
    assert is_within_reach(closed_home, account=None)


def test_another_account_does_not_pass_a_private_directory(closed_home: Path, var_dir: Path) -> None:
    assert is_within_reach(var_dir, SOMEBODY)
    assert not is_within_reach(closed_home, SOMEBODY)


def test_a_home_within_reach_is_used(var_dir: Path, outside: Path) -> None:
    assert home_within_reach(var_dir, SOMEBODY) == var_dir
    assert not outside.exists()


def test_a_home_out_of_reach_is_replaced_and_found_again(closed_home: Path, outside: Path) -> None:
    replacement = home_within_reach(closed_home, SOMEBODY)
    assert replacement.parent == outside
    assert is_within_reach(replacement, SOMEBODY)
    closed_home.parent.chmod(0o755)
    assert home_within_reach(closed_home, SOMEBODY) == replacement


def test_a_directory_of_ones_own_is_closed_to_others(var_dir: Path) -> None:
    assert own_directory(var_dir / "own", account=None).stat().st_mode & 0o777 == 0o700


def test_a_short_socket_path_lies_below_home(var_dir: Path) -> None:
    assert socket_directory(var_dir, "redis.sock", account=None) == (var_dir / "sockets", None)


def test_a_long_socket_path_is_replaced_by_a_private_short_one(var_dir: Path) -> None:
    sockets, temporary = socket_directory(var_dir / ("x" * 100), "redis.sock", account=None)
    assert len(os.fsencode(sockets / "redis.sock")) <= private_places.SOCKET_PATH_LIMIT_BYTES
    assert temporary is not None
    assert temporary.stat().st_mode & 0o777 == 0o700
    shutil.rmtree(temporary)
