"""The overview's share of people who agreed to the camera, and when it would tell of single ones."""

from collections.abc import Sequence

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from classroom.courses.models import Course, Enrollment
from classroom.reports.selectors import overview_rows
from classroom.sessions.models import ClassSession
from classroom.sessions.seats import withdraw_from_course
from tests.factories import ClassSessionFactory, CourseFactory, EnrollmentFactory, seat_in

COUPLE, LECTURES = 2, 5

Told = tuple[float | None, bool]


def told_of(course: Course) -> Told:
    """The rate in the overview once all lectures have ended, and whether it is kept back."""
    for lecture in ClassSession.objects.filter(ended_at=None):
        ClassSession.objects.filter(pk=lecture.pk).update(status="ended", ended_at=lecture.start)
    (row,) = overview_rows([course])
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
            overview_rows(courses)
        counts.append(len(queries))
    assert counts[0] == counts[1]
