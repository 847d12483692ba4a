"""What an account is to the audit log, and how a removed one is removed again from a restored backup."""

from collections.abc import Collection

from classroom.accounts.models import User
from classroom.accounts.removal import remove_or_blank
from classroom.privacy.registry import PersonalData, Subject


def names_of(keys: Collection[str]) -> dict[str, str]:
    """The shown names of accounts that exist."""
    return {str(user.pk): user.shown_name for user in User.objects.filter(pk__in=keys)}


def remove_rows(subject: Subject) -> int:
    """Remove the account again."""
    user = User.objects.filter(subject=subject.id).first()
    if user is None:
        return 0
    remove_or_blank(user)
    return 1


PERSONAL_DATA = PersonalData("account", remove_rows=remove_rows)
