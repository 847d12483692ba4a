"""Changing courses and who teaches them."""

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from classroom.accounts.models import User
from classroom.accounts.secret_links import new_secret, secret_hash
from classroom.courses.access import may_manage
from classroom.courses.models import Course, Enrollment, Student
from classroom.privacy.defaults import USUAL_MINIMUM_GROUP
from classroom.privacy.services import record_audit
from classroom.privacy.text_events import tell_that_a_text_changed

RULES = [
    "retention_days",
    "naming",
    "requires_guardian",
    "alert_change",
    "alert_lost_percent",
    "alert_coverage_percent",
]


@transaction.atomic
def set_minimum_group(*, course: Course, admin: User, minimum_group: int, reason: str) -> Course:
    """Change the smallest group whose figures are shown. Below the usual five it needs a reason; both are audited.

    Raises:
        PermissionDenied: the person is not an admin.
        ValidationError: a lowered minimum came without a reason.
    """
    if not admin.is_admin:
        raise PermissionDenied
    if minimum_group < USUAL_MINIMUM_GROUP and not reason.strip():
        raise ValidationError({"reason": _("Say why this course needs figures for such a small group.")})
    course.refresh_from_db(from_queryset=Course.objects.select_for_update())
    before = course.minimum_group
    course.minimum_group = minimum_group
    course.minimum_reason = reason.strip()
    course.full_clean()
    course.save(update_fields=["minimum_group", "minimum_reason"])
    record_audit(
        actor=admin.audit_name,
        action="course.minimum_group",
        target=course.audit_name,
        before=before,
        after=minimum_group,
        reason=course.minimum_reason,
    )
    return course


@transaction.atomic
def note_course_saved(*, course: Course, actor: User, action: str, changed: Iterable[str]) -> None:
    """Write to the audit log which rules of a course somebody set; one of them counts in a running lecture at once."""
    rules = sorted(changed)
    record_audit(actor=actor.audit_name, action=action, target=course.audit_name, changed=rules)
    if "requires_guardian" in rules:
        tell_that_a_text_changed(course.pk)


@transaction.atomic
def duplicate_course(*, course: Course, teacher: User, title: str, with_roster: bool) -> Course:
    """Make a course with the same rules, taught by the same people; no lectures, no consents, no links.

    A minimum that an admin lowered for this course alone is not carried over.
    """
    rules = {name: getattr(course, name) for name in RULES}
    minimum = max(course.minimum_group, USUAL_MINIMUM_GROUP)
    copy = Course(title=title.strip(), owner=teacher, minimum_group=minimum, **rules)
    copy.full_clean()
    copy.save()
    team = User.objects.filter(pk__in=[course.owner_id, *course.co_teachers.values_list("pk", flat=True)])
    copy.co_teachers.set(team.filter(is_active=True).exclude(pk=teacher.pk))
    if with_roster:
        _copy_roster(course, copy)
    record_audit(actor=teacher.audit_name, action="course.duplicate", target=copy.audit_name, source=course.audit_name)
    return copy


def _copy_roster(course: Course, copy: Course) -> None:
    """Every course has a list of its own: a student renamed in one is not renamed in another."""
    known = Student.objects.filter(enrollments__course=course).order_by("pk")
    enroll(copy, [Student(name=student.name, number=student.number) for student in known])


def enroll(course: Course, students: list[Student]) -> list[Enrollment]:
    """Put new students on a roster, with a link that nobody knows until one is made for handing out."""
    Student.objects.bulk_create(students)
    return Enrollment.objects.bulk_create(
        Enrollment(course=course, student=student, link_hash=secret_hash(new_secret())) for student in students
    )


@transaction.atomic
def add_student(*, course: Course, name: str, number: str = "", actor: User | None = None) -> tuple[Enrollment, str]:
    """Put a student on the roster. The personal link's secret is returned once and cannot be read again."""
    student = Student(name=name.strip(), number=number.strip())
    student.full_clean()
    student.save()
    secret = new_secret()
    enrollment = Enrollment.objects.create(course=course, student=student, link_hash=secret_hash(secret))
    record_audit(actor=actor.audit_name if actor else "system", action="roster.add", target=course.audit_name)
    return enrollment, secret


@transaction.atomic
def transfer_course(*, course: Course, actor: User, new_owner: User, keep_access: bool = False) -> Course:
    """Make somebody else the owner.

    Args:
        keep_access: the former owner goes on as a co-teacher.

    Raises:
        PermissionDenied: the actor is neither the owner nor an admin.
        ValidationError: the new owner is no active teacher.
    """
    course.refresh_from_db(from_queryset=Course.objects.select_for_update())
    if not may_manage(actor, course):
        raise PermissionDenied
    new_owner.refresh_from_db(from_queryset=User.objects.select_for_update())
    if not (new_owner.is_teacher and new_owner.is_active):
        raise ValidationError(_("Only an active teacher can own a course."))
    former = course.owner
    course.owner = new_owner
    course.save(update_fields=["owner"])
    course.co_teachers.remove(new_owner)
    if keep_access and former.is_active and former != new_owner:
        course.co_teachers.add(former)
    record_audit(
        actor=actor.audit_name,
        action="course.transfer",
        target=course.audit_name,
        before=former.audit_name,
        after=new_owner.audit_name,
    )
    return course


@transaction.atomic
def set_archived(*, course: Course, actor: User, archived: bool) -> Course:
    """Take a course out of the lists, or back into them.

    Raises:
        PermissionDenied: the actor is neither the owner nor an admin.
    """
    if not may_manage(actor, course):
        raise PermissionDenied
    course.archived_at = timezone.now() if archived else None
    course.save(update_fields=["archived_at"])
    action = "course.archive" if archived else "course.unarchive"
    record_audit(actor=actor.audit_name, action=action, target=course.audit_name)
    return course
