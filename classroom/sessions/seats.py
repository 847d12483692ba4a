"""A student's seat in a session: taking it, its camera, leaving it, and taking back what was agreed."""

from dataclasses import dataclass
from functools import partial

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from classroom import clock
from classroom.accounts.secret_links import new_secret, secret_hash
from classroom.courses import agreements
from classroom.courses.agreements import GUARDIAN, agree_for_course
from classroom.courses.models import Enrollment
from classroom.privacy.consent_texts import text_version
from classroom.privacy.models import Consent, ErasureRequest, GivenBy, Scope
from classroom.privacy.registry import Subject
from classroom.privacy.services import STUDENT, erase_person, erase_subject, give_consent, record_audit
from classroom.sessions.models import ClassSession, Participation, Status
from classroom.sessions.seat_events import tell_that_a_seat_changed, tell_that_a_seat_ended
from classroom.sessions.selectors import (
    CameraState,
    camera_offer,
    consent_facts,
    earlier_consent,
    is_closed_to,
    open_sessions_under_another_text,
)
from classroom.sessions.services import SessionStateError


@dataclass(frozen=True)
class NewSeat:
    """A participation and its secrets, which are readable here once.

    Attributes:
        data_secret: of the link to the own data; the browser's earlier one where it has one for this course.
    """

    participation: Participation
    token: str
    data_secret: str


@dataclass(frozen=True)
class CameraConsent:
    """What a student said to the camera.

    Attributes:
        agreed_version: of the text that was shown.
        is_earlier: the yes given for the course before is meant, as it was given; the two ticks do not count then.
    """

    agreed_version: str
    keep_timeline: bool = False
    show_timeline: bool = False
    is_earlier: bool = False

    @property
    def scopes(self) -> list[str]:
        scopes = [Scope.CAMERA]
        if self.keep_timeline:
            scopes.append(Scope.KEEP_TIMELINE)
        if self.keep_timeline and self.show_timeline:
            scopes.append(Scope.SHOW_TIMELINE)
        return [str(scope) for scope in scopes]


@transaction.atomic
def join_class_session(
    *,
    class_session: ClassSession,
    name: str,
    camera: CameraConsent | None = None,
    enrollment: Enrollment | None = None,
    earlier_data_secret: str | None = None,
) -> NewSeat:
    """Let a student in, with or without a camera.

    Args:
        earlier_data_secret: what the browser brings of a link to own data in this course.

    Raises:
        SessionStateError: the session is not open, or its door is locked.
        ValidationError: the consent was for another text than the present one, or no camera can be used here.
    """
    if not class_session.is_open:
        raise SessionStateError(_("This lecture is not open."))
    if is_closed_to(class_session, enrollment):
        raise SessionStateError(_("The teacher has locked the door. Ask to be let in, then try again."))
    if enrollment is not None:
        _leave_earlier_seats(class_session, enrollment)
    token, data_secret = new_secret(), _known_data_secret(enrollment, earlier_data_secret) or new_secret()
    participation = Participation.objects.create(
        class_session=class_session,
        enrollment=enrollment,
        display_name=enrollment.student.name[:60] if enrollment else name,
        token_hash=secret_hash(token),
        data_hash=secret_hash(data_secret),
    )
    if camera is not None:
        allow_camera(participation=participation, camera=camera)
    return NewSeat(participation, token, data_secret)


def _known_data_secret(enrollment: Enrollment | None, secret: str | None) -> str | None:
    """What a browser brings, if it opens other seats of the same place on the roster."""
    if enrollment is None or secret is None:
        return None
    seats = Participation.objects.filter(enrollment=enrollment, data_hash=secret_hash(secret))
    return secret if seats.exists() else None


def _leave_earlier_seats(class_session: ClassSession, enrollment: Enrollment) -> None:
    """A student of the roster sits in one place: the laptop's seat ends when the phone joins.

    The place is read anew under its lock: who has withdrawn meanwhile has no earlier yes.
    """
    enrollment.refresh_from_db(from_queryset=Enrollment.objects.select_for_update())
    for earlier in class_session.participations.filter(enrollment=enrollment, left_at=None):
        leave_class_session(participation=earlier)


@transaction.atomic
def allow_camera(*, participation: Participation, camera: CameraConsent) -> None:
    """Let a seat use its camera, under the consent to the text that was shown, if it is still the text.

    Raises:
        ValidationError: the text has changed since it was shown, the law forbids a camera, or a guardian has to agree.
    """
    class_session, enrollment = participation.class_session, participation.enrollment
    _refuse_without_permission(class_session, enrollment)
    facts = consent_facts(class_session)
    if camera.agreed_version != text_version(facts):
        raise ValidationError(_("The text has changed in the meantime. Please read it again."))
    if camera.is_earlier:
        consent = _earlier_consent(class_session, enrollment)
    elif enrollment is None:
        consent = give_consent(subject=participation.pk, facts=facts, scopes=camera.scopes)
    else:
        consent = agree_for_course(enrollment=enrollment, facts=facts, scopes=camera.scopes)
    _sit_under(participation, consent)


