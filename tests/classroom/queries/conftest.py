"""A database as after some years: a million buckets of four thousand lectures, copied by the database itself."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.db import connection, models, transaction
from django.utils import timezone
from pytest_django.plugin import DjangoDbBlocker

from classroom.accounts.models import Role, User
from classroom.courses.models import Course
from classroom.reports.models import SessionReport
from classroom.sessions.models import ClassSession, Participation
from classroom.timelines.models import ClassBucket
from tests.factories import ClassBucketFactory, ClassSessionFactory, CourseFactory, seat_in

TEACHERS, COURSES, LECTURES, BUCKETS, SEATS = 100, 400, 4000, 250, 5
BIG = frozenset(model._meta.db_table for model in (ClassBucket, Participation))


@dataclass(frozen=True)
class University:
    """Who asks, and about which of the four thousand lectures."""

    teacher: User
    admin: User
    course: Course
    live: ClassSession
    ended: ClassSession


@pytest.fixture(scope="module")
def university(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[University]:
    """It lies in one transaction for all tests of a module, and is gone afterwards."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield _filled()
        transaction.set_rollback(True)


def _filled() -> University:
    _check_no_references(*BIG)
    teachers = User.objects.bulk_create(User(username=f"many-{n}", password="!") for n in range(TEACHERS))
    courses = Course.objects.bulk_create(
        Course(title=f"Course {n}", owner=teachers[n % TEACHERS]) for n in range(COURSES)
    )
    lectures = ClassSession.objects.bulk_create(_held(courses[n % COURSES], n) for n in range(LECTURES))
    SessionReport.objects.bulk_create(SessionReport(class_session=each, measured_share=0.9) for each in lectures)
    pattern = ClassSessionFactory(course=CourseFactory())
    ClassBucketFactory(class_session=pattern, sequence=0)
    seat_in(pattern)
    _copy(ClassBucket, pattern, BUCKETS, sequence="place")
    _copy(Participation, pattern, SEATS, id="gen_random_uuid()", token_hash=NEW_HASH, data_hash=NEW_HASH)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    admin = User.objects.create(username="many-admin", role=Role.ADMIN)
    live = ClassSessionFactory(course=courses[0])
    return University(teachers[0], admin, courses[0], live, lectures[0])


def _check_no_references(*tables: str) -> None:
    """A million copies of one sound row need no million checks, which each test would wait for."""
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER ALL")


NEW_HASH = "replace(gen_random_uuid() || '' || gen_random_uuid(), '-', '')"


def _held(course: Course, number: int) -> ClassSession:
    ended_at = timezone.now() - timedelta(hours=1 + number)
    return ClassSessionFactory.build(
        course=course,
        ended=True,
        topic=f"Lecture {number}",
        started_at=ended_at - timedelta(minutes=62),
        ended_at=ended_at,
        window_closed_at=ended_at,
    )


def _copy(model: type[models.Model], pattern: ClassSession, times: int, **changes: str) -> None:
    """Give every lecture so many copies of the one row that the pattern has."""
    values = {field.column: f"pattern.{field.column}" for field in model._meta.concrete_fields if field.column != "id"}
    values |= {"class_session_id": "lecture.id"} | changes
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {model._meta.db_table} ({', '.join(values)}) SELECT {', '.join(values.values())} "
            f"FROM {ClassSession._meta.db_table} lecture, generate_series(1, {times}) place, "
            f"{model._meta.db_table} pattern WHERE pattern.class_session_id = %s AND lecture.id <> %s",
            [pattern.pk, pattern.pk],
        )
