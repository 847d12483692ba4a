"""A code from a phone besides the password: set up, asked for, used up, lost and reset."""

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django_otp.oath import totp
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from classroom.accounts import half_signed_in, second_step
from classroom.accounts.models import User
from classroom.accounts.removal import remove_or_blank
from classroom.accounts.services import shut_out
from classroom.accounts.sign_in_tries import CODES
from classroom.courses.models import Course
from classroom.privacy.audit import pseudonym_of
from classroom.privacy.models import AuditEntry
from tests.factories import PASSWORD

pytestmark = pytest.mark.usefixtures("redis")


def code_of(app: TOTPDevice, steps_ahead: int = 0) -> str:
    return f"{totp(app.bin_key, drift=steps_ahead):06d}"


def set_up(person: User) -> list[str]:
    return second_step.set_up(person=person, code=code_of(second_step.app_to_confirm(person)))


def app_of(person: User) -> TOTPDevice:
    return TOTPDevice.objects.get(user=person, confirmed=True)


def type_password(client: Client, person: User, goal: str = "") -> HttpResponse:
    address = reverse("sign_in") + (f"?next={goal}" if goal else "")
    return client.post(address, {"username": person.username, "password": PASSWORD})


def type_code(client: Client, code: str) -> HttpResponse:
    return client.post(reverse("sign_in_code"), {"code": code})


def is_signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_it_is_set_up_by_the_first_code_and_gives_backup_codes_once(adas: Client, ada: User) -> None:
    page = adas.get(reverse("second_step")).content.decode()
    app = TOTPDevice.objects.get(user=ada)
    assert second_step.secret_to_type(app) in page
    assert not second_step.has_second_step(ada)
    codes = adas.post(reverse("second_step"), {"code": code_of(app)}).content.decode()
    assert second_step.has_second_step(ada)
    tokens = StaticToken.objects.values_list("token", flat=True)
    assert len(tokens) == second_step.BACKUP_CODES
    assert all(token in codes for token in tokens)
    assert not any(token in adas.get(reverse("second_step")).content.decode() for token in tokens)
    assert AuditEntry.objects.get(action="second_step.on").actor == pseudonym_of(ada.audit_name)


def test_a_wrong_code_sets_nothing_up_and_the_picture_stays(adas: Client, ada: User) -> None:
    adas.get(reverse("second_step"))
    key = TOTPDevice.objects.get(user=ada).key
    page = adas.post(reverse("second_step"), {"code": "000 000"})
    assert "Check the time of your phone" in page.content.decode()
    assert not second_step.has_second_step(ada)
    assert TOTPDevice.objects.get(user=ada).key == key


def test_the_password_alone_signs_nobody_in(client: Client, ada: User) -> None:
    set_up(ada)
    assert type_password(client, ada)["Location"] == reverse("sign_in_code")
    assert not is_signed_in(client)
    assert client.get(reverse("course_list")).status_code == 302


def test_password_and_code_lead_where_one_wanted_to_go(client: Client, ada: User) -> None:
    set_up(ada)
    type_password(client, ada, goal="/reports/")
    assert type_code(client, code_of(app_of(ada), 1))["Location"] == "/reports/"
    assert is_signed_in(client)
    assert client.get("/reports/").status_code == 200


def test_no_address_elsewhere_is_gone_to(client: Client, ada: User) -> None:
    set_up(ada)
    type_password(client, ada, goal="https://elsewhere.example/")
    assert type_code(client, code_of(app_of(ada), 1))["Location"] == reverse("course_list")


def test_a_code_counts_once(client: Client, ada: User) -> None:
    set_up(ada)
    code = code_of(app_of(ada), 1)
    type_password(client, ada)
    type_code(client, code)
    overheard = Client()
    type_password(overheard, ada)
    assert "Each counts once" in type_code(overheard, code).content.decode()
    assert not is_signed_in(overheard)


def test_a_backup_code_counts_once_however_it_is_spelled(ada: User) -> None:
    code = set_up(ada)[0]
    spelled = f" {code[:4].upper()}-{code[4:]} "
    signed_in = []
    for _try in range(2):
        client = Client()
        type_password(client, ada)
        type_code(client, spelled)
        signed_in.append(is_signed_in(client))
    assert signed_in == [True, False]
    assert second_step.backup_codes_left(ada) == second_step.BACKUP_CODES - 1


def test_codes_cannot_be_tried_out(client: Client, ada: User) -> None:
    codes = set_up(ada)
    type_password(client, ada)
    assert [type_code(client, "123456x").status_code for _try in range(CODES.tries)] == [200] * CODES.tries
    refused = type_code(client, codes[0])
    assert refused.status_code == 429
    assert "Try again in 15 minutes." in refused.content.decode()
    assert second_step.backup_codes_left(ada) == second_step.BACKUP_CODES


