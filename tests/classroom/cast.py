"""The course in question and everybody who might ask for something of it."""

from dataclasses import dataclass
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from classroom.accounts.models import Role, User
from classroom.accounts.secret_links import new_secret, secret_hash
from classroom.courses.models import Course
from classroom.privacy.audit import record_audit
from classroom.privacy.models import Organisation
from classroom.privacy.registry import Subject
from classroom.privacy.services import erase_subject
from classroom.reports.services import make_report
from classroom.sessions.access import cookie_name
from classroom.sessions.marking import add_marker
from classroom.sessions.models import ClassSession, Status
from tests.classroom.conftest import signed_in
from tests.classroom.permissions import (
    ADMIN,
    ANONYMOUS,
    CO_TEACHER,
    OTHER_STUDENT,
    OTHER_TEACHER,
    STUDENT,
    TEACHER,
)
from tests.factories import ClassSessionFactory, CourseFactory, EnrollmentFactory, UserFactory, seat_in


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
        "live": live.pk,
        "marker": add_marker(class_session=live, label="demo").pk,
        "person": ben.pk,
        "person_code": "MQ",
        "app_label": "accounts",
        "accounts_user": ben.pk,
        "courses_course": course.pk,
        "courses_student": enrollment.student_id,
        "privacy_organisation": Organisation.objects.get_or_create()[0].pk,
        "privacy_auditentry": record_audit(actor="system", action="made.up", target="nothing").pk,
        "auth_group": Group.objects.create(name="made up").pk,
        "password_token": "made-up",
        "receipt": erase_subject(subject=Subject(gone.pk, str(live.pk))).receipt,
    }
    return Cast(clients, live, ended, values)


def _seated(class_session: ClassSession, token: str) -> Client:
    client = Client()
    client.cookies[cookie_name(class_session.pk)] = token
    return client
