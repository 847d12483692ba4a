"""`manage.py remove_account USERNAME`: an account that goes for good, also from the audit log."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.models import ProtectedError

from classroom.accounts.models import User
from classroom.accounts.removal import remove_account


class Command(BaseCommand):
    help = "Removes an account that owns no course; the audit log becomes anonymous about it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")

    def handle(self, *_arguments: Any, username: str, **_options: Any) -> None:
        person = User.objects.filter(username=username).first()
        if person is None:
            raise CommandError("There is no such account.")
        try:
            remove_account(person=person)
        except ProtectedError as error:
            raise CommandError("It owns courses, perhaps archived ones. Hand them over first.") from error
        self.stdout.write("The account is removed.")
