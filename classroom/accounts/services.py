"""Making accounts, ending them, and letting their owners choose a password."""

from django.conf import settings
from django.contrib.auth.forms import PasswordResetForm
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.utils.translation import gettext as _

from classroom.accounts.first_run import is_empty
from classroom.accounts.models import Role, User
from classroom.accounts.password_links import password_link, public_host
from classroom.attempts import Limit, count_try
from classroom.privacy.models import Organisation
from classroom.privacy.services import record_audit

MAIL_PAUSE_S = 300
MAILS_TO_ONE_ADDRESS = Limit("mails-to-one-address", 1, MAIL_PAUSE_S)  # so that nobody can fill another's mailbox


def may_administer(admin: User, person: User) -> bool:
    """Whether an admin may change this account: not their own, and superusers only as one of them."""
    return admin.is_admin and admin.pk != person.pk and (admin.is_superuser or not person.is_superuser)


def refuse_unless_may_administer(admin: User, person: User) -> None:
    """Raise PermissionDenied unless the admin may change this account."""
    if not may_administer(admin, person):
        raise PermissionDenied


@transaction.atomic
def set_up_installation(*, organisation: Organisation, admin: User) -> User:
    """Make the first admin and the organisation, both filled in and unsaved.

    Raises:
        ValidationError: somebody has an account already; two people may hold the link.
    """
    with connection.cursor() as cursor:
        cursor.execute(f'LOCK TABLE "{User._meta.db_table}" IN SHARE ROW EXCLUSIVE MODE')
    if not is_empty():
        raise ValidationError(_("This installation has been set up already. Nothing was changed. Sign in instead."))
    organisation.save()
    admin.role = Role.ADMIN
    admin.save()
    record_audit(actor=admin.audit_name, action="installation.setup", target=admin.audit_name)
    return admin


@transaction.atomic
def invite(*, admin: User, person: User) -> str:
    """Make an account (filled in, unsaved) without a password; the link by which its owner chooses one.

    Raises:
        PermissionDenied: the inviting person is no admin.
    """
    if not admin.is_admin:
        raise PermissionDenied
    person.set_unusable_password()
    person.save()
    record_audit(actor=admin.audit_name, action="account.invite", target=person.audit_name, role=person.role)
    return password_link(person)


@transaction.atomic
def make_password_link(*, admin: User, person: User) -> str:
    """A one-time link for somebody who cannot sign in any more.

    Raises:
        PermissionDenied: the admin may not change this account.
        ValidationError: the account is deactivated.
    """
    refuse_unless_may_administer(admin, person)
    if not person.is_active:
        raise ValidationError(_("This account is deactivated. Activate it first."))
    record_audit(actor=admin.audit_name, action="account.password_link", target=person.audit_name)
    return password_link(person)


@transaction.atomic
def activate(*, admin: User, person: User) -> str:
    """Let somebody in again. The old password is gone, so the answer is a link to choose a new one.

    Raises:
        PermissionDenied: the admin may not change this account.
    """
    refuse_unless_may_administer(admin, person)
    person.is_active = True
    person.save(update_fields=["is_active"])
    record_audit(actor=admin.audit_name, action="account.activate", target=person.audit_name)
    return password_link(person)


@transaction.atomic
def shut_out(*, admin: User, person: User) -> None:
    """Deactivate an account. Without its password every login and every link for choosing one ends, for good.

    Raises:
        PermissionDenied: the admin may not change this account.
    """
    refuse_unless_may_administer(admin, person)
    person.is_active = False
    person.set_unusable_password()
    person.save(update_fields=["is_active", "password"])
    record_audit(actor=admin.audit_name, action="account.deactivate", target=person.audit_name)


@transaction.atomic
def choose_password(*, person: User, password: str, action: str) -> None:
    """Let somebody have the password that they chose.

    Raises:
        ValidationError: the account was deactivated or removed, or got another password, since it was read.
    """
    if not person.replace_password(password):
        raise ValidationError(_("Your account was changed meanwhile. This password was not saved."))
    record_audit(actor=person.audit_name, action=action, target=person.audit_name)


def mail_password_link(*, email: str) -> None:
    """Send a link to every active account with this address that has a password; to nobody otherwise.

    Raises:
        RedisError: it cannot be told whether one was sent just now.
    """
    form = PasswordResetForm({"email": email})
    if not form.is_valid() or count_try(MAILS_TO_ONE_ADDRESS.of(email.lower())):
        return
    form.save(
        domain_override=public_host(),
        subject_template_name="accounts/password_mail_subject.txt",
        email_template_name="accounts/password_mail.txt",
        extra_email_context={"public_url": settings.PUBLIC_URL},
    )
