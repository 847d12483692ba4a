"""A student of the roster withdraws on one device while another one joins."""

import pytest
from django.core.exceptions import ValidationError

from classroom.courses.models import Enrollment
from classroom.privacy.consent_texts import text_version
from classroom.privacy.models import Consent
from classroom.sessions.models import ClassSession, Participation
from classroom.sessions.seats import CameraConsent, join_class_session, withdraw_from_course
from classroom.sessions.selectors import consent_facts
from tests.classroom.races import beside
from tests.factories import EnrollmentFactory, seat_in

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("redis")]


@pytest.fixture
def place(class_session: ClassSession) -> Enrollment:
    return EnrollmentFactory(course=class_session.course)


def afresh(place: Enrollment) -> Enrollment:
    """The place as another process has read it."""
    return Enrollment.objects.get(pk=place.pk)


def join_under_the_earlier_yes(class_session: ClassSession, place: Enrollment) -> None:
    camera = CameraConsent(text_version(consent_facts(class_session)), is_earlier=True)
    join_class_session(class_session=class_session, name="", camera=camera, enrollment=place)


def test_who_withdraws_beside_a_join_leaves_no_seat(class_session: ClassSession, place: Enrollment) -> None:
    here, there = afresh(place), afresh(place)
    beside(lambda: seat_in(class_session, enrollment=here), lambda: withdraw_from_course(enrollment=there))
    assert not Participation.objects.exists()
    assert not Consent.objects.exists()
    place.refresh_from_db()
    assert place.consent is None


def test_who_joins_beside_a_withdrawal_is_asked_again(class_session: ClassSession, place: Enrollment) -> None:
    seat_in(class_session, enrollment=place)
    here, there = afresh(place), afresh(place)
    assert there.consent is not None
    with pytest.raises(ValidationError, match="Your earlier yes does not count any more"):
        beside(lambda: withdraw_from_course(enrollment=here), lambda: join_under_the_earlier_yes(class_session, there))
    assert not Participation.objects.exists()
    assert not Consent.objects.exists()
