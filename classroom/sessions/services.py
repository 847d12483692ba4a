"""What happens to a session and to the people in it."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any, TypeVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from classroom import clock
from classroom.accounts.models import User
from classroom.accounts.secret_links import new_secret, secret_hash
from classroom.courses.agreements import GUARDIAN, agree_for_course
from classroom.courses.models import Course, Enrollment
from classroom.privacy.consent_texts import text_version
from classroom.privacy.models import Consent, ErasureRequest, GivenBy, Scope
from classroom.privacy.registry import Subject
from classroom.privacy.services import STUDENT, erase_person, erase_subject, give_consent, record_audit
from classroom.sessions.models import ClassSession, Marker, MarkerKind, Participation, PauseReason, Status
from classroom.sessions.recognition import current_recognition
from classroom.sessions.seat_events import tell_that_a_seat_ended
from classroom.sessions.selectors import (
    CameraState,
    camera_offer,
    consent_facts,
    earlier_consent,
    is_closed_to,
    open_session_of,
)

CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # without the look-alikes 0 O 1 I L
CODE_LENGTH = 6
JOIN_TOKEN_BYTES = 12  # 96 bits
CODE_TRIES = 5

Written = TypeVar("Written")


class SessionStateError(Exception):
    """The session is not in a state in which this can be done."""


@dataclass(frozen=True)
class NewSeat:
    """A participation and its secrets, which are readable here once.

    Attributes:
        data_secret: opens what is kept from this session.
        course_data_secret: opens what is kept from all sessions of the course; only for who agreed just now.
    """

    participation: Participation
    token: str
    data_secret: str
    course_data_secret: str | None = None


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


def new_short_code() -> str:
    return "".join(secrets.choice(CODE_ALPHABET) for _position in range(CODE_LENGTH))


def start_class_session(*, course: Course, teacher: User, topic: str, planned_minutes: int = 90) -> ClassSession:
    """Open a session for students, under the course's present rules and the present model.

    Raises:
        SessionStateError: the course has a session running already, or is archived.
    """
    with transaction.atomic():
        refuse_unless_startable(course)
        class_session = create_with_free_code(course, topic=topic, **opening(planned_minutes))
        record_audit(actor=teacher.audit_name, action="session.start", target=f"session:{class_session.pk}")
    return class_session


def refuse_unless_startable(course: Course) -> None:
    """Lock the course, and raise SessionStateError unless a session may start in it now."""
    locked = Course.objects.select_for_update().get(pk=course.pk)
    if locked.is_archived:
        raise SessionStateError(_("This course is archived. Bring it back before you start a lecture."))
    if open_session_of(locked) is not None:
        raise SessionStateError(_("This course already has a session running."))


def opening(planned_minutes: int) -> dict[str, Any]:
    """The fields of a session that opens now."""
    now = clock.now()
    return {"status": Status.LIVE, "started_at": now, "planned_end_at": now + timedelta(minutes=planned_minutes)}


def present_rules(course: Course) -> dict[str, Any]:
    """The fields that a session takes from its course and from the model that reads today."""
    recognition = current_recognition()
    return {
        "minimum_group": course.minimum_group,
        "retention_days": course.retention_days,
        "bucket_s": settings.BUCKET_S,
        "model_name": recognition.name,
        "model_sha256": recognition.sha256,
        "temperature": recognition.temperature,
        "minimum_confidence": recognition.minimum_confidence,
    }


def create_with_free_code(course: Course, **fields: Any) -> ClassSession:
    """Store a new session of a course under a short code that no other one has."""
    rules = present_rules(course)
    return _with_free_code(lambda: ClassSession.objects.create(course=course, **new_way_in(), **rules, **fields))


def _with_free_code(write: Callable[[], Written]) -> Written:
    """Write until the short code that was drawn is nobody else's."""
    for _attempt in range(CODE_TRIES):
        try:
            with transaction.atomic():
                return write()
        except IntegrityError as error:
            collision = error
    raise collision


def new_way_in() -> dict[str, str]:
    """The fields by which students find a session: the secret of its link, and its code."""
    return {"join_token": secrets.token_urlsafe(JOIN_TOKEN_BYTES), "short_code": new_short_code()}


@transaction.atomic
def renew_way_in(*, class_session: ClassSession, actor: str) -> None:
    """Give a session a new link and code. The old ones open nothing from then on; who is inside stays.

    Raises:
        SessionStateError: the session is not open.
    """
    open_now: set[str] = {Status.LIVE, Status.PAUSED}
    if not _with_free_code(lambda: _change_status(class_session, open_now, **new_way_in())):
        raise SessionStateError(_("This session is not open."))
    record_audit(actor=actor, action="session.new_link", target=f"session:{class_session.pk}")


def _change_status(class_session: ClassSession, allowed: set[str], **changes: object) -> bool:
    """Change a session only in an allowed status; whether it was changed. Safe against two people at once."""
    changed = ClassSession.objects.filter(pk=class_session.pk, status__in=allowed).update(**changes)
    class_session.refresh_from_db()
    return changed == 1


@transaction.atomic
def pause_class_session(
    *, class_session: ClassSession, reason: PauseReason = PauseReason.TEACHER, actor: str = "system"
) -> bool:
    paused = _change_status(class_session, {Status.LIVE}, status=Status.PAUSED, pause_reason=reason)
    if paused:
        target = f"session:{class_session.pk}"
        record_audit(actor=actor, action="session.pause", target=target, reason=str(reason))
    return paused


