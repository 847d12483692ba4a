"""Lectures whose readings go the whole way: window, bucket, report. Only the lots of the first are ours."""

from datetime import timedelta
from uuid import UUID

import pytest
import redis as redis_package
from django.utils import timezone

from classroom.courses.models import Course
from classroom.reports.services import make_report
from classroom.sessions.models import ClassSession, Marker
from classroom.sessions.services import close_window, end_class_session
from classroom.timelines import aggregation
from classroom.timelines.aggregation import Room
from classroom.timelines.services import close_due_buckets
from classroom.timelines.window import OpenWindow, Outcome
from tests.classroom.reports import known_stream as known
from tests.classroom.reports.known_lectures import KnownLecture
from tests.classroom.reports.known_stream import BUCKETS, PEOPLE
from tests.factories import ClassSessionFactory, seat_in

GRACE = timedelta(milliseconds=1500)
MARKED_AT_S = 170
LATE_BUCKET = 5  # everybody calls their first reading in it wrong when it is closed


def hold_the_known_stream(course: Course, redis: redis_package.Redis, monkeypatch: pytest.MonkeyPatch) -> ClassSession:
    """The four minutes of known_stream.py."""
    lecture = ClassSessionFactory(course=course)
    people = [seat_in(lecture).participation.pk for _person in range(PEOPLE)]
    monkeypatch.setattr(
        aggregation, "told_level", lambda level, person, _secret: known.lot_of(people.index(person), level)
    )
    Marker.objects.create(class_session=lecture, label="demo", at=lecture.start + timedelta(seconds=MARKED_AT_S))
    for bucket in range(BUCKETS):
        _stream(OpenWindow(redis, lecture.pk), people, bucket)
        room = Room(joined=known.JOINED, signals=known.signals_in(bucket))
        close_due_buckets(redis, lecture, lecture.bucket_start(bucket + 1) + GRACE, room)
        if bucket == LATE_BUCKET:
            late = {OpenWindow(redis, lecture.pk).take_back(person, _frame(bucket, 0)) for person in people}
            assert late == {"late"}
    return _over(lecture, BUCKETS)


def hold(facts: KnownLecture, course: Course, redis: redis_package.Redis) -> ClassSession:
    """One of known_lectures.py, in which some take part without a camera."""
    start = timezone.now() - timedelta(days=facts.days_ago)
    lecture = ClassSessionFactory(course=course, topic="Respiration", started_at=start)
    people = [seat_in(lecture).participation.pk for _person in range(facts.people)]
    for _person in range(facts.joined - facts.people):
        seat_in(lecture, camera=False)
    for bucket in range(facts.buckets):
        for number, person in enumerate(people):
            for shares, engagement in facts.readings_of(number, bucket):
                OpenWindow(redis, lecture.pk).add(person, bucket, Outcome(shares, engagement))
        close_due_buckets(redis, lecture, lecture.bucket_start(bucket + 1) + GRACE, Room(joined=facts.joined))
    return _over(lecture, facts.buckets)


def _over(lecture: ClassSession, buckets: int) -> ClassSession:
    end_class_session(class_session=lecture, actor="system", now=lecture.bucket_start(buckets))
    close_window(class_session=lecture)
    make_report(class_session=lecture)
    return lecture


def _stream(window: OpenWindow, people: list[UUID], bucket: int) -> None:
    for number, person in enumerate(people):
        for reason in known.unread_of(number, bucket):
            window.add(person, bucket, Outcome(reason=reason))
        for place, reading in enumerate(known.readings_of(number, bucket)):
            window.add(person, bucket, Outcome(reading.shares, reading.engagement), _frame(bucket, place))
            assert not reading.is_wrong or window.take_back(person, _frame(bucket, place)) == "taken"


def _frame(bucket: int, number: int) -> int:
    return 100 * bucket + number
