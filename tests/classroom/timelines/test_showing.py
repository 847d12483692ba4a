"""Timelines that students show, beside the averages of the class: together they tell of nobody who does not show.

Whoever knows the mean of a group and the figures of some of it knows the mean of the others, however it is rounded:
over a lecture the rounding averages out. So of every interval whose figures are published, those of whom no teacher
ever saw anything by themselves are nobody, or at least the course's minimum, whatever the order in which people begin
and end to show, withdraw, and teachers look.
"""

from collections import defaultdict
from datetime import timedelta

import pytest
import redis as redis_package
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from classroom.privacy.consent_texts import text_version
from classroom.sessions.models import ClassSession, Participation
from classroom.sessions.seats import CameraConsent, allow_camera, withdraw
from classroom.sessions.selectors import consent_facts
from classroom.timelines.aggregation import Room
from classroom.timelines.models import ClassBucket, ParticipationBucket
from classroom.timelines.services import close_due_buckets
from classroom.timelines.showing import show_timelines
from classroom.timelines.window import OpenWindow, Outcome
from tests.classroom.conftest import signed_in
from tests.classroom.races import beside
from tests.factories import ClassBucketFactory, ClassSessionFactory, CourseFactory, seat_in

HAPPY = (0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0)
MOST = 9  # people, who fit on a page
HELD_BACK = "held back: beside the average of the class"
NOTHING = "there is nothing that may be shown"


def choose(seat: Participation, *, show: bool) -> None:
    """What a student says who keeps a timeline, anew."""
    version = text_version(consent_facts(seat.class_session))
    allow_camera(participation=seat, camera=CameraConsent(version, keep_timeline=True, show_timeline=show))


class Lecture:
    """A lecture in which everybody keeps a timeline, and what its teacher has seen of whom, by interval."""

    def __init__(self, redis: redis_package.Redis, people: int, minimum: int = 5) -> None:
        course = CourseFactory(minimum_group=minimum, minimum_reason="a seminar")
        self.class_session = ClassSessionFactory(course=course)
        self.teacher = signed_in(course.owner)
        self.contributed: list[set[str]] = []
        self.seen: dict[int, set[str]] = defaultdict(set)
        self._redis = redis
        self.seats = {str(number): self._sit(str(number)) for number in range(people)}

    def _sit(self, name: str) -> Participation:
        return seat_in(self.class_session, keep_timeline=True, name=name).participation

    def show(self, *people: int) -> None:
        self._say(people, show=True)

    def hide(self, *people: int) -> None:
        self._say(people, show=False)

    def _say(self, people: tuple[int, ...], *, show: bool) -> None:
        for name in self._there(people):
            choose(self.seats[name], show=show)

    def withdraw(self, *people: int) -> None:
        for name in self._there(people):
            withdraw(participation=self.seats.pop(name))

    def _there(self, people: tuple[int, ...]) -> list[str]:
        return [str(number) for number in people if str(number) in self.seats]

    def close(self, *absent: int) -> None:
        """End an interval to which everybody contributed but these."""
        sequence = len(self.contributed)
        self.contributed.append(self.seats.keys() - set(map(str, absent)))
        for name in self.contributed[-1]:
            for _reading in range(2):
                window = OpenWindow(self._redis, self.class_session.pk)
                window.add(self.seats[name].pk, sequence, Outcome(HAPPY, int(name) / 10))
        now = self.class_session.bucket_start(sequence + 1) + timedelta(milliseconds=1500)
        close_due_buckets(self._redis, self.class_session, now, Room(len(self.seats)))

    def look(self, *_people: int) -> str:
        """Open the page as the teacher, and remember what stands on it for good."""
        page = self.teacher.get(reverse("shown_timelines", args=[self.class_session.pk]))
        for lecture in page.context["lectures"]:
            for interval in lecture.intervals:
                self.seen[self.class_session.sequence_at(interval.started_at)].add(lecture.seat.display_name)
        return page.content.decode()

    @property
    def left(self) -> list[int]:
        """Of how many contributors nothing was ever seen, in each interval with figures of which somebody was."""
        told = self.class_session.buckets.filter(shares__isnull=False).values_list("sequence", flat=True)
        return [len(self.contributed[at] - self.seen[at]) for at in told if self.seen[at]]