@transaction.atomic
def resume_class_session(*, class_session: ClassSession, actor: str) -> bool:
    resumed = _change_status(class_session, {Status.PAUSED}, status=Status.LIVE, pause_reason="")
    if resumed:
        record_audit(actor=actor, action="session.resume", target=f"session:{class_session.pk}")
    return resumed


@transaction.atomic
def end_class_session(*, class_session: ClassSession, actor: str, now: datetime | None = None) -> bool:
    """End a session. The row itself asks for the last bucket and the report: sweeps find it.

    No lecture ends before it began, also when the clock was set back meanwhile.
    """
    ended_at = max(now or clock.now(), class_session.start)
    ended = _change_status(class_session, {Status.LIVE, Status.PAUSED}, status=Status.ENDED, ended_at=ended_at)
    if ended:
        record_audit(actor=actor, action="session.end", target=f"session:{class_session.pk}")
    return ended


@transaction.atomic
def move_with_clock(*, class_session: ClassSession, step: timedelta) -> None:
    """Move everything that is counted from the start of a running session, because the clock was set."""
    class_session.markers.update(at=F("at") + step)
    times = {"started_at": F("started_at") + step, "planned_end_at": F("planned_end_at") + step}
    _change_status(class_session, {Status.LIVE, Status.PAUSED}, **times)
    target = f"session:{class_session.pk}"
    record_audit(actor="system", action="session.clock", target=target, step_s=round(step.total_seconds()))


def close_window(*, class_session: ClassSession) -> None:
    """Note that no bucket of an ended session is open any more."""
    class_session.window_closed_at = clock.now()
    class_session.save(update_fields=["window_closed_at"])


@transaction.atomic
def join_class_session(
    *,
    class_session: ClassSession,
    name: str,
    camera: CameraConsent | None = None,
    enrollment: Enrollment | None = None,
) -> NewSeat:
    """Let a student in, with or without a camera.

    Raises:
        SessionStateError: the session is not open, or its door is locked.
        ValidationError: the consent was for another text than the present one, or no camera can be used here.
    """
    if not class_session.is_open:
        raise SessionStateError(_("This session is not open."))
    if is_closed_to(class_session, enrollment):
        raise SessionStateError(_("The teacher has locked the door. Ask to be let in, then try again."))
    if enrollment is not None:
        _leave_earlier_seats(class_session, enrollment)
    token, data_secret = new_secret(), new_secret()
    participation = Participation.objects.create(
        class_session=class_session,
        enrollment=enrollment,
        display_name=enrollment.student.name[:60] if enrollment else name,
        token_hash=secret_hash(token),
        data_hash=secret_hash(data_secret),
    )
    course_secret = allow_camera(participation=participation, camera=camera) if camera is not None else None
    return NewSeat(participation, token, data_secret, course_secret)


def _leave_earlier_seats(class_session: ClassSession, enrollment: Enrollment) -> None:
    """A student of the roster sits in one place: the laptop's seat ends when the phone joins."""
    Enrollment.objects.select_for_update().get(pk=enrollment.pk)
    for earlier in class_session.participations.filter(enrollment=enrollment, left_at=None):
        leave_class_session(participation=earlier)


@transaction.atomic
def allow_camera(*, participation: Participation, camera: CameraConsent) -> str | None:
    """Let a seat use its camera, under the consent to the text that was shown, if it is still the text.

    Returns:
        The secret of the link to the own data in the course, when a student of the roster agreed just now.

    Raises:
        ValidationError: the text has changed since it was shown, the law forbids a camera, or a guardian has to agree.
    """
    class_session, enrollment = participation.class_session, participation.enrollment
    _refuse_without_permission(class_session, enrollment)
    facts = consent_facts(class_session)
    if camera.agreed_version != text_version(facts):
        raise ValidationError(_("The text has changed in the meantime. Please read it again."))
    if camera.is_earlier:
        _sit_under(participation, _earlier_consent(class_session, enrollment))
        return None
    if enrollment is None:
        _sit_under(participation, give_consent(subject=participation.pk, facts=facts, scopes=camera.scopes))
        return None
    consent, secret = agree_for_course(enrollment=enrollment, facts=facts, scopes=camera.scopes)
    _sit_under(participation, consent)
    return secret


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


def add_marker(
    *, class_session: ClassSession, label: str, kind: str = MarkerKind.TEXT, hint: str = "", hint_url: str = ""
) -> Marker:
    """Mark a moment, with a hint for students if there is one.

    Raises:
        SessionStateError: the session is not open.
    """
    if not class_session.is_open:
        raise SessionStateError(_("This session is not open."))
    return Marker.objects.create(class_session=class_session, kind=kind, label=label, hint=hint, hint_url=hint_url)


def lock_door(*, class_session: ClassSession, actor: str) -> None:
    """Let nobody new in; those inside stay and can come back.

    Raises:
        SessionStateError: the session is not open.
    """
    _set_door(class_session, actor, is_locked=True)


def unlock_door(*, class_session: ClassSession, actor: str) -> None:
    """Let newcomers in again.

    Raises:
        SessionStateError: the session is not open.
    """
    _set_door(class_session, actor, is_locked=False)


@transaction.atomic
def _set_door(class_session: ClassSession, actor: str, *, is_locked: bool) -> None:
    if not _change_status(class_session, {Status.LIVE, Status.PAUSED}, is_door_locked=is_locked):
        raise SessionStateError(_("This session is not open."))
    action = "session.lock_door" if is_locked else "session.unlock_door"
    record_audit(actor=actor, action=action, target=f"session:{class_session.pk}")
