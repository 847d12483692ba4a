"""The overview's share of people who agreed to the camera, when it would tell of single ones, and when it moves."""

from collections.abc import Iterator, Sequence
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from classroom.courses.models import Course, Enrollment
from classroom.reports.agreements import Agreement, Group, consent_rate, counts_of, stands
from classroom.reports.models import ToldAgreement
from classroom.reports.selectors import overview_rows
from classroom.reports.services import tell_agreements
from classroom.sessions.models import ClassSession, Participation
from classroom.sessions.seats import withdraw_from_course
from tests.classroom.races import beside
from tests.factories import ClassSessionFactory, CourseFactory, EnrollmentFactory, seat_in

COUPLE, LECTURES = 2, 5
MINIMUM = 5
NOW = timezone.now()

Told = tuple[float | None, bool]


def told_of(course: Course) -> Told:
    """The rate in the overview once all lectures have ended, and whether it is kept back."""
    for lecture in ClassSession.objects.filter(ended_at=None):
        ClassSession.objects.filter(pk=lecture.pk).update(status="ended", ended_at=lecture.start)
    (row,) = overview_rows([course], tell_agreements([course]))
    return row["consent"], row["is_consent_hidden"]


def hold(course: Course, roster: Sequence[Enrollment] = (), *, agreed: int = 0, guests: Sequence[bool] = ()) -> None:
    """A lecture in which the first so many of the roster agree, and guests as it says."""
    lecture = ClassSessionFactory(course=course)
    for number, enrollment in enumerate(roster):
        seat_in(lecture, enrollment=enrollment, camera=number < agreed)
    for camera in guests:
        seat_in(lecture, camera=camera)


def roster_of(course: Course, people: int) -> list[Enrollment]:
    return EnrollmentFactory.create_batch(people, course=course)


@pytest.mark.parametrize(
    ("agreed", "without", "told"),
    [
        (6, 6, (0.5, False)),
        (6, 0, (1.0, False)),
        (0, 6, (0.0, False)),
        (6, 4, (None, True)),
        (4, 6, (None, True)),
        (3, 0, (None, True)),
        (0, 0, (None, False)),
    ],
)
def test_consent_rates_single_nobody_out(course: Course, agreed: int, without: int, told: Told) -> None:
    hold(course, guests=[True] * agreed + [False] * without)
    assert told_of(course) == told


def test_one_student_of_the_roster_who_never_agrees_is_one_person_in_five_lectures(course: Course) -> None:
    roster = roster_of(course, 20)
    for _lecture in range(LECTURES):
        hold(course, roster, agreed=19)
    assert told_of(course) == (None, True)


def test_one_guest_who_never_agrees_may_be_the_same_in_five_lectures(course: Course) -> None:
    for _lecture in range(LECTURES):
        hold(course, guests=[True] * 19 + [False])
    assert told_of(course) == (None, True)


def test_one_who_agrees_may_be_the_only_one_in_five_lectures(course: Course) -> None:
    roster = roster_of(course, 6)
    for _lecture in range(LECTURES):
        hold(course, roster, guests=[True])
    assert told_of(course) == (None, True)


def test_steps_are_as_fine_as_there_are_people_not_places(course: Course) -> None:
    roster = roster_of(course, 12)
    for _lecture in range(LECTURES):
        hold(course, roster, agreed=7)
    assert told_of(course) == (0.6, False)  # 58 % of 60 places


def test_twenty_people_are_enough_for_single_points(course: Course) -> None:
    roster = roster_of(course, 9)
    for _lecture in range(COUPLE):
        hold(course, roster, agreed=9, guests=[True] * 5 + [False] * 6)
    assert told_of(course) == (0.61, False)  # 9 of the roster and 10 guests, of 9 and 22


def test_a_student_who_agreed_in_one_lecture_has_agreed(course: Course) -> None:
    roster = roster_of(course, 12)
    for agreed in (0, 6):
        hold(course, roster, agreed=agreed)
    assert told_of(course) == (0.5, False)


def test_a_student_who_came_with_two_devices_is_one_person(course: Course) -> None:
    roster = roster_of(course, 12)
    hold(course, [*roster, *roster[6:]], agreed=6)
    assert told_of(course) == (0.5, False)


def test_who_has_withdrawn_is_not_counted(course: Course) -> None:
    roster = roster_of(course, 12)
    hold(course, roster, agreed=6)
    withdraw_from_course(enrollment=roster[0])
    assert told_of(course) == (0.45, False)  # 5 of 11


def test_each_course_has_its_own_people_and_more_courses_ask_no_more(course: Course) -> None:
    other, counts = CourseFactory(), []
    hold(course, roster_of(course, 6), agreed=6)
    hold(other, roster_of(other, 6), guests=[True] * 6)
    assert (told_of(course), told_of(other)) == ((1.0, False), (0.5, False))
    for courses in ([course], [course, other]):
        with CaptureQueriesContext(connection) as queries:
            overview_rows(courses, tell_agreements(courses))
        counts.append(len(queries))
    assert counts[0] == counts[1]


def students(people: int, agreed: int, *, days_later: int = 0) -> Agreement:
    """So many of a roster, whose places are kept of one lecture."""
    ended_at = NOW + timedelta(days=days_later)
    return Agreement(Group(people, agreed), since=ended_at, until=ended_at)


