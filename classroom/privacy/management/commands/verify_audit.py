"""`manage.py verify_audit`: whether the audit log is what was written."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from classroom.privacy.append_only_file import BrokenFileError
from classroom.privacy.audit_chain import rules_switched_off, verify


class Command(BaseCommand):
    help = "Follows the chain of the audit log; names the first row that is not as it was written, and ends with 1."

    def handle(self, *_arguments: Any, **_options: Any) -> None:
        try:
            verdict = verify()
        except BrokenFileError as error:
            raise CommandError(str(error)) from error
        if verdict.broken:
            raise CommandError(f"The audit log is broken after {verdict.head.number} sound rows. {verdict.broken}")
        if missing := rules_switched_off():
            raise CommandError(f"Rules that keep the audit log append-only are switched off: {', '.join(missing)}.")
        self.stdout.write(f"The audit log is sound: {verdict.head.number} rows, the last hash is {verdict.head.hash}.")
