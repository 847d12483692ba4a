from unittest.mock import patch

import pytest
import redis as redis_package
from celery.exceptions import Retry
from django.core import mail
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from kombu.exceptions import OperationalError

from classroom.accounts.models import User
from classroom.accounts.services import mail_password_link
from classroom.accounts.sign_in_tries import FROM_ONE_PLACE
from classroom.accounts.tasks import LOCK
from classroom.accounts.tasks import mail_password_link as mail_task
from classroom.privacy.audit import pseudonym_of
from classroom.privacy.models import AuditEntry
from tests.factories import PASSWORD, UserFactory

LONG = "a-longer-password"

pytestmark = pytest.mark.usefixtures("redis")


@pytest.fixture
def mailing(settings: object) -> None:
    settings.SENDS_MAIL = True
    settings.PUBLIC_URL = "https://school.invalid"


@pytest.fixture
def eve(db: None) -> User:
    return UserFactory(username="eve", email="Eve@school.invalid")


def change_password(client: Client, old: str) -> HttpResponse:
    form = {"old_password": old, "new_password1": LONG, "new_password2": LONG}
    return client.post(reverse("password_change"), form)


def test_a_password_is_changed_and_other_browsers_are_signed_out(adas: Client, ada: User, client: Client) -> None:
    client.force_login(User.objects.get(pk=ada.pk))
    assert change_password(adas, PASSWORD)["Location"] == reverse("course_list")
    assert adas.get(reverse("course_list")).status_code == 200
    assert client.get(reverse("course_list")).status_code == 302
    assert AuditEntry.objects.get(action="account.password_change").actor == pseudonym_of(ada.audit_name)


def test_the_old_password_is_asked_for(adas: Client) -> None:
    assert "old_password" in change_password(adas, "wrong").context["form"].errors


def test_the_old_password_cannot_be_tried_out(adas: Client, ada: User) -> None:
    assert {change_password(adas, "wrong").status_code for _try in range(FROM_ONE_PLACE.tries)} == {200}
    refused = change_password(adas, PASSWORD)
    assert refused.status_code == 429
    assert "Too many failed tries. Try again in 5 minutes." in refused.content.decode()
    ada.refresh_from_db()
    assert ada.check_password(PASSWORD)


def test_a_right_old_password_is_no_failed_try(adas: Client) -> None:
    for _try in range(FROM_ONE_PLACE.tries + 1):
        page = adas.post(reverse("password_change"), {"old_password": PASSWORD, "new_password1": "x"})
        assert "old_password" not in page.context["form"].errors


def test_the_administration_changes_no_password_of_its_own(doras: Client, dora: User) -> None:
    form = {"old_password": PASSWORD, "new_password1": LONG, "new_password2": LONG}
    page = doras.post(reverse("admin:password_change"), form)
    assert page["Location"] == reverse("password_change")
    dora.refresh_from_db()
    assert dora.check_password(PASSWORD)


def test_a_stranger_changes_no_password(client: Client, db: None) -> None:
    assert client.get(reverse("password_change")).status_code == 302


def test_without_mail_the_page_says_whom_to_ask(client: Client, db: None) -> None:
    page = client.get(reverse("password_forgotten"))
    assert "Ask an admin" in page.content.decode()
    assert 'name="email"' not in page.content.decode()
    assert client.post(reverse("password_forgotten"), {"email": "eve@school.invalid"}).status_code == 404


@pytest.mark.usefixtures("mailing")
@pytest.mark.parametrize("address", ["eve@school.invalid", "nobody@school.invalid"])
def test_a_known_and_an_unknown_address_get_the_same_answer(client: Client, eve: User, address: str) -> None:
    with patch.object(mail_task, "apply_async") as nudge:
        response = client.post(reverse("password_forgotten"), {"email": address})
    assert response["Location"] == reverse("password_sent")
    assert nudge.call_args.args == ((address, "en"),)
    assert address not in client.get(reverse("password_sent")).content.decode()


@pytest.mark.usefixtures("mailing")
def test_a_broker_that_is_away_is_said(client: Client, db: None) -> None:
    with patch.object(mail_task, "apply_async", side_effect=OperationalError):
        page = client.post(reverse("password_forgotten"), {"email": "eve@school.invalid"})
    assert "Try again in a minute" in page.content.decode()


@pytest.mark.usefixtures("mailing")
def test_one_mail_is_sent_at_a_time(eve: User, redis: redis_package.Redis) -> None:
    """A mail server that answers slowly keeps one process of the general worker busy, not all."""
    redis.set(LOCK, "another process")
    with patch.object(mail_task, "retry", side_effect=Retry), pytest.raises(Retry):
        mail_task("eve@school.invalid", "en")
    assert mail.outbox == []


@pytest.mark.usefixtures("mailing", "redis")
def test_the_mail_leads_to_the_public_address_and_a_new_password(client: Client, eve: User) -> None:
    mail_task("eve@school.invalid", "en")
    (letter,) = mail.outbox
    link = next(line for line in letter.body.splitlines() if line.startswith("https://school.invalid/set-password/"))
    page = client.get(link.removeprefix("https://school.invalid"), follow=True)
    client.post(page.request["PATH_INFO"], {"new_password1": LONG, "new_password2": LONG})
    assert client.login(username="eve", password=LONG)
    assert AuditEntry.objects.get(action="account.password_set").target == pseudonym_of(eve.audit_name)


@pytest.mark.usefixtures("mailing", "redis")
def test_nobody_without_an_account_of_their_own_is_mailed(eve: User) -> None:
    mail_password_link(email="nobody@school.invalid")
    User.objects.filter(pk=eve.pk).update(is_active=False)
    mail_password_link(email="eve@school.invalid")
    assert mail.outbox == []


@pytest.mark.usefixtures("mailing", "redis")
def test_a_mailbox_is_not_filled(eve: User) -> None:
    for _press in range(3):
        mail_password_link(email="eve@school.invalid")
    assert len(mail.outbox) == 1


def test_the_sign_in_page_leads_to_the_way_out(client: Client, db: None) -> None:
    assert reverse("password_forgotten") in client.get(reverse("sign_in")).content.decode()
