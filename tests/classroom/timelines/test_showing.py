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
from classroom.sessions.services import close_window, end_class_session
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
Act = tuple[str, set[int]]

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

    def end(self) -> None:
        end_class_session(class_session=self.class_session, actor="system")
        close_window(class_session=self.class_session)

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


def acts(*names: str) -> st.SearchStrategy[list[Act]]:
    """What is done in which order, by whom: up to four begin or end to show or withdraw, or do not contribute."""
    return st.lists(st.tuples(st.sampled_from(names), st.sets(st.integers(0, MOST - 1), max_size=4)), max_size=9)


in_a_database = settings(
    max_examples=25, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)
closed: list[Act] = [("close", set())]
three, three_others = {0, 1, 2}, {3, 4, 5}
three_were_seen: list[Act] = [("show", three), ("look", set())]


@in_a_database
@example(5, 5, [("show", {0, 1, 2, 3}), *closed], [])
@example(8, 5, closed, [*three_were_seen, ("hide", three), ("show", three_others)])
@example(8, 5, closed, [*three_were_seen, ("withdraw", three), ("show", three_others)])
@example(8, 5, closed, [("show", three), ("withdraw", {7}), ("look", set()), ("show", {3})])
@example(8, 5, [*closed, ("close", {4})], [*three_were_seen, ("show", {3})])
@given(
    st.integers(2, MOST),
    st.integers(2, 5),
    acts("show", "hide", "withdraw", "close", "look"),
    acts("show", "hide", "withdraw", "look"),
)
def test_of_whom_nothing_was_seen_are_nobody_or_a_group(
    db: None, redis: redis_package.Redis, people: int, minimum: int, before: list[Act], after: list[Act]
) -> None:
    lecture = Lecture(redis, people, minimum)
    for act, whom in [*before, ("end", set()), *after, ("look", set())]:
        getattr(lecture, act)(*sorted(whom))
        assert [left for left in lecture.left if 0 < left < minimum] == []


def held(
    redis: redis_package.Redis, people: int, *absent: set[int], minimum: int = 5, without_camera: int = 0
) -> Lecture:
    """A lecture that is over, of an interval for each of these groups, who did not contribute to it."""
    lecture = Lecture(redis, people, minimum)
    for _person in range(without_camera):
        seat_in(lecture.class_session, camera=False)
    for group in absent:
        lecture.close(*group)
    lecture.end()
    return lecture


@pytest.fixture
def five(db: None, redis: redis_package.Redis) -> Lecture:
    """A lecture of an interval to which five contributed, the fewest of whom something is told."""
    return held(redis, 5, set())


@pytest.fixture
def eight(db: None, redis: redis_package.Redis) -> Lecture:
    return held(redis, 8, set())


def test_four_of_five_are_held_back_and_the_page_says_how_much(db: None, redis: redis_package.Redis) -> None:
    lecture = held(redis, 5, *[set()] * 5)
    lecture.show(0, 1, 2, 3)
    page = lecture.look()
    assert dict(lecture.seen) == {}
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
    assert eight.look().count(NOTHING) == 1
    for act, whom in ((eight.hide, {"1", "2"}), (eight.show, {"0", "1", "2"})):
        act(0)
        eight.seen.clear()
        eight.look()
        assert eight.seen == {0: whom}
    assert ClassBucket.objects.get().shown == 3


def test_an_interval_in_which_too_few_are_left_is_held_back_alone(db: None, redis: redis_package.Redis) -> None:
    lecture = held(redis, 8, set(), {7}, {0, 7}, {0})
    lecture.show(0, 1, 2)
    assert f"1 minute of the lecture is {HELD_BACK}" in lecture.look()
    assert lecture.seen == {0: {"0", "1", "2"}, 3: {"1", "2"}}


def test_before_the_lecture_is_over_nothing_is_shown(db: None, redis: redis_package.Redis) -> None:
    lecture = Lecture(redis, 8)
    lecture.close()
    lecture.show(0, 1, 2)
    page = lecture.look()
    assert dict(lecture.seen) == {}
    assert page.count(NOTHING) == 3
    assert "Timelines are shown when the lecture is over." in page
    assert HELD_BACK not in page
    lecture.end()
    assert "when the lecture is over" not in lecture.look()
    assert lecture.seen == {0: {"0", "1", "2"}}


