"""`manage.py restore FILE`: a backup in the place of everything in the database."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from classroom.operations.backups import BackupError
from classroom.operations.restoring import restore


class Command(BaseCommand):
    help = "Replaces the database by a backup and erases again who was erased since. Stop all parts first."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--yes", action="store_true", help="do not ask whether the database may be replaced")
        parser.add_argument("--without-ledger", action="store_true", help="go on although the ledger is lost")

    def handle(self, *_arguments: Any, file: Path, yes: bool, without_ledger: bool, **_options: Any) -> None:
        if not yes and not self._may_replace():
            raise CommandError("Nothing was changed.")
        try:
            restored = restore(file, without_ledger=without_ledger)
        except BackupError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"Restored {restored.rows} rows as they were on {restored.made_at:%Y-%m-%d %H:%M} UTC; erased again: "
            f"{restored.erasures}. Everybody has to sign in anew. Start the product now."
        )

    def _may_replace(self) -> bool:
        name = settings.DATABASES["default"]["NAME"]
        self.stdout.write(f"This replaces everything in the database {name}. Type yes to go on:")
        return input().strip().lower() == "yes"
