"""What an admin does to accounts that own courses: no course is left without a teacher."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from classroom.accounts.models import Role, User
from classroom.accounts.services import refuse_unless_may_administer, shut_out
from classroom.courses.selectors import active_courses_owned_by
from classroom.courses.services import transfer_course
from classroom.privacy.services import record_audit


@transaction.atomic
def deactivate_account(*, admin: User, person: User) -> None:
    """End an account with all its logins.

    Raises:
        PermissionDenied: the admin may not change this account.
        ValidationError: the person owns a course that is not archived.
    """
    _refuse_an_owner(person)
    shut_out(admin=admin, person=person)


@transaction.atomic
def change_role(*, admin: User, person: User, role: Role) -> None:
    """Make a teacher an admin or the other way round.

    Raises:
        PermissionDenied: the admin may not change this account.
        ValidationError: the person owns a course that is not archived.
    """
    refuse_unless_may_administer(admin, person)
    if person.role == role:
        return
    _refuse_an_owner(person)
    before, person.role = person.role, role
    person.save(update_fields=["role", "is_staff"])
    record_audit(actor=admin.audit_name, action="account.role", target=person.audit_name, before=before, after=role)


@transaction.atomic
def hand_over_courses(*, admin: User, person: User, new_owner: User) -> int:
    """Give all of somebody's active courses to another teacher; how many there were.

    Raises:
        PermissionDenied: the admin may not change this account.
        ValidationError: the new owner is no active teacher, or the same person.
    """
    refuse_unless_may_administer(admin, person)
    if new_owner == person:
        raise ValidationError(_("Choose somebody else."))
    courses = list(active_courses_owned_by(person))
    for course in courses:
        transfer_course(course=course, actor=admin, new_owner=new_owner)
    return len(courses)


def _refuse_an_owner(person: User) -> None:
    """Raise ValidationError while the person owns active courses. Nobody gives them one before the transaction ends."""
    person.refresh_from_db(from_queryset=User.objects.select_for_update())
    if active_courses_owned_by(person).exists():
        raise ValidationError(_("This person still owns courses. Hand them over or archive them first."))
