"""`manage.py bench`, behind `make bench`: a fixed matrix on products of its own, written to docs/benchmarks."""

import logging
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError, call_command

from classroom.operations.benchmarks.classes import Row, measure_class, measure_receiving
from classroom.operations.benchmarks.long_lecture import replay_lecture
from classroom.operations.benchmarks.machine import machine_facts
from classroom.operations.benchmarks.table import write_benchmark
from classroom.operations.benchmarks.trial import TrialError
from classroom.operations.benchmarks.worker import measure_machines, measure_workers
from classroom.operations.open_files import allow_many_sockets
from classroom.operations.processes import CHECKOUT
from classroom.operations.simulation.pictures import frames_from
from classroom.operations.simulation.plan import PlanError
from classroom.operations.simulation.site import SiteError
from classroom.operations.simulation.telling import ProgressLine
from classroom.reports.management.commands.measure_report import measure_report

STUDENTS = (50, 150, 300, 600)
SESSIONS = (1, 20)
DURATION_S = 120.0
SINGLES = (Row(1, 1, shows_one=True), Row(20, 20, shows_one=True))
SOAK, SOAK_S = Row(300, 1), 1800.0
OVERLOAD, OVERLOAD_S = Row(3000, 20), 960.0  # ten times what the product promises; a third tells a plateau from a leak
WORKERS = (1, 2)
MACHINES = (1, 2)
ROUNDS = 3  # of workers and machines, alternating, so that whatever else goes on in the meantime falls on both
QUEUED_FRAMES = 1500  # a slow machine must get through before they grow stale
REPORT_SIZES = ((50, 90), (300, 45), (300, 90), (300, 180), (600, 180))
REPLAY_SIZES = (50, 300)
REPLAY_MINUTES = (10, 60, 120, 180)
KINDS = ("classes", "singles", "soak", "overload", "workers", "machines", "receiving", "length", "reports")


class Command(BaseCommand):
    help = "Measures what this machine holds and writes a dated page to docs/benchmarks."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--only", nargs="+", choices=KINDS, default=KINDS, help="default: all")
        parser.add_argument("--students", nargs="+", type=int, default=STUDENTS, help="default: %(default)s")
        parser.add_argument("--sessions", nargs="+", type=int, default=SESSIONS, help="default: %(default)s")
        parser.add_argument("--duration-s", type=float, default=DURATION_S, help="of one class (default: %(default)s)")
        parser.add_argument("--queued-frames", type=int, default=QUEUED_FRAMES, help="default: %(default)s")
        parser.add_argument("--to", type=Path, default=CHECKOUT / "docs" / "benchmarks", help="default: %(default)s")

    def handle(self, *_arguments: Any, **options: Any) -> None:
        if not settings.EMBEDDED:
            raise CommandError("A benchmark needs servers of its own: unset DATABASE_URL and REDIS_URL.")
        logging.getLogger("httpx").setLevel(logging.WARNING)
        allow_many_sockets()
        call_command("migrate", interactive=False, verbosity=0)
        facts, now = machine_facts(), datetime.now(UTC)
        results: dict[str, list[dict[str, Any]]] = {}
        for kind in options["only"]:
            try:
                results[kind] = list(self._measured(kind, options))
            except (PlanError, SiteError, TrialError) as error:
                raise CommandError(str(error)) from error
            page = write_benchmark(options["to"], facts, results, now)  # so that what breaks off later loses nothing
        self.stdout.write(f"{page.read_text()}\nWritten to {page}.")

    def _measured(self, kind: str, options: dict[str, Any]) -> Iterator[dict[str, Any]]:
        measure: dict[str, Callable[[dict[str, Any]], Iterator[dict[str, Any]]]] = {
            "classes": self._classes,
            "singles": self._singles,
            "soak": lambda _options: self._class(SOAK, SOAK_S),
            "overload": lambda _options: self._class(OVERLOAD, OVERLOAD_S),
            "workers": self._workers,
            "machines": self._machines,
            "receiving": self._receiving,
            "length": self._length,
            "reports": self._reports,
        }
        return measure[kind](options)

    def _classes(self, options: dict[str, Any]) -> Iterator[dict[str, Any]]:
        for sessions in options["sessions"]:
            for students in options["students"]:
                yield from self._class(Row(students, sessions), options["duration_s"])

    def _singles(self, options: dict[str, Any]) -> Iterator[dict[str, Any]]:
        for row in SINGLES:
            yield from self._class(row, options["duration_s"])

    def _class(self, row: Row, duration_s: float) -> Iterator[dict[str, Any]]:
        self._say(f"{row.students} students in {row.sessions} sessions, {duration_s:g} s")
        progress = ProgressLine()
        yield measure_class(row, duration_s, frames_from(None), progress.tell)
        progress.end()

    def _workers(self, options: dict[str, Any]) -> Iterator[dict[str, Any]]:
        pictures = frames_from(None)
        for processes in WORKERS * ROUNDS:
            self._say(f"{options['queued_frames']} frames in the queue, {processes} worker processes")
            yield measure_workers(processes, options["queued_frames"], pictures)

    def _machines(self, options: dict[str, Any]) -> Iterator[dict[str, Any]]:
        pictures = frames_from(None)
        for machines in MACHINES * ROUNDS:
            self._say(f"{options['queued_frames']} frames in the queue, {machines} machines of half a core")
            yield measure_machines(machines, options["queued_frames"], pictures)

    def _receiving(self, options: dict[str, Any]) -> Iterator[dict[str, Any]]:
        self._say("a web process that is flooded")
        progress = ProgressLine()
        yield measure_receiving(min(30.0, options["duration_s"]), frames_from(None), progress.tell)
        progress.end()

    def _length(self, _options: dict[str, Any]) -> Iterator[dict[str, Any]]:
        for students in REPLAY_SIZES:
            self._say(f"{REPLAY_MINUTES[-1]} minutes of {students} students, replayed")
            yield from replay_lecture(students, REPLAY_MINUTES)

    def _reports(self, _options: dict[str, Any]) -> Iterator[dict[str, Any]]:
        for students, minutes in REPORT_SIZES:
            self._say(f"the report of {students} students and {minutes} minutes")
            yield {"students": students, "minutes": minutes, **asdict(measure_report(students, minutes))}

    def _say(self, line: str) -> None:
        self.stdout.write(f"Measuring {line} ...")
        self.stdout.flush()
