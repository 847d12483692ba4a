"""Every address of the product, asked by everybody: see permissions.py."""

from dataclasses import dataclass
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import get_resolver, reverse

from classroom.accounts.models import Role, User
from classroom.accounts.secret_links import new_secret, secret_hash
from classroom.courses.models import Course
from classroom.privacy.registry import Subject
from classroom.privacy.services import erase_subject
from classroom.reports.services import make_report
from classroom.sessions.access import cookie_name
from classroom.sessions.models import ClassSession, Status
from tests.classroom.conftest import signed_in
from tests.classroom.permissions import (
    ACTORS,
    ADMIN,
    ANONYMOUS,
    CO_TEACHER,
    MATRIX,
    OTHER_STUDENT,
    OTHER_TEACHER,
    STUDENT,
    TEACHER,
)
from tests.factories import ClassSessionFactory, CourseFactory, EnrollmentFactory, UserFactory, seat_in

REFUSALS = (401, 403, 404)
NAMES = sorted({pattern.name for pattern in get_resolver().url_patterns if getattr(pattern, "name", None)})

pytestmark = pytest.mark.usefixtures("redis")


@dataclass
class Cast:
    """The course in question, everybody who might ask, and the values that addresses are made with."""

    clients: dict[str, Client]
    live: ClassSession
    ended: ClassSession
    values: dict[str, Any]


@pytest.fixture
def cast(course: Course, ada: User, ben: User, dora: User) -> Cast:
    co_teacher = UserFactory(role=Role.TEACHER)
    course.co_teachers.add(co_teacher)
    live = ClassSessionFactory(course=course)
    ended = ClassSessionFactory(course=CourseFactory(owner=ada), ended=True)
    ended.course.co_teachers.add(co_teacher)
    make_report(class_session=ended)
    seat, elsewhere = seat_in(live), seat_in(ClassSessionFactory(course=CourseFactory(owner=ben)))
    secret, guardian_secret = new_secret(), new_secret()
    enrollment = EnrollmentFactory(
        course=course, link_hash=secret_hash(secret), guardian_hash=secret_hash(guardian_secret)
    )
    planned = ClassSessionFactory(course=course, status=Status.DRAFT, started_at=None)
    clients = {
        ANONYMOUS: Client(),
        STUDENT: _seated(live, seat.token),
        OTHER_STUDENT: _seated(elsewhere.participation.class_session, elsewhere.token),
        OTHER_TEACHER: signed_in(ben),
        CO_TEACHER: signed_in(co_teacher),
        TEACHER: signed_in(ada),
        ADMIN: signed_in(dora),
    }
    gone = seat_in(live).participation
    values = {
        "pk": course.pk,
        "join_token": live.join_token,
        "enrolment_secret": secret,
        "guardian_secret": guardian_secret,
        "data_secret": seat.data_secret,
        "enrollment": enrollment.pk,
        "planned": planned.pk,
        "person": ben.pk,
        "person_code": "MQ",
        "password_token": "made-up",
        "receipt": erase_subject(subject=Subject(gone.pk, str(live.pk))).receipt,
    }
    return Cast(clients, live, ended, values)


def _seated(class_session: ClassSession, token: str) -> Client:
    client = Client()
    client.cookies[cookie_name(class_session.pk)] = token
    return client


def answer_to(cast: Cast, actor: str, name: str) -> HttpResponse:
    """Ask, and undo whatever the answer changed."""
    address = MATRIX[name]
    session = cast.ended if address.ended else cast.live
    arguments = [cast.values[argument] for argument in address.arguments]
    parameters = {"session_id": session.pk, "pk": cast.values["pk"], "file_format": "json"}
    needed = [] if arguments else [parameters[parameter] for parameter in _parameters(name)]
    with transaction.atomic():
        response = getattr(cast.clients[actor], address.method)(reverse(name, args=arguments or needed))
        transaction.set_rollback(True)
    return response


def _parameters(name: str) -> list[str]:
    pattern = next(entry for entry in get_resolver().url_patterns if getattr(entry, "name", None) == name)
    return list(pattern.pattern.converters)


def is_refused(response: HttpResponse, name: str) -> bool:
    """Refused with a status, or sent to the place where everybody starts."""
    if response.status_code in REFUSALS:
        return True
    places = {reverse("sign_in"), reverse("join_by_code")} - {reverse(name) if not _parameters(name) else ""}
    return response.status_code == 302 and response["Location"].split("?")[0] in places


def test_every_address_has_its_line() -> None:
    assert set(MATRIX) == set(NAMES)


@pytest.mark.parametrize("name", sorted(MATRIX))
def test_only_those_named_get_in(cast: Cast, name: str) -> None:
    let_in = {actor for actor in ACTORS if not is_refused(answer_to(cast, actor, name), name)}

    assert let_in == MATRIX[name].who