def _refuse_without_permission(class_session: ClassSession, enrollment: Enrollment | None) -> None:
    offer = camera_offer(class_session, enrollment)
    if offer == CameraState.PROHIBITED:
        raise ValidationError(_("In this country the camera must stay off. You can take part without it."))
    if offer == CameraState.NEEDS_GUARDIAN:
        raise ValidationError(_("A parent or guardian has not agreed yet. You can take part without a camera."))


def _earlier_consent(class_session: ClassSession, enrollment: Enrollment | None) -> Consent:
    consent = earlier_consent(class_session, enrollment)
    if consent is None:
        raise ValidationError(_("Your earlier yes does not count any more. Please read the text and choose again."))
    return consent


def _sit_under(participation: Participation, consent: Consent) -> None:
    """Let a seat stand on a consent; an earlier one of the same person goes when nothing stands on it any more."""
    participation.consent = consent
    participation.save(update_fields=["consent"])
    replaced = Consent.objects.filter(subject=consent.subject, given_by=GivenBy.STUDENT, participations=None)
    replaced.exclude(pk=consent.pk).delete()


def leave_class_session(*, participation: Participation) -> None:
    """End a seat and its sockets. What was agreed to be kept stays until it is erased or its time is over."""
    participation.left_at = clock.now()
    participation.save(update_fields=["left_at"])
    transaction.on_commit(partial(tell_that_a_seat_ended, subject_of(participation)))


def withdraw(*, participation: Participation) -> ErasureRequest:
    """Take back the consent: the camera stops and everything kept about the person is deleted.

    A guest's is this session; a student's of the roster is the course.
    """
    if participation.enrollment is not None:
        return withdraw_from_course(enrollment=participation.enrollment)
    return erase_subject(subject=subject_of(participation))


@transaction.atomic
def withdraw_from_course(*, enrollment: Enrollment, actor: str = STUDENT) -> ErasureRequest:
    """Take back what was agreed for a course, a guardian's yes too, and delete what is kept from all its sessions.

    The place is locked, so that no seat is taken beside it; the sessions in one order, so that two erasures cannot
    wait for each other.
    """
    Enrollment.objects.select_for_update().get(pk=enrollment.pk)
    place = place_of(enrollment)
    return erase_person(subjects=[place, *seats_under(place)], actor=actor)


@transaction.atomic
def agree_as_guardian(*, enrollment: Enrollment, agreed_version: str) -> None:
    """Record a guardian's yes; a child that sits in a lecture hears of it.

    An earlier one stays while a lecture runs under its text, so that the new yes takes nothing away there.

    Raises:
        ValidationError: the text has changed since it was shown.
    """
    newest = agreements.agree_as_guardian(enrollment=enrollment, agreed_version=agreed_version)
    running = {text_version(consent_facts(other)) for other in open_sessions_under_another_text(enrollment.course)}
    replaced = Consent.objects.filter(subject=newest.subject, given_by=GivenBy.GUARDIAN).exclude(pk=newest.pk)
    replaced.exclude(text__version__in=running).delete()
    seats = Participation.objects.filter(enrollment=enrollment, left_at=None)
    for seat in seats.filter(class_session__status__in=[Status.LIVE, Status.PAUSED]):
        transaction.on_commit(partial(tell_that_a_seat_changed, subject_of(seat)))


@transaction.atomic
def take_back_as_guardian(*, enrollment: Enrollment) -> ErasureRequest:
    """End a guardian's yes. What was kept on the strength of it goes, as if the student had withdrawn."""
    record_audit(actor=GUARDIAN, action="guardian.take_back", target=f"enrollment:{enrollment.subject}")
    return withdraw_from_course(enrollment=enrollment, actor=GUARDIAN)


def subject_of(participation: Participation) -> Subject:
    """What the privacy app calls a person in one session."""
    return Subject(participation.pk, str(participation.class_session_id))


def place_of(enrollment: Enrollment) -> Subject:
    """What the privacy app calls a place on a roster."""
    return Subject(enrollment.subject, f"course:{enrollment.course_id}")


def seats_under(place: Subject) -> list[Subject]:
    """What the privacy app calls the person of a place on a roster in the sessions of the course."""
    seats = Participation.objects.filter(enrollment__subject=place.id).order_by("class_session_id", "pk")
    return [subject_of(seat) for seat in seats]
