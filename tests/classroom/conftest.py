"""The fixed cast, signed in where they have an account."""

import pytest
from django.test import Client

from classroom.accounts.models import Role, User
from classroom.courses.models import Course
from classroom.sessions.models import ClassSession
from tests.factories import ClassSessionFactory, CourseFactory, UserFactory


@pytest.fixture
def ada(db: None) -> User:
    return UserFactory(username="ada")


@pytest.fixture
def ben(db: None) -> User:
    return UserFactory(username="ben")


@pytest.fixture
def dora(db: None) -> User:
    return UserFactory(username="dora", role=Role.ADMIN)


@pytest.fixture
def course(ada: User) -> Course:
    """Ada's course, with the usual minimum of five."""
    return CourseFactory(title="Botany", owner=ada)


@pytest.fixture
def class_session(course: Course) -> ClassSession:
    """A live session of Ada's course."""
    return ClassSessionFactory(course=course)


@pytest.fixture
def tutoring(ada: User) -> ClassSession:
    """A live session of a course whose minimum an admin lowered to one."""
    return ClassSessionFactory(course=CourseFactory(owner=ada, minimum_group=1, minimum_reason="one child"))


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def adas(ada: User) -> Client:
    return signed_in(ada)


@pytest.fixture
def bens(ben: User) -> Client:
    return signed_in(ben)


@pytest.fixture
def doras(dora: User) -> Client:
    return signed_in(dora)
