"""Guessing passwords: it is slow, and it locks nobody out who has been here before."""

import pytest
import redis as redis_package
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from classroom.accounts import forms, password_views, setup_views
from classroom.accounts.models import User
from classroom.accounts.password_links import password_link
from classroom.accounts.sign_in_tries import FROM_EVERYWHERE, FROM_ONE_ADDRESS, FROM_ONE_PLACE
from tests.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.usefixtures("redis")
SCHOOL, HOME = "192.0.2.7", "198.51.100.20"


def knock(password: str = "wrong", *, name: str = "ada", address: str = SCHOOL, client: Client | None = None):
    form = {"username": name, "password": password}
    return (client or Client()).post(reverse("sign_in"), form, REMOTE_ADDR=address)


def is_in(response: HttpResponse) -> bool:
    return response.status_code == 302


def test_after_ten_wrong_passwords_the_right_one_waits_too(ada: User) -> None:
    assert {knock().status_code for _try in range(FROM_ONE_PLACE.tries)} == {200}
    refused = knock(PASSWORD)
    assert refused.status_code == 429
    assert 0 < int(refused["Retry-After"]) <= 300
    assert "Too many failed tries. Try again in 5 minutes." in refused.content.decode()


def test_other_accounts_at_the_same_address_sign_in(ada: User, ben: User) -> None:
    for _try in range(FROM_ONE_PLACE.tries + 5):
        knock()
    assert is_in(knock(PASSWORD, name="ben"))


def test_the_same_account_signs_in_elsewhere(ada: User) -> None:
    for _try in range(FROM_ONE_PLACE.tries * 8):
        knock()
    assert is_in(knock(PASSWORD, address=HOME))


def test_a_name_that_nobody_has_is_counted_alike(db: None) -> None:
    for _try in range(FROM_ONE_PLACE.tries):
        knock(name="nobody")
    assert knock(name="Nobody").status_code == 429


def test_many_addresses_together_are_limited(ada: User) -> None:
    for number in range(FROM_EVERYWHERE.tries):
        knock(address=f"203.0.113.{number}")
    assert knock(PASSWORD, address=HOME).status_code == 429


def test_trying_one_password_at_many_accounts_is_limited(ada: User) -> None:
    for number in range(FROM_ONE_ADDRESS.tries):
        knock(name=f"person{number}")
    assert knock(PASSWORD).status_code == 429
    assert is_in(knock(PASSWORD, address=HOME))


def test_a_browser_that_was_here_before_is_not_locked_out(ada: User) -> None:
    known = Client()
    knock(PASSWORD, client=known)
    known.post(reverse("sign_out"))
    for number in range(FROM_EVERYWHERE.tries):
        knock(address=f"203.0.113.{number}")
    for number in range(FROM_ONE_ADDRESS.tries):
        knock(name=f"person{number}")
    assert is_in(knock(PASSWORD, client=known))


def test_a_known_browser_guesses_no_faster(ada: User) -> None:
    known = Client()
    knock(PASSWORD, client=known)
    known.post(reverse("sign_out"))
    assert {knock(client=known).status_code for _try in range(FROM_ONE_PLACE.tries)} == {200}
    assert knock(PASSWORD, client=known).status_code == 429


def test_a_browser_known_to_one_account_is_a_stranger_to_another(ada: User, ben: User) -> None:
    bens = Client()
    knock(PASSWORD, name="ben", client=bens)
    bens.post(reverse("sign_out"))
    for _try in range(FROM_ONE_PLACE.tries):
        knock()
    assert knock(PASSWORD, client=bens).status_code == 429


def test_choosing_a_password_by_a_link_makes_the_browser_known(ada: User) -> None:
    for number in range(FROM_EVERYWHERE.tries):
        knock(address=f"203.0.113.{number}")
    client, new = Client(), "a-quite-new-password"
    page = client.get(password_link(ada).removeprefix("http://localhost:8000"), follow=True)
    client.post(page.request["PATH_INFO"], {"new_password1": new, "new_password2": new})
    assert is_in(knock(new, client=client))


def test_a_forged_cookie_makes_no_browser_known(ada: User) -> None:
    honest = Client()
    knock(PASSWORD, client=honest)
    (name,) = [name for name in honest.cookies if name.startswith("known-browser")]
    forger = Client()
    for number in range(FROM_ONE_PLACE.tries + 1):
        forger.cookies[name] = f"made-up-{number}:1abcde:signature"
        refused = knock(client=forger)
    assert refused.status_code == 429
    assert honest.cookies[name]["httponly"]


def unreachable(*_counters: object) -> int:
    raise redis_package.ConnectionError("gone")


def test_what_cannot_be_counted_is_not_tried(ada: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forms, "count_try", unreachable)
    page = knock(PASSWORD)
    assert "Try again in a few seconds" in page.content.decode()
    assert "_auth_user_id" not in page.client.session


def test_the_administration_has_no_door_of_its_own(ada: User, client: Client) -> None:
    door = client.get("/admin/login/?next=/admin/accounts/user/")
    assert door["Location"] == "/sign-in/?next=/admin/accounts/user/"
    client.force_login(ada)
    assert client.get("/admin/login/").status_code == 403
    assert client.post("/admin/login/", {"username": "dora", "password": PASSWORD}).status_code == 403


def test_an_address_asks_for_so_many_mails_only(db: None, settings: object, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.SENDS_MAIL = True
    sent = []
    monkeypatch.setattr(password_views.tasks.mail_password_link, "apply_async", lambda *a, **_k: sent.append(a))
    form, url = {"email": "eve@school.invalid"}, reverse("password_forgotten")
    limit = password_views.REQUESTS_FOR_MAIL.tries
    answers = [Client().post(url, form).status_code for _request in range(limit + 3)]
    assert answers == [302] * limit + [429] * 3
    assert len(sent) == limit


def test_setup_links_cannot_be_tried_out(client: Client, db: None, settings: object) -> None:
    settings.EMBEDDED = False
    url, limit = f"{reverse('setup')}?token=made-up", setup_views.WRONG_TOKENS.tries
    assert [client.get(url).status_code for _try in range(limit + 1)] == [403] * limit + [429]


def test_the_setup_page_says_when_nobody_can_count(
    client: Client, db: None, settings: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.EMBEDDED = False
    monkeypatch.setattr(setup_views, "count_try", unreachable)
    page = client.get(f"{reverse('setup')}?token=made-up")
    assert page.status_code == 503
    assert "Try again in a few seconds" in page.content.decode()


def test_a_new_account_signs_in_at_once(db: None) -> None:
    UserFactory(username="nora")
    assert is_in(knock(PASSWORD, name="nora"))
