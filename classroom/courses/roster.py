"""Changing who is on a course's roster, and the links that let them in."""

from collections.abc import Iterable
from enum import StrEnum

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from classroom.accounts.models import User
from classroom.accounts.secret_links import new_secret, secret_hash
from classroom.courses.models import Course, Enrollment, Student
from classroom.privacy.models import Consent
from classroom.privacy.registry import Subject
from classroom.privacy.services import note_removals, record_audit


class LinkKind(StrEnum):
    STUDENT = "student"
    GUARDIAN = "guardian"


@transaction.atomic
def renew_links(
    *, course: Course, actor: User, enrollments: Iterable[Enrollment], kind: LinkKind
) -> list[tuple[Enrollment, str]]:
    """Make new links; the earlier ones end. The secrets are returned once and cannot be read again.

    Raises:
        ValidationError: links for guardians in a course that asks for none.
    """
    if kind == LinkKind.GUARDIAN and not course.requires_guardian:
        raise ValidationError(_("This course asks for no guardian's consent."))
    field = "guardian_hash" if kind == LinkKind.GUARDIAN else "link_hash"
    made = [(enrollment, new_secret()) for enrollment in enrollments]
    for enrollment, secret in made:
        setattr(enrollment, field, secret_hash(secret))
    Enrollment.objects.bulk_update([enrollment for enrollment, _secret in made], [field])
    record_audit(
        actor=actor.audit_name, action="roster.links", target=course.audit_name, kind=str(kind), count=len(made)
    )
    return made


@transaction.atomic
def remove_students(*, course: Course, actor: User, enrollments: Iterable[Enrollment]) -> int:
    """Take students off the roster, with their links, consents and all that is kept about them; how many there were.

    Their places are locked first, as withdrawing and joining do it too.
    """
    chosen = Enrollment.objects.filter(pk__in=[enrollment.pk for enrollment in enrollments])
    removed = list(chosen.select_for_update().order_by("pk"))
    note_removals(subjects=[Subject(enrollment.subject, course.audit_name) for enrollment in removed])
    Consent.objects.filter(subject__in=[enrollment.subject for enrollment in removed]).delete()
    Enrollment.objects.filter(pk__in=[enrollment.pk for enrollment in removed]).delete()
    Student.objects.filter(pk__in=[enrollment.student_id for enrollment in removed], enrollments=None).delete()
    record_audit(actor=actor.audit_name, action="roster.remove", target=course.audit_name, count=len(removed))
    return len(removed)
