"""The figures of a report against numbers computed here, in plain Python, from a stream of readings that is known."""

from datetime import timedelta
from statistics import fmean
from uuid import UUID

import pytest
import redis as redis_package
from django.test import Client
from django.urls import reverse

from classroom.courses.models import Course
from classroom.reports.services import make_report
from classroom.sessions.models import ClassSession
from classroom.sessions.services import close_window, end_class_session
from classroom.timelines.aggregation import Room
from classroom.timelines.services import close_due_buckets
from classroom.timelines.window import OpenWindow, Outcome
from tests.factories import ClassSessionFactory, seat_in

PEOPLE, BUCKETS = 12, 4
STEP = 0.05  # below 20 contributors
HAPPY, SAD, NEUTRAL = 3, 4, 6

Reading = tuple[tuple[float, ...], float]


def readings_of(person: int, bucket: int) -> list[Reading]:
    """Between two and five readings, other ones for everybody; the last two people stay away from bucket 1."""
    if bucket == 1 and person >= 4:
        return []
    return [_reading(person, bucket, number) for number in range(2 + (person + bucket) % 4)]


def _reading(person: int, bucket: int, number: int) -> Reading:
    happy = ((7 * person + 3 * bucket + number) % 10) / 20
    sad = ((person + 5 * number) % 6) / 20
    probabilities = [0.0] * 7
    probabilities[HAPPY], probabilities[SAD], probabilities[NEUTRAL] = happy, sad, 1 - happy - sad
    return tuple(probabilities), ((11 * person + 2 * number + bucket) % 20) / 20


def expected_share(emotion: int, bucket: int) -> float:
    """Everybody weighs the same, however many readings they have."""
    people = [readings_of(person, bucket) for person in range(PEOPLE)]
    return to_step(fmean(fmean(shares[emotion] for shares, _value in readings) for readings in people))


def expected_engagement(bucket: int) -> float:
    people = [readings_of(person, bucket) for person in range(PEOPLE)]
    return to_step(fmean(fmean(value for _shares, value in readings) for readings in people))


def to_step(value: float) -> float:
    return round(round(value / STEP) * STEP, 2)


@pytest.fixture
def streamed(course: Course, redis: redis_package.Redis) -> ClassSession:
    """A lecture of a minute whose readings went the whole way: window, bucket, report."""
    lecture = ClassSessionFactory(course=course)
    people = [seat_in(lecture).participation.pk for _person in range(PEOPLE)]
    for bucket in range(BUCKETS):
        _send(redis, lecture, people, bucket)
        end = lecture.start + timedelta(seconds=(bucket + 1) * lecture.bucket_s, milliseconds=1500)
        close_due_buckets(redis, lecture, end, Room(joined=PEOPLE + 5))
    end_class_session(class_session=lecture, actor="system", now=lecture.start + timedelta(seconds=60))
    close_window(class_session=lecture)
    make_report(class_session=lecture)
    return lecture


def _send(redis: redis_package.Redis, lecture: ClassSession, people: list[UUID], bucket: int) -> None:
    window = OpenWindow(redis, lecture.pk)
    for number, person in enumerate(people):
        for probabilities, engagement in readings_of(number, bucket):
            assert window.add(person, bucket, Outcome(probabilities, engagement)) == "added"


def test_the_chart_shows_the_means_of_the_stream(adas: Client, streamed: ClassSession) -> None:
    figure = adas.get(reverse("report", args=[streamed.pk])).context["figures"]["timeline"]
    traces = {trace["meta"]["series"]: trace["y"] for trace in figure["data"] if "y" in trace}
    for series, emotion in (("happy", HAPPY), ("sad", SAD), ("neutral", NEUTRAL)):
        expected = [None if bucket == 1 else expected_share(emotion, bucket) for bucket in range(BUCKETS)]
        assert traces[series] == pytest.approx(expected)
    expected = [None if bucket == 1 else expected_engagement(bucket) for bucket in range(BUCKETS)]
    assert traces["engagement"] == pytest.approx(expected)
    assert traces["sharing"] == [PEOPLE, None, PEOPLE, PEOPLE]


def test_the_headline_is_the_mean_of_what_was_published(adas: Client, streamed: ClassSession) -> None:
    headline = adas.get(reverse("report", args=[streamed.pk])).context["headline"]
    measured = [bucket for bucket in range(BUCKETS) if bucket != 1]
    assert headline["engagement"] == pytest.approx(fmean(expected_engagement(bucket) for bucket in measured))
    assert headline["measured_share"] == 0.75
    assert headline["coverage"] == {"sharing": PEOPLE, "joined": PEOPLE + 5}
    low, high = headline["engagement_band"]
    assert low <= headline["engagement"] <= high


def test_the_file_holds_the_same_numbers(adas: Client, streamed: ClassSession) -> None:
    report = adas.get(reverse("report_export", args=[streamed.pk, "json"])).json()
    shares = [bucket["shares"] and bucket["shares"]["happy"] for bucket in report["buckets"]]
    assert shares == pytest.approx(
        [None if bucket == 1 else expected_share(HAPPY, bucket) for bucket in range(BUCKETS)]
    )
