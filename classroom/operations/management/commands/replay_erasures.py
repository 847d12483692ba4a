"""`manage.py replay_erasures`: for databases that were restored by other means than `manage.py restore`."""

from argparse import ArgumentParser, ArgumentTypeError
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from classroom.operations.backups import BackupError
from classroom.operations.restoring import OPERATOR, forget_again, ledger_lines, noted_since
from classroom.privacy.audit import record_audit
from classroom.privacy.audit_heads import note_head


def _moment(text: str) -> datetime:
    """A time with its zone; the ledger's times have one."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(str(error)) from error
    if moment.tzinfo is None:
        raise ArgumentTypeError(f"{text} has no time zone; add +00:00 for UTC.")
    return moment


class Command(BaseCommand):
    help = "Erases again everybody in the ledger whom the database still has. Before a restored database is served."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--made-at",
            type=_moment,
            help="when the copy was made (2026-11-21T18:00+00:00): what was erased long before stays as it is",
        )

    def handle(self, *_arguments: Any, made_at: datetime | None, **_options: Any) -> None:
        try:
            with transaction.atomic():
                lines = ledger_lines()
                erasures = forget_again(lines if made_at is None else noted_since(made_at, lines))
                record_audit(actor=OPERATOR, action="ledger.replay", target="installation", erasures=erasures)
        except BackupError as error:
            raise CommandError(str(error)) from error
        note_head(is_restored=True)
        self.stdout.write(f"Erased again: {erasures}.")
