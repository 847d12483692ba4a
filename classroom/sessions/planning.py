"""Lectures that are planned: drafts with a topic and a time, which a teacher starts when the time has come."""

from datetime import UTC, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from classroom.accounts.models import User
from classroom.courses.models import Course
from classroom.privacy.services import record_audit
from classroom.sessions.models import ClassSession, Status
from classroom.sessions.services import (
    SessionStateError,
    create_with_free_code,
    opening,
    present_rules,
    startable,
)

USUAL_LENGTH = timedelta(minutes=90)
WEEK = timedelta(weeks=1)


def planned_minutes_of(class_session: ClassSession) -> int:
    """How long a lecture is meant to last, or was."""
    start, end = class_session.started_at or class_session.scheduled_at, class_session.planned_end_at
    length = end - start if start is not None and end is not None else USUAL_LENGTH
    return round(length.total_seconds() / 60)


def next_time_of(class_session: ClassSession) -> datetime:
    """The time of this lecture a week later by the clocks of this installation, or more weeks until it lies ahead."""
    moment = class_session.scheduled_at or class_session.started_at or class_session.created_at
    later = timezone.localtime(moment).replace(second=0, microsecond=0) + WEEK
    while later <= timezone.now():
        later += WEEK
    return later.astimezone(UTC)  # a time that clocks leave out becomes the one that they show instead


@transaction.atomic
def plan_session(
    *, course: Course, teacher: User, topic: str, scheduled_at: datetime, planned_minutes: int
) -> ClassSession:
    """Write down a lecture to be held.

    Raises:
        SessionStateError: the course is archived.
    """
    if course.is_archived:
        raise SessionStateError(_("This course is archived. Bring it back before you plan a lecture."))
    planned = create_with_free_code(
        course,
        topic=topic,
        status=Status.DRAFT,
        scheduled_at=scheduled_at,
        planned_end_at=scheduled_at + timedelta(minutes=planned_minutes),
    )
    record_audit(actor=teacher.audit_name, action="session.plan", target=f"session:{planned.pk}")
    return planned


@transaction.atomic
def change_plan(
    *, class_session: ClassSession, teacher: User, topic: str, scheduled_at: datetime, planned_minutes: int
) -> None:
    """Change topic, time and length of a planned lecture.

    Raises:
        SessionStateError: it has been started or deleted meanwhile.
    """
    end = scheduled_at + timedelta(minutes=planned_minutes)
    _change_draft(class_session, topic=topic, scheduled_at=scheduled_at, planned_end_at=end)
    record_audit(actor=teacher.audit_name, action="session.plan_change", target=f"session:{class_session.pk}")


@transaction.atomic
def start_planned_session(*, class_session: ClassSession, teacher: User) -> None:
    """Open a planned lecture for students, under the rules and the model of now, not those of the day it was planned.

    Raises:
        SessionStateError: another one is running, the course is archived, or it has been started or deleted meanwhile.
    """
    rules = present_rules(startable(class_session.course))
    _change_draft(class_session, **rules, **opening(planned_minutes_of(class_session)))
    record_audit(actor=teacher.audit_name, action="session.start", target=f"session:{class_session.pk}")


@transaction.atomic
def delete_plan(*, class_session: ClassSession, teacher: User) -> None:
    """Forget a planned lecture. One that was started meanwhile stays."""
    deleted, _by_model = ClassSession.objects.filter(pk=class_session.pk, status=Status.DRAFT).delete()
    if deleted:
        record_audit(actor=teacher.audit_name, action="session.plan_delete", target=f"session:{class_session.pk}")


def _change_draft(class_session: ClassSession, **changes: object) -> None:
    """Change a session that is a draft still. Safe against two people at once."""
    if not ClassSession.objects.filter(pk=class_session.pk, status=Status.DRAFT).update(**changes):
        raise SessionStateError(_("This lecture has been started or deleted already."))
    class_session.refresh_from_db()
