"""Putting a backup in the place of everything in the database, and forgetting again who was erased since.

It is one transaction, from the empty database to the last repeated erasure: nobody is served anything in between, and
when something fails the database is as it was.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from zipfile import ZipFile

import psycopg
from django.contrib.contenttypes.models import ContentType
from django.core.management.sql import emit_post_migrate_signal
from django.db import DatabaseError, connection, transaction
from django.db.backends.utils import CursorWrapper
from django.db.migrations import Migration
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.graph import MigrationGraph
from django.utils import timezone
from psycopg import sql

from classroom.operations.backups import LEFT_OUT, BackupError, Manifest, TableContent, opened_backup
from classroom.privacy import erasure_ledger
from classroom.privacy.append_only_file import BrokenFileError
from classroom.privacy.audit import record_audit
from classroom.privacy.audit_heads import note_head
from classroom.privacy.erasure_ledger import LedgerLine
from classroom.privacy.retention import apply_retention
from classroom.privacy.services import repeat_erasure

OPERATOR = "operator"
CLOCKS_DIFFER = timedelta(days=1)  # generous: what is repeated although the backup knows it has its receipt there
BLOCK_BYTES = 1 << 16
OTHERS = """
    SELECT count(*) FROM pg_stat_activity
     WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
"""
OWN_FUNCTIONS = """
    SELECT oid::regprocedure::text FROM pg_proc WHERE pronamespace = current_schema()::regnamespace
       AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_proc.oid AND deptype = 'e')
"""
NUMBERED = """
    SELECT table_name, column_name FROM information_schema.columns
     WHERE table_schema = current_schema() AND is_identity = 'YES'
