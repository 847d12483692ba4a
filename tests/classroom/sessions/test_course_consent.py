"""A student of the roster agrees once for a course and a text; a guest agrees for each session."""

import pytest
import redis as redis_package
from django.test import Client
from django.urls import reverse

from classroom.accounts.models import User
from classroom.courses.models import Course, Enrollment
from classroom.courses.roster import remove_students
from classroom.courses.services import add_student, set_minimum_group
from classroom.privacy import erasure_ledger, tasks
from classroom.privacy.consent_texts import text_version
from classroom.privacy.models import Consent, ErasureRequest, Organisation
from classroom.sessions.access import course_data_cookie_name
from classroom.sessions.models import ClassSession, Participation
from classroom.sessions.seats import withdraw
from classroom.sessions.selectors import CameraState, camera_state, consent_facts
from classroom.sessions.services import end_class_session, start_class_session
from classroom.timelines.models import ParticipationBucket
from classroom.timelines.window import OpenWindow, Outcome
from tests.factories import EnrollmentFactory, seat_in

HAPPY = (0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0)


@pytest.fixture
def cleo(course: Course) -> tuple[Enrollment, str]:
    """Cleo's place on the roster, and her personal link."""
    enrollment, secret = add_student(course=course, actor=course.owner, name="Cleo")
    return enrollment, reverse("enrolment_join", args=[secret])


def agree(client: Client, link: str, class_session: ClassSession, **fields: str) -> object:
    return client.post(link, {"choice": "camera", "text_version": text_version(consent_facts(class_session))} | fields)


def next_session(class_session: ClassSession) -> ClassSession:
    """The lecture a week later; the browser's cookie of the first is of no use there."""
    end_class_session(class_session=class_session, actor="system")
    return start_class_session(course=class_session.course, teacher=class_session.course.owner, topic="Roots")


def lectures_behind(client: Client, enrollment: Enrollment) -> list[object]:
    """What the link to own data opens that this browser has."""
    secret = client.cookies[course_data_cookie_name(enrollment)].value
    return client.get(reverse("my_data_download", args=[secret])).json()["lectures"]


def last_seat(class_session: ClassSession) -> Participation:
    return class_session.participations.order_by("joined_at").last()


def test_the_yes_hangs_on_the_place_on_the_roster(client: Client, class_session: ClassSession, cleo: tuple) -> None:
    agree(client, cleo[1], class_session, keep_timeline="on")
    cleo[0].refresh_from_db()
    assert cleo[0].consent == last_seat(class_session).consent
    assert cleo[0].consent.subject == cleo[0].subject
    assert camera_state(last_seat(class_session)) == CameraState.ALLOWED


def test_the_next_session_does_not_ask_again_and_says_so(
    client: Client, class_session: ClassSession, cleo: tuple
) -> None:
    agree(client, cleo[1], class_session)
    following = next_session(class_session)
    page = client.get(cleo[1]).content.decode()
    assert "You agreed to this same text on" in page
    assert "keep_timeline" not in page
    agree(client, cleo[1], following, earlier_consent="1")
    assert last_seat(following).consent == last_seat(class_session).consent
    assert Consent.objects.count() == 1


def test_in_the_next_session_the_camera_is_off_until_it_is_chosen(
    client: Client, class_session: ClassSession, cleo: tuple
) -> None:
    agree(client, cleo[1], class_session)
    following = next_session(class_session)
    client.post(cleo[1], {"choice": "no_camera"})
    assert camera_state(last_seat(following)) == CameraState.NOT_AGREED
    page = client.get(reverse("participate", args=[following.pk])).content.decode()
    assert "Use my camera" in page
    form = {"choice": "camera", "earlier_consent": "1", "text_version": text_version(consent_facts(following))}
    client.post(reverse("allow_camera", args=[following.pk]), form)
    assert camera_state(last_seat(following)) == CameraState.ALLOWED


def test_a_changed_text_asks_again(client: Client, class_session: ClassSession, cleo: tuple) -> None:
    agree(client, cleo[1], class_session)
    following = next_session(class_session)
    Organisation.objects.create(name="New owner", contact_email="a@b.invalid", legal_basis="consent")
    page = client.get(cleo[1]).content.decode()
    assert "the text has changed since" in page
    assert "The whole text" in page
    response = agree(client, cleo[1], following, earlier_consent="1")
    assert "Your earlier yes does not count any more" in response.content.decode()
    assert following.participations.count() == 0


def test_choosing_anew_replaces_what_was_ticked(client: Client, class_session: ClassSession, cleo: tuple) -> None:
    agree(client, cleo[1], class_session, keep_timeline="on")
    following = next_session(class_session)
    assert "keep_timeline" in client.get(cleo[1] + "?anew").content.decode()
    agree(client, cleo[1], following)
    cleo[0].refresh_from_db()
    assert cleo[0].consent.scopes == ["camera"]
    assert last_seat(class_session).consent.scopes == ["camera", "keep_timeline"]


def test_a_guest_cannot_claim_an_earlier_yes(client: Client, class_session: ClassSession, cleo: tuple) -> None:
    agree(client, cleo[1], class_session)
    guest = Client()
    link = reverse("join", args=[class_session.join_token])
    response = agree(guest, link, class_session, name="Cleo", earlier_consent="1")
    assert "does not count any more" in response.content.decode()
    assert class_session.participations.count() == 1


