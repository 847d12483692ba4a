"""Taking courses and lectures out of the lists. Reports stay where they are."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from classroom.accounts.models import User
from classroom.courses.models import Course
from classroom.courses.services import set_archived
from classroom.privacy.services import record_audit
from classroom.sessions.models import ClassSession, Status
from classroom.sessions.selectors import open_session_of
from classroom.sessions.services import SessionStateError


@transaction.atomic
def archive_course(*, course: Course, actor: User) -> None:
    """Take a course out of the lists; no lecture starts in it any more.

    Raises:
        PermissionDenied: the actor is neither the owner nor an admin.
        SessionStateError: a lecture is running in it.
    """
    locked = Course.objects.select_for_update().get(pk=course.pk)
    if open_session_of(locked) is not None:
        raise SessionStateError(_("A lecture is running in this course. End it, then archive the course."))
    set_archived(course=course, actor=actor, archived=True)


def unarchive_course(*, course: Course, actor: User) -> None:
    """Bring a course back.

    Raises:
        PermissionDenied: the actor is neither the owner nor an admin.
    """
    set_archived(course=course, actor=actor, archived=False)


@transaction.atomic
def set_session_archived(*, class_session: ClassSession, actor: User, archived: bool) -> None:
    """Take an ended lecture out of its course's list, or back into it.

    Raises:
        SessionStateError: it has not ended.
    """
    if class_session.status != Status.ENDED:
        raise SessionStateError(_("Only a lecture that has ended can be put away."))
    class_session.archived_at = timezone.now() if archived else None
    class_session.save(update_fields=["archived_at"])
    action = "session.archive" if archived else "session.unarchive"
    record_audit(actor=actor.audit_name, action=action, target=f"session:{class_session.pk}")
