"""`manage.py replay_erasures`: for databases that were restored by other means than `manage.py restore`."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from classroom.operations.backups import BackupError
from classroom.operations.restoring import OPERATOR, forget_again, ledger_lines
from classroom.privacy.audit import record_audit
from classroom.privacy.audit_heads import note_head


class Command(BaseCommand):
    help = "Erases again everybody in the ledger whom the database still has. Before a restored database is served."

    def handle(self, *_arguments: Any, **_options: Any) -> None:
        try:
            with transaction.atomic():
                erasures = forget_again(ledger_lines())
                record_audit(actor=OPERATOR, action="ledger.replay", target="installation", erasures=erasures)
        except BackupError as error:
            raise CommandError(str(error)) from error
        note_head(is_restored=True)
        self.stdout.write(f"Erased again: {erasures}.")
