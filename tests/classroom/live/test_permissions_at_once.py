"""Who decides in mid-lecture whether a camera may run is heard by its socket at once, not within a minute."""

from uuid import UUID

import pytest
from channels.db import database_sync_to_async
from django.test import Client
from django.urls import reverse

from classroom.accounts.models import User
from classroom.courses.models import Course, Enrollment
from classroom.courses.roster import LinkKind, renew_links
from classroom.courses.selectors import course_consent_facts
from classroom.courses.services import note_course_saved
from classroom.live import announcements
from classroom.privacy.consent_texts import text_version
from classroom.privacy.services import note_organisation_saved
from classroom.sessions.models import ClassSession
from classroom.sessions.seats import NewSeat
from classroom.sessions.services import end_class_session
from tests.classroom.conftest import signed_in
from tests.classroom.live.sockets import opened, student_socket
from tests.factories import ClassSessionFactory, EnrollmentFactory, seat_in

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("sockets")]


@pytest.fixture
def enrollment(course: Course) -> Enrollment:
    return EnrollmentFactory(course=course)


@pytest.fixture
def cleo(class_session: ClassSession, enrollment: Enrollment) -> NewSeat:
    return seat_in(class_session, enrollment=enrollment)


def ask_guardians(course: Course) -> None:
    Course.objects.filter(pk=course.pk).update(requires_guardian=True)
    note_course_saved(course=course, actor=course.owner, action="course.change", changed=["requires_guardian"])


def name_another_organisation(dora: User) -> None:
    form = {"name": "Another school", "contact_email": "new@example.org", "legal_basis": "consent"}
    assert signed_in(dora).post(reverse("organisation"), form).status_code == 302


def agree_as_guardian(enrollment: Enrollment) -> None:
    course = Course.objects.get()
    ((_enrollment, secret),) = renew_links(
        course=course, actor=course.owner, enrollments=[enrollment], kind=LinkKind.GUARDIAN
    )
    form = {"choice": "agree", "text_version": text_version(course_consent_facts(course))}
    assert Client().post(reverse("guardian", args=[secret]), form).status_code == 302


async def test_a_course_that_asks_guardians_stops_its_cameras_and_a_guardian_answers(
    class_session: ClassSession, cleo: NewSeat, course: Course, enrollment: Enrollment
) -> None:
    socket = student_socket(class_session, cleo.token)
    assert (await opened(socket))["camera"] == "allowed"
    await database_sync_to_async(ask_guardians)(course)
    assert (await socket.receive_json_from(5))["camera"] == "needs_guardian"
    await database_sync_to_async(agree_as_guardian)(enrollment)
    assert (await socket.receive_json_from(5))["camera"] == "not_agreed", "the text has changed for the student too"
    await socket.disconnect()


async def test_another_responsible_organisation_is_another_text(
    class_session: ClassSession, cleo: NewSeat, dora: User
) -> None:
    socket = student_socket(class_session, cleo.token)
    await opened(socket)
    await database_sync_to_async(name_another_organisation)(dora)
    assert (await socket.receive_json_from(5))["camera"] == "not_agreed"
    await socket.disconnect()


async def test_a_guardian_who_agrees_to_a_changed_text_does_not_stop_the_camera(
    class_session: ClassSession, course: Course, enrollment: Enrollment
) -> None:
    token = await database_sync_to_async(sit_with_a_guardians_yes)(class_session, enrollment)
    socket = student_socket(class_session, token)
    assert (await opened(socket))["camera"] == "allowed"
    await database_sync_to_async(course_keeps_figures_for)(30)
    await database_sync_to_async(agree_as_guardian)(enrollment)
    assert await socket.receive_nothing(1), "nothing has changed for the seat"
    await socket.disconnect()


def sit_with_a_guardians_yes(class_session: ClassSession, enrollment: Enrollment) -> str:
    Course.objects.update(requires_guardian=True)
    agree_as_guardian(enrollment)
    seat = seat_in(ClassSession.objects.get(pk=class_session.pk), enrollment=Enrollment.objects.get(pk=enrollment.pk))
    return seat.token


def course_keeps_figures_for(days: int) -> None:
    Course.objects.update(retention_days=days)


def test_a_guardians_yes_is_told_to_the_lecture_that_runs(
    course: Course, enrollment: Enrollment, cleo: NewSeat, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who does not press "leave" keeps a seat in every lecture that has ended."""
    earlier = ClassSessionFactory(course=course)
    seat_in(earlier, enrollment=enrollment)
    end_class_session(class_session=earlier, actor="system")
    told: list[UUID] = []
    monkeypatch.setattr(announcements, "seat_outdated", told.append)
    ask_guardians(course)
    agree_as_guardian(enrollment)
    assert told == [cleo.participation.pk]


def test_the_lectures_of_other_courses_hear_nothing(
    class_session: ClassSession, course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[ClassSession] = []
    monkeypatch.setattr(announcements, "seats_outdated", told.append)
    other = ClassSessionFactory()
    note_course_saved(course=course, actor=course.owner, action="course.change", changed=["title"])
    assert told == []
    ask_guardians(course)
    assert told == [class_session]
    note_organisation_saved(actor="user:1")
    assert set(told[1:]) == {class_session, other}