def test_a_guest_is_asked_in_every_session(client: Client, class_session: ClassSession) -> None:
    agree(client, reverse("join", args=[class_session.join_token]), class_session, name="Guest")
    following = next_session(class_session)
    page = client.get(reverse("join", args=[following.join_token])).content.decode()
    assert "The whole text" in page


@pytest.mark.django_db(transaction=True)
def test_withdrawing_ends_it_for_the_course_and_erases_every_lecture(
    client: Client, class_session: ClassSession, cleo: tuple, redis: redis_package.Redis
) -> None:
    agree(client, cleo[1], class_session, keep_timeline="on")
    following = next_session(class_session)
    agree(client, cleo[1], following, earlier_consent="1")
    response = client.post(reverse("withdraw", args=[following.pk]))
    tasks.finish_erasures()
    assert (Participation.objects.count(), Consent.objects.count()) == (0, 0)
    cleo[0].refresh_from_db()
    assert cleo[0].consent is None
    assert "Everything about you is erased" in client.get(response["Location"]).content.decode()
    assert "The whole text" in client.get(cleo[1]).content.decode()


def test_the_receipt_waits_for_every_part(class_session: ClassSession, client: Client, cleo: tuple) -> None:
    agree(client, cleo[1], class_session)
    whole = withdraw(participation=last_seat(class_session))
    ErasureRequest.objects.filter(pk=whole.pk).update(completed_at=whole.requested_at)
    whole.refresh_from_db()
    assert whole.parts.count() == 1
    assert whole.finished_at is None


def test_the_personal_link_withdraws_while_nothing_runs(
    client: Client, class_session: ClassSession, cleo: tuple
) -> None:
    agree(client, cleo[1], class_session)
    end_class_session(class_session=class_session, actor="system")
    assert "Take back your yes" in client.get(cleo[1]).content.decode()
    response = client.post(cleo[1] + "withdraw/")
    assert response["Location"].startswith("/receipt/")
    assert Consent.objects.count() == 0


def test_a_stranger_cannot_withdraw_for_somebody(client: Client, db: None) -> None:
    assert client.post(reverse("enrolment_withdraw", args=["no-such-link"])).status_code == 404
    assert client.get(reverse("enrolment_withdraw", args=["no-such-link"])).status_code == 405


def test_a_lowered_minimum_ends_consents_from_the_next_session_on(
    client: Client, course: Course, ada: User, dora: User, cleo: tuple
) -> None:
    running = start_class_session(course=course, teacher=ada, topic="Leaves")
    agree(client, cleo[1], running)
    set_minimum_group(course=course, admin=dora, minimum_group=1, reason="tutoring")
    assert camera_state(Participation.objects.get()) == CameraState.ALLOWED
    following = next_session(running)
    page = client.get(cleo[1]).content.decode()
    assert "the only one sharing" in page
    agree(client, cleo[1], following, earlier_consent="1")
    assert following.participations.count() == 0


def test_the_teacher_who_made_the_personal_link_cannot_read_the_data_with_it(
    client: Client, class_session: ClassSession, cleo: tuple
) -> None:
    agree(client, cleo[1], class_session, keep_timeline="on")
    secret = cleo[1].split("/")[2]
    assert Client().get(reverse("my_data", args=[secret])).status_code == 404
    for choice in ({"earlier_consent": "1"}, {"keep_timeline": "on"}):
        impostor = Client()
        agree(impostor, cleo[1], class_session, **choice)
        assert len(lectures_behind(impostor, cleo[0])) == 1  # their own seat
    following = next_session(class_session)
    agree(client, cleo[1], following, earlier_consent="1")
    assert len(lectures_behind(client, cleo[0])) == 2
    assert len(lectures_behind(impostor, cleo[0])) == 1


def test_what_a_browser_brings_opens_nothing_that_it_did_not_open(
    client: Client, class_session: ClassSession, cleo: tuple
) -> None:
    seat_of_another = seat_in(class_session, enrollment=EnrollmentFactory(course=class_session.course))
    client.cookies[course_data_cookie_name(cleo[0])] = seat_of_another.data_secret
    agree(client, cleo[1], class_session)
    assert client.cookies[course_data_cookie_name(cleo[0])].value != seat_of_another.data_secret


@pytest.mark.django_db(transaction=True)
def test_who_is_taken_off_the_list_is_erased_from_every_lecture(
    client: Client, class_session: ClassSession, cleo: tuple, ada: User, redis: redis_package.Redis
) -> None:
    agree(client, cleo[1], class_session, keep_timeline="on")
    seat, guest = last_seat(class_session), seat_in(class_session).participation
    ParticipationBucket.objects.create(participation=seat, sequence=0, readings=2, shares=HAPPY, engagement=0.4)
    OpenWindow(redis, class_session.pk).add(seat.pk, 1, Outcome(HAPPY, 0.4))
    remove_students(course=class_session.course, actor=ada, enrollments=[cleo[0]])
    tasks.finish_erasures()
    assert list(Participation.objects.all()) == [guest]
    assert list(Consent.objects.all()) == [guest.consent]
    assert not ParticipationBucket.objects.exists()
    assert OpenWindow(redis, class_session.pk).read(1) == {}
    assert {line.subject for line in erasure_ledger.lines()} == {cleo[0].subject, seat.pk}
