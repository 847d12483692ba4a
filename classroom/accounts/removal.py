"""Removing an account for good. Students have none; this is for people who taught or administered."""

from uuid import uuid4

from django.db import transaction
from django.db.models import ProtectedError

from classroom.accounts.models import User
from classroom.accounts.second_step import forget_second_step
from classroom.privacy.audit import forget_people, record_audit
from classroom.privacy.registry import Subject
from classroom.privacy.services import note_removals

OPERATOR = "operator"  # whoever types commands on the server


@transaction.atomic
def remove_account(*, person: User) -> None:
    """Delete an account; the audit log becomes anonymous about it.

    Raises:
        ProtectedError: it owns courses still, archived ones too; they have to be handed over first.
    """
    name = person.audit_name
    record_audit(actor=OPERATOR, action="account.remove", target=name)
    person.delete()
    note_removals(subjects=[Subject(person.subject, "accounts")])
    forget_people([name])


def remove_or_blank(person: User) -> None:
    """Delete an account that was removed once; where an older backup gives it courses, nothing but its number stays."""
    name = person.audit_name
    try:
        with transaction.atomic():
            person.delete()
    except ProtectedError:
        _blank(person)
    forget_people([name])


def _blank(person: User) -> None:
    person.username = f"removed-{person.pk}"
    person.first_name = person.last_name = person.email = ""
    person.subject = uuid4()
    person.is_active = False
    person.set_unusable_password()
    forget_second_step(person)
    person.save()