def test_where_nothing_is_told_of_the_class_nobody_is_held_back(db: None, redis: redis_package.Redis) -> None:
    lecture = held(redis, 4, set())
    lecture.show(0, 1, 2)
    lecture.look()
    assert lecture.seen == {0: {"0", "1", "2"}}
    assert ClassBucket.objects.get().shown == 0


@pytest.mark.parametrize("people", [5, 6])
def test_what_they_show_while_one_other_is_away_is_held_back_as_long_as_that_one_would_be_alone(
    db: None, redis: redis_package.Redis, people: int
) -> None:
    """Without the other the interval is told of nobody, or of those who show: either would do for the rest."""
    *all_but_one, other = range(people)
    lecture = held(redis, people, set(), {other}, without_camera=5)
    lecture.show(*all_but_one)
    lecture.look()
    assert dict(lecture.seen) == {}
    lecture.show(other)
    lecture.look()
    assert set(lecture.seen) == {0, 1}


def test_in_a_course_of_one_nobody_is_held_back(db: None, redis: redis_package.Redis) -> None:
    lecture = held(redis, 2, set(), minimum=1, without_camera=1)
    for person in range(2):
        lecture.show(person)
        assert HELD_BACK not in lecture.look()
    assert lecture.seen == {0: {"0", "1"}}


@pytest.mark.parametrize(("without_camera", "are_shown"), [(1, False), (4, False), (5, True)])
def test_that_a_few_others_have_no_camera_is_not_told(
    db: None, redis: redis_package.Redis, without_camera: int, are_shown: bool
) -> None:
    lecture = held(redis, 5, set(), without_camera=without_camera)
    lecture.show(0, 1, 2, 3, 4)
    lecture.look()
    assert (0 in lecture.seen) == are_shown


def test_who_came_later_or_had_left_was_not_there(db: None, redis: redis_package.Redis) -> None:
    lecture = held(redis, 5, set(), set(), set(), without_camera=1)
    start = lecture.class_session.start
    stay = {"joined_at": start + timedelta(seconds=15), "left_at": start + timedelta(seconds=29)}
    Participation.objects.filter(consent=None).update(**stay)
    lecture.show(0, 1, 2, 3, 4)
    lecture.look()
    assert set(lecture.seen) == {0, 2}


def test_whoever_was_erased_may_have_been_there(db: None, redis: redis_package.Redis) -> None:
    lecture = held(redis, 5, set(), without_camera=1)
    withdraw(participation=Participation.objects.get(consent=None))
    lecture.show(0, 1, 2, 3, 4)
    assert HELD_BACK in lecture.look()


def test_the_students_themselves_read_what_is_held_back_and_what_was_shown(
    db: None, redis: redis_package.Redis, client: Client
) -> None:
    lecture = Lecture(redis, 8)
    seat = seat_in(lecture.class_session, keep_timeline=True, show_timeline=True, name="8")
    lecture.seats["8"] = seat.participation
    lecture.close()
    lecture.close(*range(5))
    lecture.close(0, 1, 2, 3)
    lecture.end()
    lecture.look()
    assert lecture.seen == {0: {"8"}}
    kept = client.get(reverse("my_data_download", args=[seat.data_secret])).json()["lectures"][0]["timeline"]
    assert [(interval["sequence"], interval["was_shown"]) for interval in kept] == [(0, True), (1, False), (2, False)]
    table = client.get(reverse("my_data_table", args=[seat.data_secret])).content.decode()
    assert table.count("shown to your teacher") == 1


def test_the_database_itself_refuses_to_leave_a_few(class_session: ClassSession) -> None:
    for sequence, shown in enumerate((0, 1, 3, 8)):
        ClassBucketFactory(class_session=class_session, sequence=sequence, contributors=8, shown=shown)
    with pytest.raises(IntegrityError, match="nobody_or_a_group_is_never_shown"):
        ClassBucketFactory(class_session=class_session, sequence=4, contributors=8, shown=4)


@pytest.mark.django_db(transaction=True)
def test_two_teachers_who_look_at_once_do_not_see_more_together(redis: redis_package.Redis) -> None:
    lecture = held(redis, 8, set())
    lecture.show(0, 1, 2)

    def look_when_others_show() -> int:
        lecture.hide(0, 1, 2)
        lecture.show(3, 4, 5)
        return show_timelines(class_session=lecture.class_session)

    assert beside(lambda: show_timelines(class_session=lecture.class_session), look_when_others_show) == 1
    assert ParticipationBucket.objects.filter(was_shown=True).count() == ClassBucket.objects.get().shown == 3
