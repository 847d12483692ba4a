"""`manage.py backup FILE`: everything in the database, as it is now."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from classroom.operations.backups import BackupError, write_backup
from classroom.operations.restoring import OPERATOR
from classroom.privacy.audit import record_audit


class Command(BaseCommand):
    help = "Writes the whole database, except logins, into one zip file. Nobody has to stop working for it."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *_arguments: Any, file: Path, **_options: Any) -> None:
        try:
            manifest = write_backup(file)
        except BackupError as error:
            raise CommandError(str(error)) from error
        rows = sum(table.rows for table in manifest.tables)
        record_audit(actor=OPERATOR, action="backup.make", target="installation", rows=rows)
        self.stdout.write(
            f"{file} holds {rows} rows of {len(manifest.tables)} tables, {file.stat().st_size} bytes. They are "
            f"personal: encrypt it. Keep a copy of {settings.LEDGER_DIR} too, in another place; a restore needs both."
        )