"""


@dataclass(frozen=True)
class Restored:
    """What was put back.

    Attributes:
        erasures: how many lines of the ledger the backup did not know of.
    """

    made_at: datetime
    rows: int
    erasures: int


def restore(path: Path, *, without_ledger: bool = False) -> Restored:
    """Replace everything in the database by a backup, bring it to the present release and repeat erasures.

    Args:
        without_ledger: go on although the ledger is lost, or an older one than the backup's.

    Raises:
        BackupError: the backup or the ledger cannot be used, or somebody uses the database. Nothing was changed.
    """
    with opened_backup(path) as (archive, manifest):
        lines = ledger_lines()
        if not without_ledger:
            _refuse_lost_ledger(manifest, len(lines))
        _refuse_while_in_use()
        try:
            erasures = _restore(archive, manifest, lines)
        except (DatabaseError, psycopg.Error) as error:  # Django does not translate what COPY says
            reason = str(error).partition("\n")[0]  # what follows may be a row of the backup
            raise BackupError(f"The database refused the backup, and nothing was changed: {reason}") from error
    note_head(is_restored=True)
    return Restored(manifest.made_at, sum(table.rows for table in manifest.tables), erasures)


def _restore(archive: ZipFile, manifest: Manifest, lines: list[LedgerLine]) -> int:
    """Do it, in one transaction; how many erasures were repeated."""
    with transaction.atomic(durable=True):
        _replace(archive, manifest)
        erasures = forget_again(noted_since(manifest.made_at, lines))
        made_at = manifest.made_at.isoformat()
        record_audit(actor=OPERATOR, action="backup.restore", target="installation", made_at=made_at, erasures=erasures)
    return erasures


def _refuse_lost_ledger(manifest: Manifest, lines: int) -> None:
    path = erasure_ledger.ledger_file().path
    if path.exists() and lines >= manifest.erasures:
        return
    found = f"has {lines} erasures" if path.exists() else "is not there"
    raise BackupError(
        f"The ledger {path} {found}; the backup knew of {manifest.erasures}. People who were erased since would come "
        "back. Put the right ledger there (LEDGER_DIR names the directory), or add --without-ledger if it is lost."
    )


def ledger_lines() -> list[LedgerLine]:
    """What has to be repeated.

    Raises:
        BackupError: a line cannot be read.
    """
    try:
        return erasure_ledger.lines()
    except BrokenFileError as error:
        raise BackupError(f"{error} Without it an erased person could come back. Mend the line first.") from error


def noted_since(moment: datetime, lines: Iterable[LedgerLine]) -> list[LedgerLine]:
    """What a copy of that moment may not know of.

    An older erasure is done in it, even where its receipt has expired; whoever came back since and agreed anew under
    the same place on a list is not erased once more.
    """
    return [line for line in lines if line.at >= moment - CLOCKS_DIFFER]


def forget_again(lines: Iterable[LedgerLine]) -> int:
    """Repeat erasures that the database does not know of, and delete what expired; how many erasures there were."""
    erasures = sum(repeat_erasure(line=line) for line in lines)
    while apply_retention(now=timezone.now()):
        pass
    return erasures


def _replace(archive: ZipFile, manifest: Manifest) -> None:
    with connection.cursor() as cursor:
        _drop_everything(cursor)
        _make_tables_of(manifest)
        _fill(archive, manifest.tables, cursor)
    _migrate(_executor().loader.graph.leaf_nodes())
    emit_post_migrate_signal(verbosity=0, interactive=False, db=connection.alias)
    ContentType.objects.clear_cache()


def _refuse_while_in_use() -> None:
    with connection.cursor() as cursor:
        cursor.execute(OTHERS)
        (others,) = cursor.fetchone()
    if others:
        raise BackupError(f"{others} other connections use the database. Stop every part of the product first.")


def _drop_everything(cursor: CursorWrapper) -> None:
    cursor.execute("SET LOCAL lock_timeout = '10s'")
    cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")
    for (table,) in cursor.fetchall():
        cursor.execute(sql.SQL("DROP TABLE {} CASCADE").format(sql.Identifier(table)))
    cursor.execute(OWN_FUNCTIONS)
    for (function,) in cursor.fetchall():
        cursor.execute(f"DROP FUNCTION {function} CASCADE")


def _make_tables_of(manifest: Manifest) -> None:
    """Tables as the release made them that wrote the backup."""
    graph = _executor().loader.graph
    applied = set(manifest.migrations)
    if unknown := applied - graph.nodes.keys():
        app, name = min(unknown)
        raise BackupError(f"This backup was made by a newer release: {app}.{name} is not known here. Update first.")
    _migrate([node for node in sorted(applied) if not _later_ones(graph, node) & applied])


def _later_ones(graph: MigrationGraph, node: tuple[str, str]) -> set[tuple[str, str]]:
    return {child.key for child in graph.node_map[node].children if child.key[0] == node[0]}


def _migrate(targets: list[tuple[str, str]]) -> None:
    _executor().migrate(targets)


def _executor() -> MigrationExecutor:
    return MigrationExecutor(connection, progress_callback=_settle)


def _settle(action: str, migration: Migration | None = None, fake: bool | None = None) -> None:
    """Check what is put off until the commit: a table with unchecked rows cannot be altered by the next migration."""
    if action == "apply_success":
        connection.check_constraints()


def _fill(archive: ZipFile, tables: list[TableContent], cursor: CursorWrapper) -> None:
    """Copy every table, without the triggers that would chain or refuse rows which are chained already."""
    present = set(connection.introspection.django_table_names(only_existing=True)) - LEFT_OUT
    if unknown := {table.name for table in tables} - present:
        raise BackupError(f"The backup holds a table that its release did not have: {min(unknown)}.")
    names = [sql.Identifier(table.name) for table in tables]
    for name in names:
        cursor.execute(sql.SQL("ALTER TABLE {} DISABLE TRIGGER USER").format(name))
    for table in tables:
        _fill_table(archive, table, cursor)
    connection.check_constraints()
    for name in names:
        cursor.execute(sql.SQL("ALTER TABLE {} ENABLE TRIGGER USER").format(name))
    _go_on_counting(cursor)


def _fill_table(archive: ZipFile, table: TableContent, cursor: CursorWrapper) -> None:
    columns = sql.SQL(", ").join(map(sql.Identifier, table.columns))
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table.name), columns)
    with archive.open(table.member) as file, cursor.copy(statement) as rows:
        while block := file.read(BLOCK_BYTES):
            rows.write(block)
    if cursor.rowcount != table.rows:
        raise BackupError(f"{table.name} has {cursor.rowcount} rows in the backup instead of {table.rows}.")


def _go_on_counting(cursor: CursorWrapper) -> None:
    """New rows get numbers after the copied ones."""
    cursor.execute(NUMBERED)
    for table, column in cursor.fetchall():
        statement = sql.SQL("SELECT setval(pg_get_serial_sequence(%s, %s), coalesce(max({1}), 0) + 1, false) FROM {0}")
        names = (sql.Identifier(table), sql.Identifier(column))
        cursor.execute(statement.format(*names), [f'"{table}"', column])
