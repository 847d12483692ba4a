"""In a course that asks for it, a camera needs the yes of a guardian, by a link of their own, and the student's."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from classroom.courses.models import Course, Enrollment
from classroom.courses.roster import LinkKind, renew_links
from classroom.courses.selectors import course_consent_facts
from classroom.courses.services import add_student
from classroom.live.intake import RefusedError, check_seat
from classroom.live.messages import Refusal
from classroom.privacy import tasks
from classroom.privacy.audit import pseudonym_of
from classroom.privacy.consent_texts import text_version
from classroom.privacy.models import AuditEntry, Consent, Organisation
from classroom.privacy.retention import apply_retention
from classroom.sessions.models import ClassSession, Participation
from classroom.sessions.selectors import CameraState, camera_offer, camera_state, consent_facts, seat_of
from classroom.sessions.services import end_class_session, pause_class_session
from tests.factories import ClassSessionFactory, seat_in


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


@pytest.fixture
def filmed(client: Client, minors: ClassSession, cleo: tuple, guardian_link: str) -> Participation:
    """Cleo's seat with a camera, which both have agreed to, when the course's rules change: the text is another."""
    guardian_agrees(guardian_link, minors.course)
    join(client, cleo[1], minors)
    keep_figures_for(minors.course, 30)
    return Participation.objects.get()


def keep_figures_for(course: Course, days: int) -> None:
    Course.objects.update(retention_days=days)
    course.refresh_from_db()


def camera_of(seat: Participation) -> CameraState:
    return camera_state(Participation.objects.get(pk=seat.pk))


def guardians_yeses() -> list[str]:
    """The texts that a guardian's yes stands to, the earliest first."""
    given = Consent.objects.filter(given_by="guardian").order_by("given_at")
    return [consent.text.version for consent in given]


def test_while_a_lecture_keeps_its_text_the_guardians_page_says_so(filmed: Participation, guardian_link: str) -> None:
    assert camera_of(filmed) == CameraState.ALLOWED
    page = Client().get(guardian_link).content.decode()
    assert "The lecture that is running now goes on under the text you agreed to before" in page
    assert "Your earlier yes has ended for lectures that start from now on" in page
    assert "no camera is used until you agree again" not in page
    declined = Client().post(guardian_link, {"choice": "decline"}, follow=True).content.decode()
    assert "Your child takes part without a camera." not in declined
    assert camera_of(filmed) == CameraState.ALLOWED


def test_a_guardians_yes_to_the_changed_text_stops_no_camera(
    filmed: Participation, minors: ClassSession, guardian_link: str
) -> None:
    guardian_agrees(guardian_link, minors.course)
    assert camera_of(filmed) == CameraState.ALLOWED
    assert guardians_yeses() == [
        text_version(consent_facts(minors)),
        text_version(course_consent_facts(minors.course)),
    ]
    page = Client().get(guardian_link).content.decode()
    assert "Nothing has changed since" in page
    assert "The lecture that is running now goes on under the text you agreed to before" in page


def test_the_earlier_yes_stays_until_the_lecture_has_ended(
    filmed: Participation, minors: ClassSession, guardian_link: str
) -> None:
    guardian_agrees(guardian_link, minors.course)
    pause_class_session(class_session=minors, actor="system")
    apply_retention(now=timezone.now())
    assert len(guardians_yeses()) == 2
    end_class_session(class_session=minors, actor="system")
    ClassSessionFactory(course=minors.course)
    apply_retention(now=timezone.now())
    assert guardians_yeses() == [text_version(course_consent_facts(minors.course))]


def test_the_earlier_yes_goes_at_once_where_no_lecture_runs_under_it(
    filmed: Participation, minors: ClassSession, guardian_link: str
) -> None:
    end_class_session(class_session=minors, actor="system")
    guardian_agrees(guardian_link, minors.course)
    assert guardians_yeses() == [text_version(course_consent_facts(minors.course))]


def test_agreeing_a_third_time_keeps_what_a_lecture_stands_on_and_nothing_else(
    filmed: Participation, minors: ClassSession, guardian_link: str
) -> None:
    for days in (30, 20, 20):
        keep_figures_for(minors.course, days)
        guardian_agrees(guardian_link, minors.course)
    assert camera_of(filmed) == CameraState.ALLOWED
    assert guardians_yeses() == [
        text_version(consent_facts(minors)),
        text_version(course_consent_facts(minors.course)),
    ]


def test_an_earlier_yes_counts_in_no_lecture_that_starts_later(
    filmed: Participation, minors: ClassSession, cleo: tuple, guardian_link: str
) -> None:
    guardian_agrees(guardian_link, minors.course)
    keep_figures_for(minors.course, minors.retention_days)
    later = ClassSessionFactory(course=minors.course)
    assert text_version(consent_facts(later)) == text_version(consent_facts(minors))
    assert camera_offer(later, Enrollment.objects.get()) == CameraState.NEEDS_GUARDIAN
    assert camera_of(filmed) == CameraState.ALLOWED
    assert "goes on under the text you agreed to before" in Client().get(guardian_link).content.decode()


def test_taking_back_ends_every_yes_at_once(filmed: Participation, minors: ClassSession, guardian_link: str) -> None:
    guardian_agrees(guardian_link, minors.course)
    receipt = Client().post(guardian_link + "take-back/")["Location"].split("/")[2]
    assert (Consent.objects.count(), Participation.objects.count()) == (0, 0)
    assert camera_offer(minors, Enrollment.objects.get()) == CameraState.NEEDS_GUARDIAN
    assert "goes on under the text" not in Client().get(guardian_link).content.decode()
    tasks.finish_erasures()
    call_command("prove_erasure", receipt, stdout=StringIO())


def test_a_yes_does_not_reach_back_to_a_lecture_under_another_text(
    client: Client, minors: ClassSession, cleo: tuple, guardian_link: str
) -> None:
    join(client, cleo[1], minors, "no_camera")
    keep_figures_for(minors.course, 30)
    guardian_agrees(guardian_link, minors.course)
    assert camera_of(Participation.objects.get()) == CameraState.NEEDS_GUARDIAN
    page = Client().get(guardian_link).content.decode()
    assert "began under another text, to which you have not agreed" in page
    assert "goes on under the text you agreed to before" not in page


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
