"""`manage.py part web`: one part of the product in this process, for containers and service managers."""

import os
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand

from classroom.languages.catalogs import compile_catalogs
from classroom.operations.open_files import allow_many_sockets
from classroom.operations.parts import PART_NAMES, frame_workers, product_parts


class Command(BaseCommand):
    help = "Becomes one part of the product; whoever started it restarts it."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", choices=PART_NAMES)
        parser.add_argument("--host", default="127.0.0.1", help="the address that the web server listens on")

    def handle(self, *_arguments: Any, name: str, host: str, **_options: Any) -> None:
        compile_catalogs()
        allow_many_sockets()
        parts = product_parts(host=host, port=settings.PORT, frame_workers=frame_workers(os.environ))
        part = next(part for part in parts if part.name == name)
        os.execvpe(part.command[0], part.command, os.environ | part.environment)  # noqa: S606 (no shell is wanted)
