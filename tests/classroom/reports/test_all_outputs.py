"""All that is told of a lecture, taken together, leaves of a student's share what its published buckets leave open.

The argument has three steps.

1. The rounding of two published buckets, or of three neighbours, leaves 0.4 of a student's share open, whoever comes,
   goes or withdraws between them. That is tested in tests/classroom/timelines/test_small_groups.py, which says what the
   adversary knows and what more buckets tell; at the ends of the scale less is left (test_near_none_and_all.py).
2. Here whole lectures are held: the window, the flush, publication. Of a closed bucket the live view hears what was
   published, once, and its timeline never says anything else, also not after somebody has withdrawn; of the open bucket
   it hears nothing. The adversary of step 1 finds no more in what was heard.
3. Then everybody, and all that lies behind the buckets, is deleted, and the lecture is written anew: from what the live
   view heard, from who was there when, and from how many seats with and without a consent are kept. The timeline, the
   report, every file, both comparisons, the lists, the page of the course, its row in the overview and the reports of
   other lectures say what they said before, to the byte. So they are functions of what was heard, and whoever reads
   them all learns no more of a face; pictures and prints are made of these pages in the browser. Levels are told by lot
   before they are heard (test_publication.py).

What students choose to show of themselves stands beside it: tests/classroom/timelines/test_showing.py.

Filters choose lectures, and nothing in an address chooses people: the last four tests.
"""

import io
import json
import re
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from random import Random
from unittest.mock import patch
from uuid import UUID

import pytest
import redis as redis_package
from django.test import Client, TestCase
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from classroom import clock
from classroom.courses.models import Course
from classroom.live import announcements, flushing, messages
from classroom.reports.exports import FORMATS
from classroom.reports.models import SessionReport, ToldAgreement
from classroom.reports.selectors import overview_rows
from classroom.reports.services import make_report, tell_agreements
from classroom.sessions.models import ClassSession, Participation
from classroom.sessions.seats import withdraw
from classroom.sessions.services import end_class_session
from classroom.timelines.buckets import placed
from classroom.timelines.models import SessionCounts
from classroom.timelines.publication import FINE_FROM, Coverage, PublishedFigures
from classroom.timelines.services import store_bucket
from classroom.timelines.window import OpenWindow, Outcome, Sums
from tests.classroom.conftest import signed_in
from tests.classroom.reports.conftest import lecture_with_a_moment
from tests.classroom.timelines.small_groups import MINIMUM, Group, assert_left_open, differences, lectures
from tests.factories import ClassSessionFactory, CourseFactory, seat_in

pytestmark = pytest.mark.timeout(400)  # a dozen lectures are held

Faces = dict[UUID, Sums]
Messages = list[messages.Message]

FIGURES = ("shares", "engagement", "band", "coverage", "levels", "signals")
WITHOUT_CAMERA = 6
CAREFUL = 8  # the minimum of a course that asks for more
FEW, MANY = 3, 7  # who say that they are lost
GRACE = timedelta(milliseconds=1500)

held_in_a_database = settings(
    max_examples=4,  # beside the three that are always held
    suppress_health_check=[
        HealthCheck.too_slow,
        HealthCheck.function_scoped_fixture,  # every example has a teacher, a course and a lecture of its own
    ],
)


