"""Changing courses and rosters."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from classroom.accounts.models import User
from classroom.accounts.secret_links import new_secret, secret_hash
from classroom.courses.models import Course, Enrollment, Student
from classroom.privacy.defaults import USUAL_MINIMUM_GROUP
from classroom.privacy.services import record_audit


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
    before = course.minimum_group
    course.minimum_group = minimum_group
    course.minimum_reason = reason.strip()
    course.full_clean()
    course.save(update_fields=["minimum_group", "minimum_reason"])
    record_audit(
        actor=admin.audit_name,
        action="course.minimum_group",
        target=f"course:{course.pk}",
        before=before,
        after=minimum_group,
        reason=course.minimum_reason,
    )
    return course


@transaction.atomic
def add_student(*, course: Course, name: str) -> tuple[Enrollment, str]:
    """Put a student on the roster. The personal link's secret is returned once and cannot be read again."""
    student = Student(name=name.strip())
    student.full_clean()
    student.save()
    secret = new_secret()
    return Enrollment.objects.create(course=course, student=student, link_hash=secret_hash(secret)), secret


def make_guardian_link(*, enrollment: Enrollment) -> str:
    """The secret of a guardian's own link, returned once; an earlier link opens nothing any more."""
    secret = new_secret()
    enrollment.guardian_hash = secret_hash(secret)
    enrollment.save(update_fields=["guardian_hash"])
    return secret