acts = st.tuples(
    st.sampled_from(["show", "hide", "withdraw", "close", "look"]), st.sets(st.integers(0, MOST - 1), max_size=4)
)
three, three_others = {0, 1, 2}, {3, 4, 5}
in_a_database = settings(
    max_examples=25, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)


@in_a_database
@example(5, 5, [("show", {0, 1, 2, 3}), ("close", set())])
@example(8, 5, [("close", set()), ("show", three), ("look", set()), ("hide", three), ("show", three_others)])
@example(8, 5, [("close", set()), ("show", three), ("look", set()), ("withdraw", three), ("show", three_others)])
@example(8, 5, [("close", set()), ("show", three), ("withdraw", {7}), ("look", set()), ("show", {3})])
@example(8, 5, [("show", three), ("close", set()), ("look", set()), ("show", {3}), ("close", {4})])
@given(st.integers(2, MOST), st.integers(2, 5), st.lists(acts, max_size=14))
def test_of_whom_nothing_was_seen_are_nobody_or_a_group(
    db: None, redis: redis_package.Redis, people: int, minimum: int, plan: list[tuple[str, set[int]]]
) -> None:
    lecture = Lecture(redis, people, minimum)
    for act, whom in [*plan, ("look", set())]:
        getattr(lecture, act)(*sorted(whom))
        assert [left for left in lecture.left if 0 < left < minimum] == []


@pytest.fixture
def five(db: None, redis: redis_package.Redis) -> Lecture:
    """An interval to which five contributed, the fewest of whom something is told."""
    lecture = Lecture(redis, 5)
    lecture.close()
    return lecture


@pytest.fixture
def eight(db: None, redis: redis_package.Redis) -> Lecture:
    lecture = Lecture(redis, 8)
    lecture.close()
    return lecture


def test_four_of_five_are_held_back_and_the_page_says_how_much(five: Lecture) -> None:
    for _interval in range(4):
        five.close()
    five.show(0, 1, 2, 3)
    page = five.look()
    assert dict(five.seen) == {}
    assert f"2 minutes of the lecture are {HELD_BACK}" in page
    assert page.count(NOTHING) == 4


def test_when_the_fifth_shows_too_all_are_shown(five: Lecture) -> None:
    five.show(0, 1, 2, 3)
    assert f"1 minute of the lecture is {HELD_BACK}" in five.look()
    five.show(4)
    page = five.look()
    assert five.seen == {0: {"0", "1", "2", "3", "4"}}
    assert HELD_BACK not in page
    assert NOTHING not in page


def test_beside_a_group_that_does_not_show_everybody_who_does_is_shown(eight: Lecture) -> None:
    eight.show(0, 1, 2)
    for _look in range(2):
        assert HELD_BACK not in eight.look()
        assert eight.seen == {0: {"0", "1", "2"}}
        assert ClassBucket.objects.get().shown == 3


def test_what_nobody_has_seen_does_not_count(eight: Lecture) -> None:
    eight.show(0, 1, 2)
    eight.hide(0, 1, 2)
    eight.show(3, 4, 5)
    eight.look()
    assert eight.seen == {0: {"3", "4", "5"}}


def test_what_was_seen_counts_when_its_student_has_withdrawn(eight: Lecture) -> None:
    eight.show(0, 1, 2)
    eight.look()
    eight.withdraw(0, 1, 2)
    eight.show(3, 4, 5)
    assert HELD_BACK in eight.look()
    assert eight.seen == {0: {"0", "1", "2"}}


def test_what_was_seen_stays_when_one_more_is_held_back_and_comes_back_with_its_student(eight: Lecture) -> None:
    eight.show(0, 1, 2)
    eight.look()
    eight.show(3)
    page = eight.look()
    assert page.count(NOTHING) == 1
    eight.hide(0, 3)
    eight.seen.clear()
    eight.look()
    assert eight.seen == {0: {"1", "2"}}
    eight.show(0)
    eight.look()
    assert eight.seen == {0: {"0", "1", "2"}}
    assert ClassBucket.objects.get().shown == 3