class Held:
    """A lecture that was held with these faces, and what the live view heard and read of it."""

    def __init__(self, redis: redis_package.Redis, faces: Faces, groups: list[Group], minimum: int = MINIMUM) -> None:
        course = CourseFactory(minimum_group=minimum)
        self.lecture = ClassSessionFactory(course=course)
        self.other = lecture_with_a_moment(course, topic="Respiration", days_ago=7)
        self.teacher = signed_in(course.owner)
        self.groups, self.minimum = groups, minimum
        self.ticks: Messages = []
        self.timelines: list[Messages] = []
        self._redis, self._faces = redis, faces
        self._seats: dict[UUID, Participation] = {}
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(announcements, "to_group", lambda _group, message: self.ticks.append(message))
            self._hold()

    @property
    def heard(self) -> Messages:
        """Every closed bucket as it came out of a socket."""
        return json.loads(json.dumps([bucket for tick in self.ticks for bucket in tick["closed"]]))

    @property
    def readings(self) -> int:
        """How many readings count towards rates, by who was there when."""
        return sum(2 * len(group) for group in self.groups if len(group) >= self.minimum)

    def _hold(self) -> None:
        for _person in range(WITHOUT_CAMERA):
            seat_in(self.lecture, camera=False)
        for sequence, (before, group) in enumerate(pairwise([frozenset(), *self.groups])):
            leaving = {person for person in before - group if person.int % 2}
            for person in sorted(group | (before - group - leaving)):
                self._send(person, sequence)
            self._flush(sequence, seconds=10)
            for person in sorted(before - group - leaving):
                with TestCase.captureOnCommitCallbacks(execute=True):
                    withdraw(participation=self._seats.pop(person))
            self._flush(sequence, seconds=self.lecture.bucket_s, people=len(group))
            self.timelines.append(self.teacher.get(reverse("live_timeline", args=[self.lecture.pk])).json()["buckets"])
        end = self.lecture.bucket_start(len(self.groups))
        end_class_session(class_session=self.lecture, actor="system", now=end)
        flushing.flush(self._redis, self.lecture, end + GRACE)
        make_report(class_session=self.lecture)

    def _send(self, person: UUID, sequence: int) -> None:
        """Two readings of somebody who takes a seat when they come."""
        if person not in self._seats:
            self._seats[person] = seat_in(self.lecture).participation
        face = self._faces[person]
        outcome = Outcome(tuple(value / face.readings for value in face.probabilities), face.engagement / face.readings)
        for _reading in range(face.readings):
            OpenWindow(self._redis, self.lecture.pk).add(self._seats[person].pk, sequence, outcome)

    def _flush(self, sequence: int, *, seconds: int, people: int = 0) -> None:
        """The live view's second, with so many cameras and others in the room; sometimes a few are lost, or many."""
        now = self.lecture.bucket_start(sequence) + timedelta(seconds=seconds) + GRACE
        room = {f"person {number}": now.timestamp() for number in range(people + WITHOUT_CAMERA)}
        lost = {f"person {number}": now.timestamp() for number in range((0, FEW, MANY)[sequence % 3])}
        self._redis.delete(f"present:{self.lecture.pk}", f"said:{self.lecture.pk}:lost")
        self._redis.zadd(f"present:{self.lecture.pk}", room)
        if lost:
            self._redis.zadd(f"said:{self.lecture.pk}:lost", lost)
        with patch.object(clock, "now", lambda: now):  # ticks are told apart by when they were told
            flushing.flush(self._redis, self.lecture, now)

    def write_anew(self) -> None:
        """Delete everybody and everything behind the buckets; make the lecture of what was heard alone."""
        heard, without = self.heard, self.lecture.participations.filter(consent=None).count()
        seats = self.lecture.participations.count()
        self._redis.flushdb()
        self.lecture.participations.all().delete()
        self._seat_strangers(agreed=seats - without, without=without)
        self.lecture.buckets.all().delete()
        SessionReport.objects.filter(class_session=self.lecture).delete()
        ToldAgreement.objects.all().delete()
        SessionCounts.objects.filter(class_session=self.lecture).delete()
        for message in heard:
            store_bucket(self.lecture, "another life", placed(self.lecture, message["sequence"], figures_in(message)))
        SessionCounts.objects.create(class_session=self.lecture, readings=self.readings)
        make_report(class_session=self.lecture)

    def _seat_strangers(self, agreed: int, without: int) -> None:
        """As many seats as there were, of people whose faces nobody has read."""
        elsewhere = ClassSessionFactory()
        for camera in [True] * agreed + [False] * without:
            seat_in(elsewhere, camera=camera, name="Stranger")
        elsewhere.participations.update(class_session=self.lecture)

    def outputs(self) -> dict[str, object]:
        """Everything that its teacher can read of it when it is over."""
        files = {name: self._get("report_export", self.lecture.pk, name) for name in FORMATS}
        timeline = json.loads(self._get("live_timeline", self.lecture.pk))
        return files | {
            "xlsx": cells_of(files["xlsx"]),
            "timeline": timeline | {"elapsed_s": None},  # it is a little later each time
            "report": self._get("report", self.lecture.pk),
            "report of the other": self._get("report", self.other.pk),
            "weeks": self._get("course_report", self.lecture.course_id),
            "side by side": self._get("report_compare", a=self.lecture.pk, b=self.other.pk),
            "list": self._get("report_list"),
            "course": self._get("course_detail", self.lecture.course_id),
            "lectures of the course": self._get("lecture_list", self.lecture.course_id),
            "row in the overview": overview_rows([self.lecture.course], tell_agreements([self.lecture.course])),
        }

    def _get(self, name: str, *args: object, **parameters: object) -> bytes:
        return content_of(self.teacher, reverse(name, args=args), parameters)


def content_of(client: Client, address: str, parameters: dict[str, object]) -> bytes:
    """What an address answers, without the token that forms have anew each time."""
    response = client.get(address, parameters)
    assert response.status_code == 200
    return re.sub(rb'(name="csrfmiddlewaretoken" value=")\w+', rb"\1", response.content)


def cells_of(workbook: bytes) -> list[object]:
    """All cells of all sheets; the file itself says when it was made."""
    return [list(sheet.iter_rows(values_only=True)) for sheet in load_workbook(io.BytesIO(workbook))]


def figures_in(message: messages.Message) -> PublishedFigures:
    """What a message says of a bucket. How many contributed it does not say, so the least number stands there."""
    return PublishedFigures(
        minimum_group=message["minimum"],
        contributors=None if message["shares"] is None else message["minimum"],
        shares=message["shares"] and tuple(message["shares"]),
        engagement=message["engagement"],
        band=message["band"] and tuple(message["band"]),
        coverage=message["coverage"] and Coverage(**message["coverage"]),
        levels=message["levels"] and tuple(message["levels"]),
        signals=message["signals"] and tuple(message["signals"].values()),
    )


