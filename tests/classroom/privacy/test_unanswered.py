"""An erasure that is asked for while the database is out of reach: a page says so, and the same request works later."""

import re
from typing import Any, NamedTuple

import pytest
import redis as redis_package
from django.db import InterfaceError, OperationalError
from django.test import Client
from django.urls import reverse

from classroom.accounts.secret_links import new_secret, secret_hash
from classroom.privacy.models import ErasureRequest
from classroom.sessions.access import cookie_name
from classroom.sessions.models import ClassSession, Participation
from tests.factories import EnrollmentFactory, seat_in

# What each view asks first of the database, and where its person may come back to.
ASKED_FIRST = {
    "withdraw": ("classroom.sessions.access.participation_in", "participate"),
    "enrolment_withdraw": ("classroom.sessions.student_views.enrollment_behind", "enrolment_join"),
    "guardian_take_back": ("classroom.sessions.guardian_views.enrollment_of_ward", "guardian"),
    "my_data_erase": ("classroom.timelines.views.own_data_behind", "my_data"),
}
SERVICES = {
    "withdraw": "classroom.sessions.seats.withdraw",
    "enrolment_withdraw": "classroom.sessions.seats.withdraw_from_course",
    "guardian_take_back": "classroom.sessions.guardian_views.take_back_as_guardian",
    "my_data_erase": "classroom.timelines.views.withdraw_from_course",
}
LINKS = ["enrolment_withdraw", "guardian_take_back", "my_data_erase"]
BY_SCRIPT = {"accept": "application/json"}


class Asking(NamedTuple):
    """A way to ask for an erasure."""

    path: str
    client: Client


def fails(error: Exception) -> Any:
    def fail(*_arguments: object, **_named: object) -> None:
        raise error

    return fail


@pytest.fixture
def asking(class_session: ClassSession, redis: redis_package.Redis) -> dict[str, Asking]:
    """All ways of a student of the roster who sits in a lecture."""
    link, guardians = new_secret(), new_secret()
    place = EnrollmentFactory(
        course=class_session.course, link_hash=secret_hash(link), guardian_hash=secret_hash(guardians)
    )
    client, seat = Client(), seat_in(class_session, enrollment=place)
    client.cookies[cookie_name(class_session.pk)] = seat.token
    secrets = {"enrolment_withdraw": link, "guardian_take_back": guardians, "my_data_erase": seat.data_secret}
    secrets |= {"withdraw": class_session.pk}
    return {name: Asking(reverse(name, args=[secret]), client) for name, secret in secrets.items()}


@pytest.mark.parametrize("error", [OperationalError("away"), InterfaceError("away")])
@pytest.mark.parametrize("name", ASKED_FIRST)
def test_who_asks_while_the_database_is_away_reads_that_nothing_is_erased(
    monkeypatch: pytest.MonkeyPatch, name: str, error: Exception
) -> None:
    """Nobody may ask the database here, not even for who is signed in."""
    asked_first, link = ASKED_FIRST[name]
    monkeypatch.setattr(asked_first, fails(error))
    argument = "00000000-0000-0000-0000-000000000007" if name == "withdraw" else "secret"
    client = Client()
    client.cookies["sessionid"] = "somebody-signed-in"
    client.cookies["django_language"] = "ru"
    answer = client.post(reverse(name, args=[argument]), {"of": "<mine>", "csrfmiddlewaretoken": "old"})
    page = answer.content.decode()
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert f'<form class="stack" action="{reverse(name, args=[argument])}" method="post"' in page
    assert f'href="{reverse(link, args=[argument])}"' in page
    assert '<input type="hidden" name="of" value="&lt;mine&gt;">' in page
    assert '<html lang="ru"' in page
    assert page.count('name="csrfmiddlewaretoken"') == 1


@pytest.mark.parametrize("name", SERVICES)
def test_the_same_request_works_when_the_database_is_back(
    asking: dict[str, Asking], monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    path, client = asking[name]
    with monkeypatch.context() as patch:
        patch.setattr(SERVICES[name], fails(OperationalError("away")))
        page = client.post(path)
    assert page.status_code == 503
    assert Participation.objects.count() == 1
    assert "Take it that nothing is erased yet" in page.content.decode()
    assert client.post(path)["Location"].startswith("/receipt/")
    assert Participation.objects.count() == 0


@pytest.mark.parametrize("name", SERVICES)
def test_the_page_sends_a_token_that_is_taken(
    asking: dict[str, Asking], monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    path, strict = asking[name].path, Client(enforce_csrf_checks=True)
    strict.cookies = asking[name].client.cookies
    with monkeypatch.context() as patch:
        patch.setattr(SERVICES[name], fails(OperationalError("away")))
        patch.setattr(strict.handler, "enforce_csrf_checks", False)
        page = strict.post(path).content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
    assert token is not None
    assert strict.post(path).status_code == 403
    assert strict.post(path, {"csrfmiddlewaretoken": token[1]}).status_code == 302


def test_the_pages_script_is_told_where_the_receipt_is(asking: dict[str, Asking]) -> None:
    path, client = asking["withdraw"]
    answer = client.post(path, headers=BY_SCRIPT)
    receipt = ErasureRequest.objects.get(part_of=None).receipt
    assert answer.json() == {"next": reverse("receipt", args=[receipt])}
    assert [cookie.value for cookie in answer.cookies.values()] == [""]


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("withdraw", "If you withdrew, everything kept about you is erased"),
        ("enrolment_withdraw", "The erasure is under way"),
        ("guardian_take_back", "The erasure is under way"),
        ("my_data_erase", "everything is erased already, and the link ended with it"),
    ],
)
def test_who_asks_a_second_time_is_not_frightened(asking: dict[str, Asking], name: str, says: str) -> None:
    """The first answer may have been lost."""
    path, client = asking[name]
    client.post(path)
    assert says in client.post(path, follow=True).content.decode()


@pytest.mark.parametrize("name", LINKS)
def test_a_link_with_nothing_behind_it_says_so(client: Client, db: None, name: str) -> None:
    answer = client.post(reverse(name, args=["no-such-link"]))
    assert answer.status_code == 404
    assert "Nothing is kept behind this link any more" in answer.content.decode()
