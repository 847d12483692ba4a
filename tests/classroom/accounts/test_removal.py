"""An account that is removed: nothing leads to the person any more, not even from an older backup."""

from io import StringIO

import pytest
import redis as redis_package
from django.core.management import CommandError, call_command
from django.utils import timezone

from classroom.accounts.models import User
from classroom.courses.models import Course
from classroom.privacy import erasure_ledger, tasks
from classroom.privacy.audit import names_behind, pseudonym_of
from classroom.privacy.erasure_ledger import LedgerLine
from classroom.privacy.models import AuditEntry, AuditPseudonym
from classroom.privacy.services import repeat_erasure
from tests.factories import CourseFactory


def removed(username: str) -> None:
    call_command("remove_account", username, stdout=StringIO())


@pytest.mark.django_db(transaction=True)
def test_a_removed_account_is_forgotten_by_the_log_and_noted_in_the_ledger(
    ben: User, redis: redis_package.Redis
) -> None:
    pseudonym = pseudonym_of(ben.audit_name)
    removed("ben")
    tasks.finish_erasures()
    assert not User.objects.exists()
    assert names_behind([pseudonym]) == {}
    assert AuditEntry.objects.get(action="account.remove").target == pseudonym
    (line,) = erasure_ledger.lines()
    assert (line.subject, line.is_removal) == (ben.subject, True)


def test_the_owner_of_a_course_is_not_removed(course: Course) -> None:
    with pytest.raises(CommandError, match="It owns courses"):
        removed("ada")
    assert AuditPseudonym.objects.count() == 0


def test_an_unknown_account_is_not_removed(db: None) -> None:
    with pytest.raises(CommandError, match="no such account"):
        removed("nobody")


@pytest.mark.parametrize("owns_a_course", [False, True])
def test_an_account_that_comes_back_with_a_backup_goes_again(ben: User, owns_a_course: bool) -> None:
    if owns_a_course:
        CourseFactory(owner=ben)
    """Also when nobody had done anything with it, so that the log of the backup has no name for it."""
    repeat_erasure(line=LedgerLine(timezone.now(), ben.subject, "receipt", None, True))
    assert not User.objects.filter(username="ben").exists()
    assert not User.objects.filter(subject=ben.subject).exists()
    assert not User.objects.filter(is_active=True).exists()
    assert not AuditPseudonym.objects.exists()
