"""How long a large report takes, in a transaction that is rolled back."""

import statistics
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from random import Random
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from classroom.accounts.models import Role, User
from classroom.accounts.secret_links import new_secret, secret_hash
from classroom.courses.models import Course
from classroom.privacy.defaults import USUAL_MINIMUM_GROUP
from classroom.reports.services import make_report
from classroom.sessions.models import ClassSession, Marker, Participation, Status
from classroom.timelines.models import ClassBucket, SessionCounts

STUDENTS = 300
MINUTES = 90
LEAST_STUDENTS = 2 * USUAL_MINIMUM_GROUP  # half of them are read
BUCKET_S = 15
MARKERS = 12
ROUNDS = 20
WARM_UP = 3


class Command(BaseCommand):
    help = "Measure the report of a large lecture; nothing is kept."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--students", type=int, default=STUDENTS, help="default: %(default)s")
        parser.add_argument("--minutes", type=int, default=MINUTES, help="default: %(default)s")

    def handle(self, *_arguments: Any, students: int, minutes: int, **_options: Any) -> None:
        cost = measure_report(students, minutes)
        self.stdout.write(
            f"{ROUNDS} reports, {students} students, {minutes} minutes: median {cost.wall_ms:.0f} ms "
            f"({cost.processor_ms:.0f} ms of processor time), {cost.size_bytes} bytes"
        )


@dataclass(frozen=True)
class ReportCost:
    """Medians of one report page, and its size."""

    wall_ms: float
    processor_ms: float
    size_bytes: int


def measure_report(students: int, minutes: int) -> ReportCost:
    """Hold a lecture of that size, look at its report several times, and forget it.

    Raises:
        CommandError: it is so small that its figures would be hidden.
    """
    if students < LEAST_STUDENTS or minutes < 1:
        raise CommandError(f"A report that shows figures needs {LEAST_STUDENTS} students and a minute.")
    with _large_lecture(students, minutes) as (teacher, class_session):
        client = browser_of(teacher)
        path = reverse("report", args=[class_session.pk])
        for _round in range(WARM_UP):
            size = _size_of(client, path)
        wall_ms, processor_ms = [], []
        for _round in range(ROUNDS):
            started, used = time.perf_counter(), time.process_time()
            size = _size_of(client, path)
            wall_ms.append((time.perf_counter() - started) * 1000)
            processor_ms.append((time.process_time() - used) * 1000)
    return ReportCost(statistics.median(wall_ms), statistics.median(processor_ms), size)


def browser_of(user: User) -> Client:
    """A browser inside this process, in which somebody has signed in to this site."""
    client = Client(SERVER_NAME=urlsplit(settings.PUBLIC_URL).hostname or "localhost")
    client.force_login(user)
    return client


def _size_of(client: Client, path: str) -> int:
    """Ask for the page; how many bytes it has."""
    response = client.get(path, secure=True)
    if response.status_code != HTTPStatus.OK:
        raise CommandError(f"The report was not shown: status {response.status_code}.")
    return len(response.content)


@contextmanager
def _large_lecture(students: int, minutes: int) -> Iterator[tuple[User, ClassSession]]:
    """A lecture that is gone afterwards."""
    with transaction.atomic():
        teacher = User.objects.create(username=f"measure-{new_secret()}", role=Role.TEACHER)
        class_session = large_lecture(Course.objects.create(title="Measured", owner=teacher), students, minutes)
        yield teacher, class_session
        transaction.set_rollback(True)


def large_lecture(course: Course, students: int = STUDENTS, minutes: int = MINUTES) -> ClassSession:
    """An ended lecture with as many rows as a large one has; its figures are drawn by lot."""
    start = timezone.now() - timedelta(minutes=minutes)
    class_session = ClassSession.objects.create(
        course=course,
        topic="A large lecture",
        status=Status.ENDED,
        join_token=new_secret(),
        short_code="000000",
        started_at=start,
        ended_at=start + timedelta(minutes=minutes),
        window_closed_at=timezone.now(),
        minimum_group=course.minimum_group,
        retention_days=course.retention_days,
        bucket_s=BUCKET_S,
        model_name="measured",
        model_sha256="0" * 64,
        temperature=1.0,
        minimum_confidence=0.0,
    )
    lot = Random(students)  # noqa: S311  # the same figures each time
    ClassBucket.objects.bulk_create(
        _bucket(class_session, place, lot, students) for place in range(minutes * 60 // BUCKET_S)
    )
    Participation.objects.bulk_create(_seat(class_session, number) for number in range(students))
    Marker.objects.bulk_create(
        Marker(class_session=class_session, label=f"Slide {number}", at=start + timedelta(minutes=5 * number))
        for number in range(MARKERS)
    )
    SessionCounts.objects.create(
        class_session=class_session, readings=500_000, disagreements=900, unread={"no_face": 9}
    )
    make_report(class_session=class_session)
    return class_session


def _bucket(class_session: ClassSession, sequence: int, lot: Random, students: int) -> ClassBucket:
    shares = [round(lot.uniform(0, 0.28), 2) for _emotion in range(7)]
    engagement = round(lot.uniform(0.3, 0.8), 2)
    return ClassBucket(
        class_session=class_session,
        sequence=sequence,
        epoch="measured",
        minimum_group=class_session.minimum_group,
        contributors=students // 2,
        shares=shares,
        engagement=engagement,
        band_low=round(engagement - 0.04, 2),
        band_high=round(engagement + 0.04, 2),
        levels=[0.21, 0.43, 0.36],
        joined=students,
        sharing=students // 2 + lot.randrange(9),
        readable=students // 2,
        signals=[lot.choice([None, 0, 12, 31]) for _signal in range(6)],
    )


def _seat(class_session: ClassSession, number: int) -> Participation:
    return Participation(
        class_session=class_session,
        display_name=f"Student {number}",
        token_hash=secret_hash(new_secret()),
        data_hash=secret_hash(new_secret()),
    )
