"""Accounts for one simulated class, made in this machine's database and deleted with everything they made."""

import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from classroom.accounts.models import Role, User
from classroom.courses.models import Course
from classroom.sessions.models import ClassSession
from classroom.sessions.personal_data import delete_consents_nobody_refers_to

PATIENCE_S = 30.0
POLL_S = 0.5
MOST_CONSENTS = 100_000  # more than a simulation makes


@dataclass(frozen=True)
class Credentials:
    username: str
    password: str


@contextmanager
def own_teacher(patience_s: float = PATIENCE_S) -> Iterator[Credentials]:
    """A new teacher, who is gone afterwards; the audit log keeps what happened.

    Args:
        patience_s: how long to wait at the end for the reports of the lectures.
    """
    credentials, teacher = _made(Role.TEACHER)
    try:
        yield credentials
    finally:
        lectures = ClassSession.objects.filter(course__owner=teacher)
        _wait_for_reports([lecture.pk for lecture in lectures], patience_s)
        with transaction.atomic():
            lectures.delete()
            Course.objects.filter(owner=teacher).delete()
            teacher.delete()
            delete_consents_nobody_refers_to(timezone.now(), MOST_CONSENTS)


@contextmanager
def own_admin() -> Iterator[Credentials]:
    """A new admin, who is gone afterwards; the audit log keeps what happened."""
    credentials, admin = _made(Role.ADMIN)
    try:
        yield credentials
    finally:
        admin.delete()


def _made(role: Role) -> tuple[Credentials, User]:
    credentials = Credentials(f"simulated-{secrets.token_hex(4)}", secrets.token_urlsafe(16))
    return credentials, User.objects.create_user(credentials.username, password=credentials.password, role=role)


def _wait_for_reports(lectures: list[UUID], patience_s: float) -> None:
    """The general worker closes the last buckets and makes the reports; rows must not go from under it."""
    unfinished = ClassSession.objects.filter(pk__in=lectures, report=None)
    give_up_at = time.monotonic() + patience_s
    while unfinished.exists() and time.monotonic() < give_up_at:
        time.sleep(POLL_S)
