"""Somebody chooses or types a password while an admin, an operator or a second browser changes the account."""

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from django.db import DatabaseError
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from classroom.accounts.models import Role, User
from classroom.accounts.password_links import password_link
from classroom.accounts.removal import remove_account
from classroom.accounts.services import activate, shut_out
from classroom.courses.staffing import change_role
from classroom.privacy.models import AuditEntry
from tests.classroom.races import beside
from tests.factories import PASSWORD

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("redis")]
LONG = "a-longer-password"

Door = Callable[[], HttpResponse]


def afresh(person: User) -> User:
    """The account as another process has read it."""
    return User.objects.get(pk=person.pk)


@pytest.fixture(params=["signed in", "by a link"])
def door(request: pytest.FixtureRequest, adas: Client, ada: User) -> Door:
    """A way in which Ada chooses a password."""
    chosen = {"new_password1": LONG, "new_password2": LONG}
    if request.param == "signed in":
        return lambda: adas.post(reverse("password_change"), chosen | {"old_password": PASSWORD})
    client = Client()
    page = client.get(urlsplit(password_link(ada)).path, follow=True).request["PATH_INFO"]
    return lambda: client.post(page, chosen)


def test_who_is_shut_out_beside_choosing_a_password_stays_out(door: Door, ada: User, dora: User) -> None:
    page = beside(lambda: shut_out(admin=dora, person=afresh(ada)), door)
    ada.refresh_from_db()
    assert "Your account was changed meanwhile." in page.content.decode()
    assert not ada.is_active
    assert not ada.has_usable_password()
    assert not AuditEntry.objects.filter(action__startswith="account.password").exists()


def test_a_role_that_is_changed_beside_choosing_a_password_stays_changed(door: Door, ada: User, dora: User) -> None:
    page = beside(lambda: change_role(admin=dora, person=afresh(ada), role=Role.ADMIN), door)
    ada.refresh_from_db()
    assert page.status_code == 302
    assert (ada.role, ada.is_staff, ada.check_password(LONG)) == (Role.ADMIN, True, True)


def test_who_is_removed_beside_choosing_a_password_stays_gone(door: Door, ada: User) -> None:
    page = beside(lambda: remove_account(person=afresh(ada)), door)
    assert "Your account was changed meanwhile." in page.content.decode()
    assert not User.objects.exists()


def test_the_first_of_two_passwords_that_are_chosen_at_once_stays(door: Door, ada: User) -> None:
    page = beside(lambda: afresh(ada).replace_password("the-password-of-another-browser"), door)
    ada.refresh_from_db()
    assert "Your account was changed meanwhile." in page.content.decode()
    assert ada.check_password("the-password-of-another-browser")


def test_who_is_shut_out_beside_signing_in_gets_no_password_back(ada: User, dora: User, settings: object) -> None:
    """A right password is hashed anew when hashes have become harder to guess."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher", *settings.PASSWORD_HASHERS]
    there = afresh(ada)
    assert beside(lambda: shut_out(admin=dora, person=afresh(ada)), lambda: there.check_password(PASSWORD))
    ada.refresh_from_db()
    assert not ada.has_usable_password()


def test_who_becomes_a_teacher_beside_being_let_in_again_does_not_enter_the_administration(
    ada: User, dora: User
) -> None:
    User.objects.filter(pk=ada.pk).update(role=Role.ADMIN, is_staff=True, is_active=False)
    here, there = afresh(ada), afresh(ada)
    beside(lambda: change_role(admin=dora, person=here, role=Role.TEACHER), lambda: activate(admin=dora, person=there))
    ada.refresh_from_db()
    assert (ada.role, ada.is_staff, ada.is_active) == (Role.TEACHER, False, True)


def test_an_account_that_was_removed_is_not_written_again(ada: User) -> None:
    there = afresh(ada)
    remove_account(person=ada)
    with pytest.raises(DatabaseError):
        there.save()
    assert not User.objects.exists()


def test_a_right_password_is_hashed_anew(ada: User, settings: object) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher", *settings.PASSWORD_HASHERS]
    assert ada.check_password(PASSWORD)
    assert afresh(ada).password.startswith("pbkdf2")
    assert afresh(ada).check_password(PASSWORD)
