"""A backup: all tables of the product, as one moment had them, in a zip of text files with a manifest.

Why not pg_dump: docs/decisions/0008-log-ledger-and-backup.md.
"""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone
from psycopg import sql

from classroom.privacy import erasure_ledger
from classroom.privacy.append_only_file import BrokenFileError

FORMAT = 1
MANIFEST = "manifest.json"
# Logins end with a restore; which migrations were applied stands in the manifest.
LEFT_OUT = frozenset({"django_session", "django_migrations"})


class BackupError(Exception):
    """Something that cannot be backed up or restored; the message is for the person at the terminal."""


@dataclass(frozen=True)
class TableContent:
    """One table in a backup: its columns in the order in which they are written."""

    name: str
    columns: list[str]
    rows: int

    @property
    def member(self) -> str:
        """Its file in the zip, in PostgreSQL's text format."""
        return f"tables/{self.name}.txt"


@dataclass(frozen=True)
class Manifest:
    """What a backup holds.

    Attributes:
        migrations: app and name of everything that was applied; the tables look as these made them.
        erasures: how many lines the ledger had; with fewer it is not the ledger that belongs to this backup.
    """

    made_at: datetime
    erasures: int
    migrations: list[tuple[str, str]]
    tables: list[TableContent]

    def as_json(self) -> str:
        return json.dumps({"format": FORMAT, **asdict(self)}, default=str, indent=1)

    @classmethod
    def from_json(cls, text: str | bytes) -> "Manifest":
        """Read it back.

        Raises:
            BackupError: the file is of another kind, or of a later release.
        """
        try:
            stored = json.loads(text)
            if stored["format"] != FORMAT:
                raise BackupError("This backup was made by another release, in a format that is not known here.")
            return cls(
                made_at=datetime.fromisoformat(stored["made_at"]),
                erasures=int(stored["erasures"]),
                migrations=[(app, name) for app, name in stored["migrations"]],
                tables=[TableContent(**table) for table in stored["tables"]],
            )
        except (KeyError, TypeError, ValueError) as error:
            raise BackupError("The manifest of this backup cannot be read.") from error


def write_backup(path: Path) -> Manifest:
    """Write a backup that only we may read. Nobody has to stop working for it.

    Raises:
        BackupError: the file is there already or cannot be written, or the ledger of erasures cannot be.
    """
    if path.exists():
        raise BackupError(f"{path} is there already; choose another name.")
    erasures = _erasures_in_ledger()
    unfinished = path.with_name(f"{path.name}.unfinished")
    try:
        manifest = _write(unfinished, erasures)
        unfinished.rename(path)
    except OSError as error:
        raise BackupError(f"{path} cannot be written: {error.strerror}.") from error
    finally:
        unfinished.unlink(missing_ok=True)
    return manifest


def _erasures_in_ledger() -> int:
    """How many there are; the ledger is made if nobody was erased yet, so that a missing one is a lost one."""
    ledger = erasure_ledger.ledger_file()
    try:
        ledger.append([])
        return len(erasure_ledger.lines())
    except OSError as error:
        raise BackupError(f"The ledger {ledger.path} is out of reach: {error.strerror}.") from error
    except BrokenFileError as error:
        raise BackupError(str(error)) from error


def _write(path: Path, erasures: int) -> Manifest:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode=0o600), "wb") as file:
        with ZipFile(file, "w", ZIP_DEFLATED) as archive, _one_moment() as cursor:
            manifest = Manifest(
                made_at=timezone.now(),
                erasures=erasures,
                migrations=sorted(MigrationRecorder(connection).applied_migrations()),
                tables=[_write_table(archive, cursor, name) for name in _tables_to_keep(cursor)],
            )
            archive.writestr(MANIFEST, manifest.as_json())
        file.flush()
        os.fsync(file.fileno())
    return manifest


@contextmanager
def _one_moment() -> Iterator[CursorWrapper]:
    """A transaction in which everything looks as it does now, whatever is written meanwhile."""
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield cursor


def _tables_to_keep(cursor: CursorWrapper) -> list[str]:
    tables = connection.introspection.django_table_names(only_existing=True)
    return sorted(set(tables) - LEFT_OUT)


def _write_table(archive: ZipFile, cursor: CursorWrapper, name: str) -> TableContent:
    columns = [column.name for column in connection.introspection.get_table_description(cursor, name)]
    statement = sql.SQL("COPY {} ({}) TO STDOUT").format(
        sql.Identifier(name), sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    with archive.open(f"tables/{name}.txt", "w", force_zip64=True) as file, cursor.copy(statement) as rows:
        for block in rows:
            file.write(block)
    return TableContent(name, columns, cursor.rowcount)


@contextmanager
def opened_backup(path: Path) -> Iterator[tuple[ZipFile, Manifest]]:
    """A backup for reading.

    Raises:
        BackupError: there is no such file, or it is no whole backup.
    """
    try:
        with ZipFile(path) as archive:
            manifest = Manifest.from_json(archive.read(MANIFEST))
            if broken := archive.testzip():
                raise BackupError(f"{path} is damaged: {broken} cannot be read.")
            yield archive, manifest
    except OSError as error:
        raise BackupError(f"{path} cannot be read: {error.strerror}.") from error
    except (BadZipFile, KeyError) as error:
        raise BackupError(f"{path} is no backup of this product, or only a part of one.") from error
