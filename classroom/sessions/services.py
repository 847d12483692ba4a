"""What happens to a session: its start, pauses and end, its door and the ways in. Who sits in it: seats.py."""

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from classroom import clock
from classroom.accounts.models import User
from classroom.courses.models import Course
from classroom.privacy.services import record_audit
from classroom.sessions.models import ClassSession, PauseReason, Status
from classroom.sessions.recognition import current_recognition
from classroom.sessions.selectors import NEW_LINK, open_session_of

CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # without the look-alikes 0 O 1 I L
CODE_LENGTH = 6
JOIN_TOKEN_BYTES = 12  # 96 bits
CODE_TRIES = 5

NEWER = {"state_version": F("state_version") + 1}

Written = TypeVar("Written")


class SessionStateError(Exception):
    """The session is not in a state in which this can be done."""


def new_short_code() -> str:
    return "".join(secrets.choice(CODE_ALPHABET) for _position in range(CODE_LENGTH))


def start_class_session(*, course: Course, teacher: User, topic: str, planned_minutes: int = 90) -> ClassSession:
    """Open a session for students, under the course's present rules and the present model.

    Raises:
        SessionStateError: the course has a session running already, or is archived.
    """
    with transaction.atomic():
        class_session = create_with_free_code(startable(course), topic=topic, **opening(planned_minutes))
        record_audit(actor=teacher.audit_name, action="session.start", target=f"session:{class_session.pk}")
    return class_session


def startable(course: Course) -> Course:
    """The course as it is now, locked.

    Raises:
        SessionStateError: no session may start in it now.
    """
    locked = Course.objects.select_for_update().get(pk=course.pk)
    if locked.is_archived:
        raise SessionStateError(_("This course is archived. Bring it back before you start a lecture."))
    if open_session_of(locked) is not None:
        raise SessionStateError(_("A lecture is already running in this course."))
    return locked


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
        raise SessionStateError(_("This lecture is not open."))
    record_audit(actor=actor, action=NEW_LINK, target=f"session:{class_session.pk}")


def raise_state_version(class_session: ClassSession) -> None:
    """Read a session anew, under a version of its state that is newer than any that sockets have heard of.

    Whoever raises it holds the row until the commit, so versions are told in the order in which they came to be.
    """
    ClassSession.objects.filter(pk=class_session.pk).update(**NEWER)
    class_session.refresh_from_db()


def _change_status(class_session: ClassSession, allowed: set[str], **changes: object) -> bool:
    """Change a session only in an allowed status; whether it was changed. Safe against two people at once."""
    changed = ClassSession.objects.filter(pk=class_session.pk, status__in=allowed).update(**NEWER, **changes)
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
    """Move everything that is counted from the start of a running session, because the clock was set.

    One that has ended meanwhile stays as it is. The session's row is locked before its markers, as whoever corrects one
    does, so that the two cannot wait for each other.
    """
    times = {"started_at": F("started_at") + step, "planned_end_at": F("planned_end_at") + step}
    if not _change_status(class_session, {Status.LIVE, Status.PAUSED}, **times):
        return
    class_session.markers.update(at=F("at") + step)
    target = f"session:{class_session.pk}"
    record_audit(actor="system", action="session.clock", target=target, step_s=round(step.total_seconds()))


def close_window(*, class_session: ClassSession) -> None:
    """Note that no bucket of an ended session is open any more."""
    class_session.window_closed_at = clock.now()
    class_session.save(update_fields=["window_closed_at"])


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
        raise SessionStateError(_("This lecture is not open."))
    action = "session.lock_door" if is_locked else "session.unlock_door"
    record_audit(actor=actor, action=action, target=f"session:{class_session.pk}")
