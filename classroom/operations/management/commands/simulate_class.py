"""`manage.py simulate_class`: students and dashboards made of software, and a report of how that went."""

import getpass
import json
import logging
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import uvloop
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from classroom.operations.open_files import allow_many_sockets
from classroom.operations.simulation.accounts import Credentials, own_teacher
from classroom.operations.simulation.pictures import frames_from
from classroom.operations.simulation.plan import Plan, PlanError, is_this_machine
from classroom.operations.simulation.run import SimulatedClass
from classroom.operations.simulation.site import SiteError
from classroom.operations.simulation.telling import ProgressLine, in_words


class Command(BaseCommand):
    help = "Lets students made of software join a running product and send frames; prints how long everything took."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--students", type=int, required=True, help="in all sessions together")
        parser.add_argument("--duration-s", type=float, required=True, help="measured from when everybody sits")
        parser.add_argument("--interval-s", type=float, help="send no more often; the server may ask for less")
        parser.add_argument("--sessions", type=int, default=1, help="lectures at once (default: 1)")
        parser.add_argument("--base-url", default=f"http://localhost:{settings.PORT}", help="default: %(default)s")
        parser.add_argument("--frames", type=Path, metavar="DIR_OR_VIDEO", help="default: a face that is made")
        parser.add_argument("--join-rate", type=float, default=20, help="students a second (default: 20)")
        parser.add_argument("--drop-rate", type=float, default=0, help="share that loses its connection in a minute")
        parser.add_argument("--json", type=Path, metavar="FILE", help="write the whole report here")
        parser.add_argument("--teacher", metavar="USERNAME", help="an account to use; the password is asked for")
        parser.add_argument("--allow-other-machines", action="store_true", help="the address may be elsewhere")

    def handle(self, *_arguments: Any, **options: Any) -> None:
        try:
            report = self._simulate(options)
        except (PlanError, SiteError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(in_words(report))
        if options["json"] is not None:
            options["json"].write_text(json.dumps(report, indent=2) + "\n")

    def _simulate(self, options: dict[str, Any]) -> dict[str, Any]:
        names = ("base_url", "students", "duration_s", "sessions", "interval_s", "join_rate", "drop_rate")
        plan = Plan(**{name: options[name] for name in names})
        is_here = is_this_machine(plan.base_url)
        if not is_here and not options["allow_other_machines"]:
            raise PlanError(f"{plan.base_url} is not this machine. If you may load it: --allow-other-machines.")
        if not is_here and options["teacher"] is None:
            raise PlanError("Another machine's product has accounts of its own: name a teacher with --teacher.")
        logging.getLogger("httpx").setLevel(logging.WARNING)  # one line for each request would bury the report
        pictures, progress = frames_from(options["frames"]), ProgressLine()
        allow_many_sockets()
        simulated = SimulatedClass(plan, pictures, progress.tell, trusts_everybody=is_here)
        with _teacher(options["teacher"]) as teacher:
            try:
                return uvloop.run(simulated.run(teacher, settings.VAR_DIR))
            finally:
                progress.end()


@contextmanager
def _teacher(username: str | None) -> Iterator[Credentials]:
    """The named account, or one made for this run alone."""
    if username is None:
        with own_teacher() as credentials:
            yield credentials
    else:
        yield Credentials(username, getpass.getpass(f"Password of {username}: "))
