"""`manage.py rotate_key`: a new signing key, under which nobody is thrown out."""

import secrets
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from classroom.environment import replace_kept_secret

KEY_BYTES = 50
STEPS = """A new key: {key}

1. On every machine: put the present SECRET_KEY into SECRET_KEY_FALLBACKS, the new key into SECRET_KEY, and restart the
   web servers and the general worker. With several web servers that restart one after the other, first give all of
   them the new key in SECRET_KEY_FALLBACKS.
2. After two weeks, or at once if somebody knows the old key: empty SECRET_KEY_FALLBACKS and restart again. Who was not
   here since then has to sign in anew."""


class Command(BaseCommand):
    help = "Makes a new signing key. The old one counts beside it until it is given up (--forget)."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--forget", action="store_true", help="give up the older keys of the embedded trial")

    def handle(self, *_arguments: Any, forget: bool, **_options: Any) -> None:
        if not settings.KEEPS_KEY:
            if forget:
                raise CommandError("The keys stand in the environment: empty SECRET_KEY_FALLBACKS there, and restart.")
            self.stdout.write(STEPS.format(key=secrets.token_urlsafe(KEY_BYTES)))
        elif forget:
            settings.OLDER_KEPT_KEYS.unlink(missing_ok=True)
            self.stdout.write("Older keys count no more after a restart.")
        else:
            replace_kept_secret(settings.KEPT_KEY, settings.OLDER_KEPT_KEYS)
            self.stdout.write(
                "A new key counts after a restart, and the older ones beside it until rotate_key --forget."
            )
