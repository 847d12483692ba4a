"""What happens to a session and to the people in it."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from classroom.accounts.models import User
from classroom.accounts.secret_links import new_secret, secret_hash
from classroom.courses.models import Course, Enrollment
from classroom.privacy.consent_texts import text_version
from classroom.privacy.models import ErasureRequest, Scope
from classroom.privacy.region import camera_is_prohibited
from classroom.privacy.registry import Subject
from classroom.privacy.services import erase_subject, give_consent, record_audit
from classroom.sessions.models import ClassSession, Marker, MarkerKind, Participation, PauseReason, Status
from classroom.sessions.recognition import current_recognition
from classroom.sessions.seat_events import tell_that_a_seat_ended
from classroom.sessions.selectors import consent_facts, open_session_of

CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # without the look-alikes 0 O 1 I L
CODE_LENGTH = 6
JOIN_TOKEN_BYTES = 12  # 96 bits
CODE_TRIES = 5


class SessionStateError(Exception):
    """The session is not in a state in which this can be done."""


@dataclass(frozen=True)
class NewSeat:
    """A participation and its two secrets, which are readable here once."""

    participation: Participation
    token: str
    data_secret: str


def new_short_code() -> str:
    return "".join(secrets.choice(CODE_ALPHABET) for _position in range(CODE_LENGTH))


def start_class_session(*, course: Course, teacher: User, topic: str, planned_minutes: int = 90) -> ClassSession:
    """Open a session for students, under the course's present rules and the present model.

    Raises:
        SessionStateError: the course has a session running already.
    """
    with transaction.atomic():
        Course.objects.select_for_update().get(pk=course.pk)
        if open_session_of(course) is not None:
            raise SessionStateError(_("This course already has a session running."))
        class_session = _create_with_free_code(course, topic, planned_minutes)
        record_audit(actor=teacher.audit_name, action="session.start", target=f"session:{class_session.pk}")
    return class_session


def _create_with_free_code(course: Course, topic: str, planned_minutes: int) -> ClassSession:
    for _attempt in range(CODE_TRIES):
        try:
            with transaction.atomic():
                return _create(course, topic, planned_minutes)
        except IntegrityError as error:
            collision = error
    raise collision


def _create(course: Course, topic: str, planned_minutes: int) -> ClassSession:
    recognition = current_recognition()
    now = timezone.now()
    return ClassSession.objects.create(
        course=course,
        topic=topic,
        status=Status.LIVE,
        join_token=secrets.token_urlsafe(JOIN_TOKEN_BYTES),
        short_code=new_short_code(),
        started_at=now,
        planned_end_at=now + timedelta(minutes=planned_minutes),
        minimum_group=course.minimum_group,
        retention_days=course.retention_days,
        bucket_s=settings.BUCKET_S,
        model_name=recognition.name,
        model_sha256=recognition.sha256,
        temperature=recognition.temperature,
        minimum_confidence=recognition.minimum_confidence,
    )


def _change_status(class_session: ClassSession, allowed: set[str], **changes: object) -> bool:
    """Change a session only in an allowed status; whether it was changed. Safe against two people at once."""
    changed = ClassSession.objects.filter(pk=class_session.pk, status__in=allowed).update(**changes)
    class_session.refresh_from_db()
    return changed == 1


def pause_class_session(*, class_session: ClassSession, reason: PauseReason = PauseReason.TEACHER) -> bool:
    return _change_status(class_session, {Status.LIVE}, status=Status.PAUSED, pause_reason=reason)


def resume_class_session(*, class_session: ClassSession) -> bool:
    return _change_status(class_session, {Status.PAUSED}, status=Status.LIVE, pause_reason="")


@transaction.atomic
def end_class_session(*, class_session: ClassSession, actor: str, now: datetime | None = None) -> bool:
    """End a session. The row itself asks for the last bucket and the report: sweeps find it."""
    ended = _change_status(
        class_session, {Status.LIVE, Status.PAUSED}, status=Status.ENDED, ended_at=now or timezone.now()
    )
    if ended:
        record_audit(actor=actor, action="session.end", target=f"session:{class_session.pk}")
    return ended


def close_window(*, class_session: ClassSession) -> None:
    """Note that no bucket of an ended session is open any more."""
    class_session.window_closed_at = timezone.now()
    class_session.save(update_fields=["window_closed_at"])


@transaction.atomic
def join_class_session(
    *,
    class_session: ClassSession,
    name: str,
    with_camera: bool,
    keep_timeline: bool = False,
    agreed_version: str = "",
    enrollment: Enrollment | None = None,
) -> NewSeat:
    """Let a student in, with or without a camera.

    Raises:
        SessionStateError: the session is not open.
        ValidationError: the consent was for another text than the present one, or the camera is prohibited here.
    """
    if not class_session.is_open:
        raise SessionStateError(_("This session is not open."))
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
    if with_camera:
        allow_camera(participation=participation, keep_timeline=keep_timeline, agreed_version=agreed_version)
    return NewSeat(participation, token, data_secret)


def _leave_earlier_seats(class_session: ClassSession, enrollment: Enrollment) -> None:
    """A student of the roster sits in one place: the laptop's seat ends when the phone joins."""
    Enrollment.objects.select_for_update().get(pk=enrollment.pk)
    for earlier in class_session.participations.filter(enrollment=enrollment, left_at=None):
        leave_class_session(participation=earlier)


@transaction.atomic
def allow_camera(*, participation: Participation, keep_timeline: bool, agreed_version: str) -> None:
    """Record the consent to the text that was shown, if it is still the text.

    Raises:
        ValidationError: the text has changed since it was shown, or the camera is prohibited here.
    """
    if camera_is_prohibited():
        raise ValidationError(_("In this country the camera must stay off. You can take part without it."))
    facts = consent_facts(participation.class_session)
    if agreed_version != text_version(facts):
        raise ValidationError(_("The text has changed in the meantime. Please read it again."))
    scopes = [Scope.CAMERA, Scope.KEEP_TIMELINE] if keep_timeline else [Scope.CAMERA]
    earlier = participation.consent
    participation.consent = give_consent(subject=participation.pk, facts=facts, scopes=[str(scope) for scope in scopes])
    participation.save(update_fields=["consent"])
    if earlier is not None:
        earlier.delete()


def leave_class_session(*, participation: Participation) -> None:
    """End a seat and its sockets. What was agreed to be kept stays until it is erased or its time is over."""
    participation.left_at = timezone.now()
    participation.save(update_fields=["left_at"])
    subject = Subject(participation.pk, str(participation.class_session_id))
    transaction.on_commit(partial(tell_that_a_seat_ended, subject))


def withdraw(*, participation: Participation) -> ErasureRequest:
    """Take back the consent: the camera stops and everything keyed to the participation is deleted."""
    return erase_subject(subject=Subject(participation.pk, str(participation.class_session_id)))


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
