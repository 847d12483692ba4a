"""The page on which a teacher sees who is here, by name alone."""

import pytest
import redis as redis_package
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from classroom.courses.models import Enrollment
from classroom.sessions.attendance import Attendance, Person, attendance_of
from classroom.sessions.models import ClassSession, Participation
from tests.factories import EnrollmentFactory, StudentFactory, seat_in


@pytest.fixture(autouse=True)
def with_redis(redis: redis_package.Redis) -> None:
    """Joining announces."""


@pytest.fixture
def cleo(class_session: ClassSession) -> Enrollment:
    return EnrollmentFactory(course=class_session.course, student=StudentFactory(name="Cleo"))


@pytest.fixture
def aigerim(class_session: ClassSession) -> Enrollment:
    return EnrollmentFactory(course=class_session.course, student=StudentFactory(name="Әйгерім"))


def take_seat(class_session: ClassSession, enrollment: Enrollment, *, camera: bool = True) -> Participation:
    seat = seat_in(class_session, camera=camera).participation
    seat.enrollment = enrollment
    seat.save()
    return seat


def names(people: list[Person]) -> list[str]:
    return [person.name for person in people]


def test_the_roster_is_joined_or_not(class_session: ClassSession, cleo: Enrollment, aigerim: Enrollment) -> None:
    take_seat(class_session, cleo)
    attendance = attendance_of(class_session)
    assert names(attendance.here) == ["Cleo"]
    assert names(attendance.missing) == ["Әйгерім"]
    assert attendance.guests == []


def test_whoever_left_is_not_here(class_session: ClassSession, cleo: Enrollment) -> None:
    seat = take_seat(class_session, cleo)
    seat.left_at = timezone.now()
    seat.save()
    [person] = attendance_of(class_session).missing
    assert person.has_left


def test_a_second_device_counts_once(class_session: ClassSession, cleo: Enrollment) -> None:
    earlier = take_seat(class_session, cleo)
    earlier.left_at = timezone.now()
    earlier.save()
    take_seat(class_session, cleo)
    assert names(attendance_of(class_session).here) == ["Cleo"]


def test_guests_stand_apart_under_the_names_they_typed(class_session: ClassSession, cleo: Enrollment) -> None:
    guest = seat_in(class_session).participation
    attendance = attendance_of(class_session)
    assert names(attendance.guests) == [guest.display_name]
    assert names(attendance.missing) == ["Cleo"]


def test_a_guest_is_shown_as_unverified_and_nobody_else(
    adas: Client, class_session: ClassSession, cleo: Enrollment, aigerim: Enrollment
) -> None:
    take_seat(class_session, cleo)
    seat_in(class_session, name="Elif")
    page = adas.get(reverse("session_people", args=[class_session.pk])).content.decode()
    rows = [line for line in page.splitlines() if "<li><span>" in line]
    assert len(rows) == 3
    assert ["Elif" in row for row in rows if "unverified" in row] == [True]


@pytest.mark.parametrize("words", ["әйг", "ӘЙГ", "ГЕР"])
def test_a_search_knows_small_and_capital_letters(words: str) -> None:
    attendance = Attendance(roster=[Person("Әйгерім"), Person("Cleo")], guests=[Person("Cleopatra")])
    found = attendance.matching(words)
    assert (names(found.roster), found.guests) == (["Әйгерім"], [])


def test_the_page_shows_who_was_searched_for(adas: Client, class_session: ClassSession, cleo: Enrollment) -> None:
    address = reverse("session_people", args=[class_session.pk])
    assert "Cleo" in adas.get(address, {"q": "cle"}).content.decode()
    page = adas.get(address, {"q": "ben"}).content.decode()
    assert "Cleo" not in page
    assert "Nobody is called “ben”." in page


def test_an_empty_class_says_what_to_do(adas: Client, class_session: ClassSession) -> None:
    page = adas.get(reverse("session_people", args=[class_session.pk])).content.decode()
    assert "Nobody has joined yet." in page


def test_nothing_on_the_page_tells_who_has_a_camera(
    adas: Client, class_session: ClassSession, cleo: Enrollment, aigerim: Enrollment
) -> None:
    with_camera, without = take_seat(class_session, cleo), take_seat(class_session, aigerim, camera=False)
    Participation.objects.filter(pk=without.pk).update(joined_at=with_camera.joined_at)
    page = adas.get(reverse("session_people", args=[class_session.pk])).content.decode()
    rows = [line.strip() for line in page.splitlines() if "<li><span>" in line]
    assert len(rows) == 2
    assert len({row.replace("Cleo", "Әйгерім") for row in rows}) == 1


def test_a_large_class_takes_as_many_queries_as_a_small_one(
    class_session: ClassSession, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(3):
        take_seat(class_session, EnrollmentFactory(course=class_session.course))
    with django_assert_num_queries(2):
        attendance_of(class_session)
