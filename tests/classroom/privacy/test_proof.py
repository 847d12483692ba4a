"""That nothing is left of an erased person is shown, not said."""

from io import StringIO

import pytest
import redis as redis_package
from django.core.management import CommandError, call_command
from django.urls import reverse

from classroom.accounts.models import Role
from classroom.courses.models import Course
from classroom.privacy import tasks
from classroom.privacy.models import AuditPseudonym, ErasureRequest
from classroom.sessions.models import ClassSession
from classroom.sessions.seats import withdraw
from classroom.timelines.models import ParticipationBucket
from classroom.timelines.window import OpenWindow, Outcome
from tests.classroom.conftest import signed_in
from tests.factories import EnrollmentFactory, UserFactory, seat_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def erased(class_session: ClassSession, course: Course, redis: redis_package.Redis) -> ErasureRequest:
    """The receipt of a student of the roster who had a timeline and numbers in an open bucket."""
    cleo = EnrollmentFactory(course=course)
    seat = seat_in(class_session, keep_timeline=True, enrollment=cleo).participation
    ParticipationBucket.objects.create(participation=seat, sequence=2, readings=5, shares=[0.1] * 7, engagement=0.4)
    OpenWindow(redis, class_session.pk).add(seat.pk, 0, Outcome(reason="no_face"))
    request = withdraw(participation=seat)
    tasks.finish_erasures()
    return request


def proved(request: ErasureRequest) -> str:
    output = StringIO()
    call_command("prove_erasure", request.receipt, stdout=output)
    return output.getvalue()


def test_an_erasure_is_proved_for_every_identifier(erased: ErasureRequest) -> None:
    said = proved(erased)
    assert "Nothing else is left: 2 identifiers" in said
    assert "courses_enrollment.subject: 1, the place on the list" in said
    assert "Redis withdrawn:*: 1, refuses frames" in said


def test_an_admin_who_looks_at_an_erased_student_leaves_nothing_that_leads_to_them(
    erased: ErasureRequest, course: Course
) -> None:
    boss = signed_in(UserFactory(is_superuser=True, role=Role.ADMIN))
    student = course.enrollments.get().student
    for page in ("change", "history"):
        assert boss.get(reverse(f"admin:courses_student_{page}", args=[student.pk])).status_code == 200
    assert "Nothing else is left: 2 identifiers" in proved(erased)


def test_a_row_that_was_forgotten_is_found(erased: ErasureRequest) -> None:
    part = erased.parts.get()
    AuditPseudonym.objects.create(person=f"participation:{part.subject}", pseudonym="person:x")
    with pytest.raises(CommandError, match="left something behind"):
        proved(erased)


@pytest.mark.parametrize("kind", ["set", "hset", "sadd", "zadd", "rpush"])
def test_a_place_in_redis_that_was_forgotten_is_found(
    erased: ErasureRequest, redis: redis_package.Redis, kind: str
) -> None:
    subject = str(erased.parts.get().subject)
    values = {"hset": (subject, 1), "zadd": ({subject: 1},)}.get(kind, (subject,))
    getattr(redis, kind)("forgotten", *values)
    with pytest.raises(CommandError, match="left something behind"):
        proved(erased)


def test_an_erasure_that_waits_for_redis_is_not_proved(erased: ErasureRequest) -> None:
    erased.parts.update(completed_at=None)
    with pytest.raises(CommandError, match="not complete: 1 of 2 parts"):
        proved(erased)


def test_an_unknown_receipt_proves_nothing(db: None) -> None:
    with pytest.raises(CommandError, match="no such receipt"):
        call_command("prove_erasure", "none")