def test_without_a_password_there_is_no_second_step(client: Client, ada: User) -> None:
    codes = set_up(ada)
    assert type_code(client, codes[0])["Location"] == reverse("sign_in")
    assert not is_signed_in(client)


@pytest.mark.parametrize("change", ["time", "password", "account"])
def test_a_right_password_does_not_wait_for_ever(
    client: Client, ada: User, dora: User, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    monkeypatch.setattr(half_signed_in, "LIFE_S", -1 if change == "time" else 600)
    codes = set_up(ada)
    type_password(client, ada)
    if change == "password":
        ada.set_password("another-password")
        ada.save()
    if change == "account":
        shut_out(admin=dora, person=ada)
    assert type_code(client, codes[0])["Location"] == reverse("sign_in")
    assert not is_signed_in(client)


@pytest.mark.parametrize("do", ["codes", "off"])
def test_nothing_is_changed_without_the_password(adas: Client, ada: User, do: str) -> None:
    codes = set_up(ada)
    page = adas.post(reverse("second_step_change"), {"do": do, "password": "wrong"})
    assert page.status_code == 400
    assert "This is not your password" in page.content.decode()
    assert second_step.is_right_code(ada, codes[0])


def test_an_open_browser_does_not_find_the_password_out(adas: Client, ada: User) -> None:
    set_up(ada)
    change = {"do": "off", "password": "wrong"}
    answers = {adas.post(reverse("second_step_change"), change).status_code for _try in range(10)}
    assert answers == {400}
    assert adas.post(reverse("second_step_change"), change | {"password": PASSWORD}).status_code == 429


def test_it_is_turned_off_with_the_password(adas: Client, client: Client, ada: User) -> None:
    set_up(ada)
    adas.post(reverse("second_step_change"), {"do": "off", "password": PASSWORD})
    assert type_password(client, ada)["Location"] == reverse("course_list")
    assert not StaticToken.objects.exists()
    assert AuditEntry.objects.get(action="second_step.off").target == pseudonym_of(ada.audit_name)


def test_new_backup_codes_replace_the_old_ones(adas: Client, ada: User) -> None:
    old = set_up(ada)
    page = adas.post(reverse("second_step_change"), {"do": "codes", "password": PASSWORD}).content.decode()
    assert not second_step.is_right_code(ada, old[0])
    new = list(StaticToken.objects.values_list("token", flat=True))
    assert all(code in page for code in new)
    assert second_step.is_right_code(ada, new[0])


def test_an_admin_resets_it_and_the_audit_log_knows(doras: Client, client: Client, ada: User, dora: User) -> None:
    set_up(ada)
    assert "Phone and backup codes lost?" in doras.get(reverse("person", args=[ada.pk])).content.decode()
    doras.post(reverse("person_second_step", args=[ada.pk]))
    assert type_password(client, ada)["Location"] == reverse("course_list")
    entry = AuditEntry.objects.get(action="second_step.reset")
    assert (entry.actor, entry.target) == (pseudonym_of(dora.audit_name), pseudonym_of(ada.audit_name))


def test_an_admin_cannot_reset_their_own(doras: Client, dora: User) -> None:
    set_up(dora)
    assert doras.post(reverse("person_second_step", args=[dora.pk])).status_code == 403
    assert second_step.has_second_step(dora)


def test_where_admins_need_it_they_get_no_page_before(doras: Client, dora: User, settings: object) -> None:
    settings.SECOND_STEP_FOR_ADMINS = True
    for address in (reverse("people"), reverse("course_list"), reverse("report_list")):
        assert doras.get(address)["Location"] == reverse("second_step")
    assert doras.get("/admin/accounts/user/", follow=True).redirect_chain[-1][0] == reverse("second_step")
    assert "On this server admins need a second step" in doras.get(reverse("second_step")).content.decode()
    set_up(dora)
    assert doras.get(reverse("people")).status_code == doras.get("/admin/accounts/user/").status_code == 200


def test_where_admins_need_it_teachers_do_not(adas: Client, settings: object) -> None:
    settings.SECOND_STEP_FOR_ADMINS = True
    assert adas.get(reverse("course_list")).status_code == 200


def test_the_administration_shows_nobody_a_secret(ada: User, client: Client) -> None:
    set_up(ada)
    client.force_login(User.objects.create_superuser("root", password="x"))
    assert client.get("/admin/otp_totp/totpdevice/").status_code == 404
    assert client.get("/admin/otp_static/staticdevice/").status_code == 404


def test_an_account_that_is_blanked_after_a_restore_keeps_no_secret(ada: User, course: Course) -> None:
    set_up(ada)
    remove_or_blank(ada)
    assert not User.objects.get(pk=ada.pk).is_active
    assert not TOTPDevice.objects.filter(user=ada).exists()
