"""Rows for tests, and a student who sits in a lecture. The people themselves: classroom/conftest.py."""

from datetime import timedelta
from typing import Any

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from classroom.accounts.models import Role, User
from classroom.accounts.secret_links import new_secret, secret_hash
from classroom.courses.models import Course, Enrollment, Student
from classroom.privacy.consent_texts import text_version
from classroom.sessions.models import ClassSession, Status
from classroom.sessions.seats import CameraConsent, NewSeat, join_class_session
from classroom.sessions.selectors import consent_facts
from classroom.timelines.models import ClassBucket
from classroom.timelines.publication import usual_band

PASSWORD = "a-password-for-tests"


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    username = factory.Sequence(lambda number: f"person{number}")
    role = Role.TEACHER
    password = factory.django.Password(PASSWORD)


class CourseFactory(DjangoModelFactory):
    class Meta:
        model = Course

    title = factory.Sequence(lambda number: f"Course {number}")
    owner = factory.SubFactory(UserFactory)


class StudentFactory(DjangoModelFactory):
    class Meta:
        model = Student

    name = "Cleo"


class EnrollmentFactory(DjangoModelFactory):
    class Meta:
        model = Enrollment

    course = factory.SubFactory(CourseFactory)
    student = factory.SubFactory(StudentFactory)
    link_hash = factory.LazyFunction(lambda: secret_hash(new_secret()))


class ClassSessionFactory(DjangoModelFactory):
    class Meta:
        model = ClassSession

    course = factory.SubFactory(CourseFactory)
    topic = "Photosynthesis"
    status = Status.LIVE
    join_token = factory.LazyFunction(new_secret)
    short_code = factory.Sequence(lambda number: f"{number:06d}")
    started_at = factory.LazyFunction(timezone.now)
    minimum_group = factory.SelfAttribute("course.minimum_group")
    retention_days = factory.SelfAttribute("course.retention_days")
    bucket_s = 15
    model_name = "test"
    model_sha256 = "0" * 64
    temperature = 1.0
    minimum_confidence = 0.4

    class Params:
        ended = factory.Trait(
            status=Status.ENDED,
            started_at=factory.LazyFunction(lambda: timezone.now() - timedelta(minutes=5)),
            ended_at=factory.LazyFunction(timezone.now),
        )


def _usual_band(bucket: Any) -> tuple[float | None, float | None]:
    """As published for the smallest group; none where there is no engagement."""
    return (None, None) if bucket.engagement is None else usual_band(bucket.engagement, bucket.minimum_group)


class ClassBucketFactory(DjangoModelFactory):
    class Meta:
        model = ClassBucket

    class_session = factory.SubFactory(ClassSessionFactory)
    sequence = factory.Sequence(int)
    epoch = "e"
    minimum_group = 5
    contributors = 6
    shares = factory.LazyFunction(lambda: [0.05, 0.0, 0.05, 0.5, 0.1, 0.1, 0.2])
    engagement = 0.6
    band_low = factory.LazyAttribute(lambda bucket: _usual_band(bucket)[0])
    band_high = factory.LazyAttribute(lambda bucket: _usual_band(bucket)[1])
    joined = 12
    sharing = 6
    readable = 6


def seat_in(
    class_session: ClassSession,
    *,
    camera: bool = True,
    keep_timeline: bool = False,
    show_timeline: bool = False,
    name: str = "Cleo",
    enrollment: Enrollment | None = None,
    earlier_data_secret: str | None = None,
) -> NewSeat:
    """A student who joined, with consent to the present text when there is a camera."""
    version = text_version(consent_facts(class_session))
    consent = CameraConsent(version, keep_timeline, show_timeline) if camera else None
    return join_class_session(
        class_session=class_session,
        name=name,
        camera=consent,
        enrollment=enrollment,
        earlier_data_secret=earlier_data_secret,
    )
