"""Ended lectures of Ada's, with and without a report."""

from datetime import timedelta

import pytest
import redis as redis_package
from django.utils import timezone

from classroom.courses.models import Course
from classroom.reports import services
from classroom.sessions.models import ClassSession
from tests.classroom.reports.known_lectures import EARLIER
from tests.classroom.reports.streaming import hold, hold_the_known_stream
from tests.factories import ClassBucketFactory, ClassSessionFactory

HIDDEN = {"shares": None, "engagement": None, "contributors": None, "joined": None, "sharing": None, "readable": None}
CHANGE_AT_S = 300


@pytest.fixture
def lecture(course: Course) -> ClassSession:
    """An ended lecture of Ada's with three buckets, the second below the minimum."""
    lecture = ClassSessionFactory(course=course, ended=True, topic="Әсел reads", window_closed_at=timezone.now())
    ClassBucketFactory(class_session=lecture, sequence=0, engagement=0.4)
    ClassBucketFactory(class_session=lecture, sequence=1, **HIDDEN)
    ClassBucketFactory(class_session=lecture, sequence=2, engagement=0.6)
    return lecture


@pytest.fixture
def reported(lecture: ClassSession) -> ClassSession:
    services.make_report(class_session=lecture)
    return lecture


def lecture_with_a_moment(course: Course, *, topic: str = "Photosynthesis", days_ago: int = 0) -> ClassSession:
    """An ended lecture of ten minutes with a report, in which engagement falls after five."""
    start = timezone.now() - timedelta(minutes=10, days=days_ago)
    lecture = ClassSessionFactory(
        course=course, ended=True, topic=topic, started_at=start, ended_at=start + timedelta(minutes=10)
    )
    for sequence in range(40):
        falls = sequence * 15 >= CHANGE_AT_S
        ClassBucketFactory(
            class_session=lecture,
            sequence=sequence,
            engagement=0.3 if falls else 0.7,
            levels=[0.2, 0.5, 0.3],
            signals=[9 if falls else None, 0, 0, 0, 0, 0],
        )
    services.make_report(class_session=lecture)
    return lecture


@pytest.fixture
def changing(course: Course) -> ClassSession:
    return lecture_with_a_moment(course)


@pytest.fixture
def streamed(course: Course, redis: redis_package.Redis, monkeypatch: pytest.MonkeyPatch) -> ClassSession:
    """A lecture of four minutes whose readings are known."""
    return hold_the_known_stream(course, redis, monkeypatch)


@pytest.fixture
def streamed_before(course: Course, redis: redis_package.Redis) -> list[ClassSession]:
    """The course's lectures of two weeks ago and of last week, whose readings are known too."""
    return [hold(facts, course, redis) for facts in EARLIER]
