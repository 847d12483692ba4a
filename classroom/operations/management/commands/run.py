"""`manage.py run`: the whole product from one command."""

import os
import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError, call_command

from classroom.languages.catalogs import compile_catalogs
from classroom.operations.launch import PortTakenError, refuse_taken_port, run_parts
from classroom.operations.open_files import allow_many_sockets
from classroom.operations.parts import frame_workers, product_parts
from classroom.operations.serving import Serving, serve_here, serve_on_local_network
from classroom.operations.welcome import trial_notice, welcome


class Command(BaseCommand):
    help = "Runs the whole product: migrations, web server, frame workers, general worker, beat. Ctrl-C stops it."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--lan", action="store_true", help="serve over TLS on the local network")

    def handle(self, *_arguments: Any, lan: bool, **_options: Any) -> None:
        allow_many_sockets()
        try:
            serving = serve_on_local_network() if lan else serve_here()
            refuse_taken_port(serving.host, settings.PORT)
        except (PortTakenError, ValueError) as error:
            raise CommandError(str(error)) from error
        if settings.EMBEDDED:
            self._write("\n".join(trial_notice()))
        try:
            self._prepare()
        except KeyboardInterrupt:
            raise CommandError("Stopped before anything was started.") from None
        sys.exit(self._run(serving))

    def _prepare(self) -> None:
        compile_catalogs()
        call_command("migrate", interactive=False, verbosity=0)
        if settings.EMBEDDED:
            call_command("load_demo")
        if not settings.WHITENOISE_USE_FINDERS:
            call_command("collectstatic", interactive=False, verbosity=0)

    def _run(self, serving: Serving) -> int:
        parts = product_parts(
            host=serving.host,
            port=settings.PORT,
            frame_workers=frame_workers(os.environ),
            certificate=serving.certificate,
            environment={**serving.environment, "METRICS_PORT": ""},  # they share METRICS_DIR, and there is one port
        )
        return run_parts(parts, serving.probe, self._write, lambda: self._write(welcome(serving.addresses)))

    def _write(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()