def told_next(told: ToldAgreement, now: Agreement) -> Told:
    shown = told if stands(told, now, MINIMUM) else ToldAgreement(**counts_of(now))
    rate = consent_rate(shown, MINIMUM)
    return rate["consent"], rate["is_consent_hidden"]


def one_more_or_less(people: int, agreed: int) -> Iterator[list[Agreement]]:
    """Somebody comes, and somebody goes; in one world they agreed and in the other they did not."""
    yield [students(people + 1, agreed + 1), students(people + 1, agreed)]
    if 0 < agreed < people:
        yield [students(people - 1, agreed - 1), students(people - 1, agreed)]


@pytest.mark.parametrize("people", range(10, 61))
def test_nobody_who_comes_or_goes_is_told_by_the_rate_before_and_after(people: int) -> None:
    for agreed in range(people + 1):
        told = ToldAgreement(**counts_of(students(people, agreed)))
        before = told_next(told, students(people, agreed))
        for worlds in one_more_or_less(people, agreed):
            assert {told_next(told, world) for world in worlds} == {before}


def test_whoever_agreed_meanwhile_when_it_is_told_anew_depends_on_no_answer() -> None:
    told = ToldAgreement(**counts_of(students(24, 15)))
    for people in range(10, 40):
        for agreed in range(people + 1):
            for worlds in one_more_or_less(people, agreed):
                assert len({stands(told, world, MINIMUM) for world in worlds}) == 1


@pytest.mark.parametrize("agrees", [True, False])
def test_the_rate_stands_when_one_more_student_comes(course: Course, agrees: bool) -> None:
    roster = roster_of(course, 24)
    hold(course, roster, agreed=15)
    assert told_of(course) == (0.63, False)
    hold(course, roster_of(course, 1), agreed=int(agrees))
    assert told_of(course) == (0.63, False)


@pytest.mark.parametrize("agrees", [True, False])
def test_what_is_hidden_stands_too(course: Course, agrees: bool) -> None:
    hold(course, roster_of(course, 12), agreed=8)
    assert told_of(course) == (None, True)
    hold(course, roster_of(course, 1), agreed=int(agrees))
    assert told_of(course) == (None, True)


@pytest.mark.parametrize("agreed", [0, 6])
def test_the_rate_stands_when_one_student_withdraws(course: Course, agreed: int) -> None:
    roster = roster_of(course, 12)
    hold(course, roster, agreed=6)
    assert told_of(course) == (0.5, False)
    Participation.objects.filter(enrollment=roster[agreed]).delete()
    assert told_of(course) == (0.5, False)


@pytest.mark.parametrize("agrees", [True, False])
def test_the_rate_stands_when_one_more_guest_comes_to_the_next_lecture(course: Course, agrees: bool) -> None:
    guests = [True] * 6 + [False] * 6
    hold(course, guests=guests)
    assert told_of(course) == (0.5, False)
    hold(course, guests=[*guests, agrees])
    assert told_of(course) == (0.5, False)


def test_a_whole_smallest_group_moves_the_rate(course: Course) -> None:
    hold(course, roster_of(course, 12), agreed=6)
    assert told_of(course) == (0.5, False)
    hold(course, roster_of(course, MINIMUM), agreed=MINIMUM)
    assert told_of(course) == (0.65, False)  # 11 of 17
    assert ToldAgreement.objects.count() == 1


def test_who_agrees_later_moves_the_rate_when_the_lectures_before_are_forgotten(course: Course) -> None:
    roster = roster_of(course, 12)
    hold(course, roster, agreed=6)
    assert told_of(course) == (0.5, False)
    hold(course, roster, agreed=12)
    assert told_of(course) == (0.5, False)
    first = ClassSession.objects.earliest("ended_at")
    Participation.objects.filter(class_session=first).delete()
    assert told_of(course) == (1.0, False)


def test_fewer_than_a_smallest_group_who_agree_later_do_not_move_it_then() -> None:
    told = ToldAgreement(**counts_of(students(24, 15)))
    assert stands(told, students(24, 19, days_later=40), MINIMUM)
    assert not stands(told, students(24, 20, days_later=40), MINIMUM)


def test_nothing_is_told_while_nobody_is_kept_and_the_same_afterwards(course: Course) -> None:
    roster = roster_of(course, 12)
    hold(course, roster, agreed=6)
    assert told_of(course) == (0.5, False)
    Participation.objects.all().delete()
    assert told_of(course) == (None, False)
    hold(course, [*roster, *roster_of(course, 1)], agreed=6)
    assert told_of(course) == (0.5, False)


def test_a_minimum_that_is_raised_hides_at_once(course: Course) -> None:
    hold(course, roster_of(course, 12), agreed=6)
    assert told_of(course) == (0.5, False)
    Course.objects.update(minimum_group=7)
    assert told_of(Course.objects.get()) == (None, True)


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("redis")
def test_two_who_look_first_at_once_are_told_the_same(course: Course) -> None:
    hold(course, roster_of(course, 24), agreed=15)
    told_of(course)
    ToldAgreement.objects.all().delete()
    looks: list[Told] = []

    def look_after_one_more_came() -> None:
        hold(course, roster_of(course, 1), agreed=1)
        looks.append(told_of(course))

    looks.append(beside(look_after_one_more_came, lambda: told_of(course)))
    assert looks == [(0.64, False), (0.64, False)]