def around(size: int) -> tuple[Faces, list[Group]]:
    """A lecture in which one comes, then three withdraw or leave, around a size at which rules change.

    So from twenty it goes to 21, and down to 18.
    """
    lot = Random(size)
    faces = {}
    for person in map(UUID, (f"{number:032x}" for number in range(size + 1))):
        weights = [lot.random() for _emotion in range(7)]
        faces[person] = Sums(2, 2, tuple(2 * weight / sum(weights) for weight in weights), 2 * lot.random())
    people = list(faces)
    return faces, [
        frozenset(people[first:last]) for first, last in ((0, -1), (0, None), (1, None), (2, None), (3, None))
    ]


@held_in_a_database
@example(around(FINE_FROM), MINIMUM)
@example(around(MINIMUM), MINIMUM)
@example(around(CAREFUL), CAREFUL)
@given(lectures(), st.sampled_from([MINIMUM, CAREFUL]))
def test_what_the_live_view_hears_is_told_once_and_pins_nobody_down(
    db: None, redis: redis_package.Redis, drawn: tuple[Faces, list[Group]], minimum: int
) -> None:
    faces, groups = drawn
    held = Held(redis, faces, groups, minimum)
    assert held.timelines == [held.heard[: number + 1] for number in range(len(groups))]
    assert {tick["open"][name] for tick in held.ticks if tick["open"] for name in FIGURES} == {None}
    told = [
        replace(figures_in(message), contributors=len(group)) for message, group in zip(held.heard, groups, strict=True)
    ]
    assert [figures.shares is not None for figures in told] == [len(group) >= minimum for group in groups]
    for index in range(8):
        for person, interval in differences(groups, told, index):
            assert_left_open(faces[person], index, interval)


@held_in_a_database
@example(around(FINE_FROM), MINIMUM)
@example(around(MINIMUM), MINIMUM)
@example(around(CAREFUL), CAREFUL)
@given(lectures(), st.sampled_from([MINIMUM, CAREFUL]))
def test_everything_else_is_made_of_what_the_live_view_heard(
    db: None, redis: redis_package.Redis, drawn: tuple[Faces, list[Group]], minimum: int
) -> None:
    held = Held(redis, *drawn, minimum)
    told = held.outputs()
    held.write_anew()
    assert held.outputs() == told


@pytest.fixture
def earlier(course: Course) -> ClassSession:
    return lecture_with_a_moment(course, topic="Respiration", days_ago=7)


def rows_in(client: Client, address: str, **parameters: object) -> list[str]:
    """The rows of a page's table of lectures."""
    page = client.get(address, parameters).content.decode()
    return [row for row in re.findall(r"<tr>.*?</tr>", page, re.DOTALL) if "<td" in row]


filters = st.fixed_dictionaries(
    {
        "q": st.sampled_from(["", "photo", "RESP", "botany", "nobody"]),
        "course": st.sampled_from(["", "this", "none"]),
    },
    optional={"archived": st.just("1"), "page": st.integers(1, 2)},
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=20)  # it reads only
@given(filters)
def test_a_list_says_of_a_lecture_the_same_under_every_filter(
    adas: Client, changing: ClassSession, earlier: ClassSession, chosen: dict[str, str]
) -> None:
    lecture_count, address = 2, reverse("report_list")
    everything = rows_in(adas, address)
    assert len(everything) == lecture_count
    wish = chosen | {"course": {"this": str(changing.course_id)}.get(chosen["course"], chosen["course"])}
    assert set(rows_in(adas, address, **wish)) <= set(everything)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=20)  # it reads only
@given(
    st.sampled_from(["", "photo", "RESP", "nobody"]),
    st.sampled_from(["all", "measured", "archived", "none"]),
    st.integers(1, 2),
)
def test_the_weeks_of_a_course_say_of_a_lecture_the_same_under_every_filter(
    adas: Client, changing: ClassSession, earlier: ClassSession, words: str, show: str, page: int
) -> None:
    address = reverse("course_report", args=[changing.course_id])
    everything = rows_in(adas, address)
    assert len(everything) == 2
    assert set(rows_in(adas, address, q=words, show=show, page=page)) <= set(everything)


def test_the_weeks_of_a_course_say_the_same_of_a_lecture_without_another(
    adas: Client, changing: ClassSession, earlier: ClassSession
) -> None:
    address = reverse("course_report", args=[changing.course_id])
    both = rows_in(adas, address)
    ClassSession.objects.filter(pk=earlier.pk).update(archived_at=timezone.now())
    assert rows_in(adas, address) == both[:1]


def test_nothing_in_an_address_makes_a_figure_of_fewer_people(adas: Client, changing: ClassSession) -> None:
    names = ("q", "topic", "from", "to", "since", "until", "student", "participation", "group", "at")
    chosen = dict.fromkeys(names, "1")
    for file_format in ("csv", "json"):
        address = reverse("report_export", args=[changing.pk, file_format])
        assert content_of(adas, address, chosen) == content_of(adas, address, {})
    page = reverse("report", args=[changing.pk])
    for shown in ("figures", "tables", "words", "headline", "moments", "trust"):
        assert adas.get(page, chosen).context[shown] == adas.get(page).context[shown]
