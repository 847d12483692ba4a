"""The second step of signing in: codes of an app on a phone, and backup codes that count once. Kept by django-otp.

Tries are counted by `counter_of_codes`, so the library's own brake, which grows to years, is off.
"""

from base64 import b32encode
from collections.abc import Sequence

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django_otp import verify_token
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from classroom.accounts.models import User
from classroom.accounts.services import refuse_unless_may_administer
from classroom.privacy.services import record_audit

BACKUP_CODES = 10
SECRET_GROUP = 4
APP, BACKUP = "app", "backup codes"


def has_second_step(person: User) -> bool:
    return TOTPDevice.objects.filter(user=person, confirmed=True).exists()


def has_to_set_up(person: User) -> bool:
    """Whether this person gets no page before a second step is set up."""
    return settings.SECOND_STEP_FOR_ADMINS and person.is_admin and not has_second_step(person)


def app_to_confirm(person: User) -> TOTPDevice:
    """The app that is being set up; the same until it is confirmed, so that a reload shows the same picture."""
    app, _is_new = TOTPDevice.objects.get_or_create(user=person, confirmed=False, defaults={"name": APP})
    return app


def address_for_app(app: TOTPDevice) -> str:
    """What the QR code says to the app."""
    return str(app.config_url)


def secret_to_type(app: TOTPDevice) -> str:
    """The app's secret for whoever cannot scan, in groups."""
    letters = b32encode(app.bin_key).decode()
    return " ".join(letters[start : start + SECRET_GROUP] for start in range(0, len(letters), SECRET_GROUP))


@transaction.atomic
def set_up(*, person: User, code: str) -> list[str]:
    """Confirm the app by its first code; the backup codes, readable here once.

    Raises:
        ValidationError: the code is not the app's.
    """
    app = app_to_confirm(person)
    if not app.verify_token(_digits(code)):
        raise ValidationError(_("This is not the code of now. Check the time of your phone and type the next code."))
    TOTPDevice.objects.filter(user=person).exclude(pk=app.pk).delete()
    app.confirmed = True
    app.save(update_fields=["confirmed"])
    record_audit(actor=person.audit_name, action="second_step.on", target=person.audit_name)
    return _new_backup_codes(person)


@transaction.atomic
def renew_backup_codes(*, person: User) -> list[str]:
    """New backup codes; the old ones count no more."""
    record_audit(actor=person.audit_name, action="second_step.backup_codes", target=person.audit_name)
    return _new_backup_codes(person)


def _new_backup_codes(person: User) -> list[str]:
    StaticDevice.objects.filter(user=person).delete()
    device = StaticDevice.objects.create(user=person, name=BACKUP)
    codes = [StaticToken.random_token() for _code in range(BACKUP_CODES)]
    device.token_set.bulk_create(StaticToken(device=device, token=code) for code in codes)
    return codes


def backup_codes_left(person: User) -> int:
    return StaticToken.objects.filter(device__user=person).count()


def is_right_code(person: User, code: str) -> bool:
    """Whether this is a code of the app, used for the first time, or an unused backup code. Either is used up by it."""
    spelled = _digits(code)
    devices: Sequence[TOTPDevice | StaticDevice] = [
        *TOTPDevice.objects.filter(user=person, confirmed=True),
        *StaticDevice.objects.filter(user=person, confirmed=True),
    ]
    return any(verify_token(person, device.persistent_id, spelled) for device in devices)


def _digits(code: str) -> str:
    return code.strip().lower().replace(" ", "").replace("-", "")


@transaction.atomic
def turn_off(*, person: User) -> None:
    """Sign in by password alone from now on."""
    forget_second_step(person)
    record_audit(actor=person.audit_name, action="second_step.off", target=person.audit_name)


@transaction.atomic
def reset(*, admin: User, person: User) -> None:
    """Take the second step from somebody who has lost phone and backup codes.

    Raises:
        PermissionDenied: the admin may not change this account.
    """
    refuse_unless_may_administer(admin, person)
    forget_second_step(person)
    record_audit(actor=admin.audit_name, action="second_step.reset", target=person.audit_name)


def forget_second_step(person: User) -> None:
    """Delete the app's secret and the backup codes."""
    TOTPDevice.objects.filter(user=person).delete()
    StaticDevice.objects.filter(user=person).delete()
