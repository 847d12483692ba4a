"""In a course that asks for it, a camera needs the yes of a guardian, by a link of their own, and the student's."""

import pytest
from django.test import Client
from django.urls import reverse

from classroom.courses.models import Course, Enrollment
from classroom.courses.roster import LinkKind, renew_links
from classroom.courses.selectors import course_consent_facts
from classroom.courses.services import add_student
from classroom.live.intake import RefusedError, check_seat
from classroom.live.messages import Refusal
from classroom.privacy.audit import pseudonym_of
from classroom.privacy.consent_texts import text_version
from classroom.privacy.models import AuditEntry, Consent, Organisation
from classroom.sessions.models import ClassSession, Participation
from classroom.sessions.selectors import CameraState, camera_state, consent_facts, seat_of
from tests.factories import seat_in


@pytest.fixture
def minors(class_session: ClassSession) -> ClassSession:
    """A live session of a course in which guardians are asked."""
    Course.objects.update(requires_guardian=True)
    class_session.course.refresh_from_db()
    return class_session


@pytest.fixture
def cleo(minors: ClassSession) -> tuple[Enrollment, str]:
    enrollment, secret = add_student(course=minors.course, actor=minors.course.owner, name="Cleo")
    return enrollment, reverse("enrolment_join", args=[secret])


def new_guardian_link(enrollment: Enrollment) -> str:
    course = enrollment.course
    ((_enrollment, secret),) = renew_links(
        course=course, actor=course.owner, enrollments=[enrollment], kind=LinkKind.GUARDIAN
    )
    return reverse("guardian", args=[secret])


@pytest.fixture
def guardian_link(cleo: tuple) -> str:
    return new_guardian_link(cleo[0])


def guardian_agrees(link: str, course: Course) -> object:
    return Client().post(link, {"choice": "agree", "text_version": text_version(course_consent_facts(course))})


def join(client: Client, link: str, class_session: ClassSession, choice: str = "camera") -> object:
    version = text_version(consent_facts(class_session))
    return client.post(link, {"name": "Cleo", "choice": choice, "text_version": version})


def test_before_a_guardian_agrees_there_is_no_camera(client: Client, minors: ClassSession, cleo: tuple) -> None:
    page = client.get(cleo[1]).content.decode()
    assert "a parent or guardian has to agree" in page
    assert 'value="camera"' not in page
    assert "A parent or guardian has not agreed yet" in join(client, cleo[1], minors).content.decode()
    join(client, cleo[1], minors, "no_camera")
    assert camera_state(Participation.objects.get()) == CameraState.NEEDS_GUARDIAN
    assert 'data-camera="needs_guardian"' in client.get(reverse("participate", args=[minors.pk])).content.decode()


def test_a_socket_refuses_snapshots_before_a_guardian_agrees(minors: ClassSession, cleo: tuple) -> None:
    seat = seat_in(minors, camera=False, enrollment=cleo[0]).participation
    with pytest.raises(RefusedError) as refusal:
        check_seat(seat_of(seat))
    assert refusal.value.reason == Refusal.NEEDS_GUARDIAN


def test_both_have_to_agree(client: Client, minors: ClassSession, cleo: tuple, guardian_link: str) -> None:
    guardian_agrees(guardian_link, minors.course)
    join(client, cleo[1], minors, "no_camera")
    assert camera_state(Participation.objects.get()) == CameraState.NOT_AGREED
    form = {"choice": "camera", "text_version": text_version(consent_facts(minors))}
    client.post(reverse("allow_camera", args=[minors.pk]), form)
    assert camera_state(Participation.objects.get()) == CameraState.ALLOWED


def test_a_guardians_yes_is_a_consent_and_an_audit_row(minors: ClassSession, cleo: tuple, guardian_link: str) -> None:
    guardian_agrees(guardian_link, minors.course)
    consent = Consent.objects.get()
    assert (consent.given_by, consent.scopes, consent.subject) == ("guardian", ["camera"], cleo[0].subject)
    entry = AuditEntry.objects.get(action="guardian.agree")
    assert entry.target == pseudonym_of(f"enrollment:{cleo[0].subject}")
    assert "Cleo" not in str(entry.__dict__)