def test_where_nothing_is_told_of_the_class_nobody_is_held_back(db: None, redis: redis_package.Redis) -> None:
    lecture = Lecture(redis, 4)
    lecture.close()
    lecture.show(0, 1, 2)
    lecture.look()
    assert lecture.seen == {0: {"0", "1", "2"}}
    assert ClassBucket.objects.get().shown == 0


def test_in_a_course_of_one_nobody_is_held_back(db: None, redis: redis_package.Redis) -> None:
    lecture = Lecture(redis, 2, minimum=1)
    seat_in(lecture.class_session, camera=False)
    lecture.close()
    lecture.show(0)
    lecture.look()
    lecture.show(1)
    lecture.look()
    assert lecture.seen == {0: {"0", "1"}}


@pytest.mark.parametrize(("without_camera", "are_shown"), [(1, False), (4, False), (5, True)])
def test_that_a_few_others_have_no_camera_is_not_told(five: Lecture, without_camera: int, are_shown: bool) -> None:
    for _person in range(without_camera):
        seat_in(five.class_session, camera=False)
    five.show(0, 1, 2, 3, 4)
    five.look()
    assert (0 in five.seen) == are_shown


def test_who_came_later_or_had_left_was_not_there(five: Lecture) -> None:
    start, other = five.class_session.start, seat_in(five.class_session, camera=False).participation
    five.close()
    five.close()
    five.show(0, 1, 2, 3, 4)
    stay = {"joined_at": start + timedelta(seconds=15), "left_at": start + timedelta(seconds=29)}
    Participation.objects.filter(pk=other.pk).update(**stay)
    five.look()
    assert set(five.seen) == {0, 2}


def test_whoever_was_erased_may_have_been_there(five: Lecture) -> None:
    withdraw(participation=seat_in(five.class_session, camera=False).participation)
    five.show(0, 1, 2, 3, 4)
    assert HELD_BACK in five.look()


def test_the_students_themselves_read_what_is_held_back_and_what_was_shown(eight: Lecture, client: Client) -> None:
    seat = seat_in(eight.class_session, keep_timeline=True, show_timeline=True, name="Cleo")
    eight.seats["8"] = seat.participation
    eight.close()
    eight.look()
    eight.show(0, 1, 2, 3, 4)
    eight.close()
    assert HELD_BACK in eight.look()
    kept = client.get(reverse("my_data_download", args=[seat.data_secret])).json()["lectures"][0]["timeline"]
    assert [(interval["sequence"], interval["was_shown"]) for interval in kept] == [(1, True), (2, False)]
    table = client.get(reverse("my_data_table", args=[seat.data_secret])).content.decode()
    assert table.count("shown to your teacher") == 1


def test_the_database_itself_refuses_to_leave_a_few(class_session: ClassSession) -> None:
    for sequence, shown in enumerate((0, 1, 3, 8)):
        ClassBucketFactory(class_session=class_session, sequence=sequence, contributors=8, shown=shown)
    with pytest.raises(IntegrityError, match="nobody_or_a_group_is_never_shown"):
        ClassBucketFactory(class_session=class_session, sequence=4, contributors=8, shown=4)


@pytest.mark.django_db(transaction=True)
def test_two_teachers_who_look_at_once_do_not_see_more_together(redis: redis_package.Redis) -> None:
    lecture = Lecture(redis, 8)
    lecture.close()
    lecture.show(0, 1, 2)

    def look_when_others_show() -> int:
        lecture.hide(0, 1, 2)
        lecture.show(3, 4, 5)
        return show_timelines(class_session=lecture.class_session)

    assert beside(lambda: show_timelines(class_session=lecture.class_session), look_when_others_show) == 1
    assert ParticipationBucket.objects.filter(was_shown=True).count() == ClassBucket.objects.get().shown == 3
