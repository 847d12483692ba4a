"""The page on which a teacher sees who is here, by name alone."""

import re

import pytest
import redis as redis_package
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from classroom.courses.models import Enrollment
from classroom.listing import PAGE_ROWS
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


def page_of(client: Client, class_session: ClassSession, **wish: str | int) -> HttpResponse:
    return client.get(reverse("session_people", args=[class_session.pk]), wish)


def shown_on(page: HttpResponse) -> dict[str, list[str]]:
    """The names in each section of the page."""
    return {name: names(section.page_obj) for name, section in page.context["sections"].items()}


@pytest.fixture
def three_kinds(class_session: ClassSession, cleo: Enrollment, aigerim: Enrollment) -> ClassSession:
    """Cleo has joined, Әйгерім has not, and Elif is a guest."""
    take_seat(class_session, cleo)
    seat_in(class_session, name="Elif")
    return class_session


@pytest.mark.parametrize(
    ("show", "shown"),
    [
        ("all", {"here": ["Cleo"], "missing": ["Әйгерім"], "guests": ["Elif"]}),
        ("here", {"here": ["Cleo"]}),
        ("missing", {"missing": ["Әйгерім"]}),
        ("guests", {"guests": ["Elif"]}),
        ("whoever has a camera", {"here": ["Cleo"], "missing": ["Әйгерім"], "guests": ["Elif"]}),
    ],
)
def test_a_chip_shows_one_kind_of_people(
    adas: Client, three_kinds: ClassSession, show: str, shown: dict[str, list[str]]
) -> None:
    page = page_of(adas, three_kinds, show=show)
    assert shown_on(page) == shown
    rows = [line for line in page.content.decode().splitlines() if "<li><span>" in line]
    assert len(rows) == sum(map(len, shown.values()))


def test_the_chosen_chip_stays_when_somebody_is_searched_for(adas: Client, three_kinds: ClassSession) -> None:
    page = page_of(adas, three_kinds, show="missing", q="cleo").content.decode()
    assert "Nobody is called “cleo”." in page
    assert '<input type="hidden" name="show" value="missing">' in page
    assert re.search(r'href="\?show=missing&amp;q=cleo" aria-current="true"', page)


def test_a_section_without_anybody_searched_for_does_not_say_that_nobody_is_there(
    adas: Client, three_kinds: ClassSession
) -> None:
    page = page_of(adas, three_kinds, q="әйгерім").content.decode()
    assert "nobody of the list yet" not in page
    assert "Әйгерім" in page


def test_each_section_has_pages_of_its_own(adas: Client, class_session: ClassSession, cleo: Enrollment) -> None:
    take_seat(class_session, cleo)
    missing = [f"Student {number:02}" for number in range(PAGE_ROWS + 3)]
    for name in missing:
        EnrollmentFactory(course=class_session.course, student=StudentFactory(name=name))
    first = page_of(adas, class_session, q="", show="all")
    assert shown_on(first) == {"here": ["Cleo"], "missing": missing[:PAGE_ROWS]}
    assert first.content.decode().count('class="pages"') == 1
    assert 'rel="next" href="?q=&amp;show=all&amp;missing=2"' in first.content.decode()
    assert first.context["sections"]["missing"].count == len(missing)
    second = page_of(adas, class_session, missing=2)
    assert shown_on(second) == {"here": ["Cleo"], "missing": missing[PAGE_ROWS:]}


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