def test_the_guardians_page_shows_the_text_and_says_what_is_so(
    client: Client, minors: ClassSession, guardian_link: str
) -> None:
    page = client.get(guardian_link).content.decode()
    assert "For a parent or guardian of Cleo" in page
    assert "No picture is ever" in page
    assert "You have not agreed yet" in page
    guardian_agrees(guardian_link, minors.course)
    assert "You agreed on" in client.get(guardian_link).content.decode()


def test_a_guardian_agrees_to_the_text_that_was_shown(minors: ClassSession, guardian_link: str) -> None:
    page = Client().post(guardian_link, {"choice": "agree", "text_version": "old"}, follow=True).content.decode()
    assert "The text has changed in the meantime" in page
    assert Consent.objects.count() == 0


@pytest.mark.parametrize(("choice", "answer"), [("decline", "Nothing has changed"), ("", "Press one of the two")])
def test_a_guardian_who_does_not_agree_changes_nothing(guardian_link: str, choice: str, answer: str) -> None:
    page = Client().post(guardian_link, {"choice": choice}, follow=True).content.decode()
    assert answer in page
    assert Consent.objects.count() == 0


def test_a_changed_text_needs_the_guardian_again(
    client: Client, minors: ClassSession, cleo: tuple, guardian_link: str
) -> None:
    guardian_agrees(guardian_link, minors.course)
    join(client, cleo[1], minors)
    Organisation.objects.create(name="New owner", contact_email="a@b.invalid", legal_basis="consent")
    assert camera_state(Participation.objects.get()) == CameraState.NEEDS_GUARDIAN
    assert "no camera is used until you agree again" in client.get(guardian_link).content.decode()


def test_taking_back_erases_and_asks_both_again(
    client: Client, minors: ClassSession, cleo: tuple, guardian_link: str
) -> None:
    guardian_agrees(guardian_link, minors.course)
    join(client, cleo[1], minors)
    response = Client().post(guardian_link + "take-back/")
    assert response["Location"].startswith("/receipt/")
    assert (Consent.objects.count(), Participation.objects.count()) == (0, 0)
    assert AuditEntry.objects.filter(action="guardian.take_back").exists()
    assert "has to agree before you can use a camera" in client.get(cleo[1]).content.decode()


def test_a_guest_cannot_use_a_camera_there(client: Client, minors: ClassSession) -> None:
    link = reverse("join", args=[minors.join_token])
    assert "needs a personal link" in client.get(link).content.decode() or 'value="camera"' not in (
        client.get(link).content.decode()
    )
    join(client, link, minors)
    assert Participation.objects.count() == 0
    join(client, link, minors, "no_camera")
    assert camera_state(Participation.objects.get()) == CameraState.NEEDS_GUARDIAN


def test_a_new_guardians_link_closes_the_old_one(client: Client, cleo: tuple, guardian_link: str) -> None:
    new_guardian_link(cleo[0])
    assert client.get(guardian_link).status_code == 404


def test_the_childs_link_is_no_guardians_link(client: Client, cleo: tuple, guardian_link: str) -> None:
    childs, guardians = cleo[1].split("/")[2], guardian_link.split("/")[2]
    assert client.get(reverse("guardian", args=[childs])).status_code == 404
    assert client.post(reverse("guardian_take_back", args=[childs])).status_code == 404
    assert client.get(reverse("enrolment_join", args=[guardians])).status_code == 404


def test_where_the_law_forbids_it_a_guardian_is_not_asked(
    client: Client, minors: ClassSession, guardian_link: str, settings: object
) -> None:
    settings.DEPLOYMENT_REGION = "DE"
    guardian_agrees(guardian_link, minors.course)
    assert Consent.objects.count() == 0
    assert "there is nothing to agree to" in client.get(guardian_link).content.decode()
