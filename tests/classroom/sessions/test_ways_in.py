"""Links, codes and seats: how strong they are, and when they end."""

import math
import re
import string

import pytest
from django.test import Client
from django.urls import reverse

from classroom.accounts.models import User
from classroom.courses.models import Course
from classroom.privacy.models import AuditEntry
from classroom.sessions.access import cookie_name, open_participation_in, open_session_with_code
from classroom.sessions.models import ClassSession
from classroom.sessions.seats import NewSeat
from classroom.sessions.services import SessionStateError, end_class_session, renew_way_in, start_class_session
from tests.factories import seat_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("redis")]
URL_ALPHABET = set(string.ascii_letters + string.digits + "-_")


def link(token: str) -> str:
    return reverse("join", args=[token])


@pytest.fixture
def seat(class_session: ClassSession) -> NewSeat:
    return seat_in(class_session, keep_timeline=True)


@pytest.fixture
def cleo(class_session: ClassSession, seat: NewSeat) -> Client:
    client = Client()
    client.cookies[cookie_name(class_session.pk)] = seat.token
    return client


def test_a_join_link_has_more_than_40_bits(course: Course, ada: User) -> None:
    token = start_class_session(course=course, teacher=ada, topic="x").join_token
    assert set(token) <= URL_ALPHABET
    assert math.floor(len(token) * math.log2(len(URL_ALPHABET))) >= 96


def test_the_link_of_an_ended_session_lets_nobody_in(client: Client, class_session: ClassSession) -> None:
    end_class_session(class_session=class_session, actor="system")
    page = client.post(link(class_session.join_token), {"name": "Eve", "choice": "no_camera"})
    assert "This lecture has ended" in page.content.decode()
    assert not class_session.participations.exists()


def test_a_new_link_and_code_replace_the_old_ones(adas: Client, client: Client, class_session: ClassSession) -> None:
    old_token, old_code = class_session.join_token, class_session.short_code
    adas.post(reverse("session_new_link", args=[class_session.pk]))
    class_session.refresh_from_db()
    assert client.get(link(class_session.join_token)).status_code == 200
    assert open_session_with_code(class_session.short_code) == class_session
    assert open_session_with_code(old_code) is None
    gone = client.get(link(old_token))
    assert gone.status_code == 404
    assert "This link is no longer valid" in gone.content.decode()
    assert AuditEntry.objects.get(action="session.new_link").target == f"session:{class_session.pk}"


def test_a_replaced_link_and_a_made_up_one_look_alike(client: Client, class_session: ClassSession) -> None:
    old = class_session.join_token
    renew_way_in(class_session=class_session, actor="system")
    pages = [client.get(link(token)).content.decode() for token in (old, "made-up")]
    assert len({re.sub("csrf.*?>|/join/[^/]*/", "", page) for page in pages}) == 1


def test_who_is_inside_stays_when_the_link_is_replaced(cleo: Client, class_session: ClassSession) -> None:
    renew_way_in(class_session=class_session, actor="system")
    assert "data-participate" in cleo.get(reverse("participate", args=[class_session.pk])).content.decode()


def test_an_ended_session_gets_no_new_link(class_session: ClassSession) -> None:
    end_class_session(class_session=class_session, actor="system")
    with pytest.raises(SessionStateError, match="not open"):
        renew_way_in(class_session=class_session, actor="system")
    assert not AuditEntry.objects.filter(action="session.new_link").exists()


def test_a_stolen_seat_of_an_ended_session_opens_nothing(
    cleo: Client, class_session: ClassSession, seat: NewSeat
) -> None:
    end_class_session(class_session=class_session, actor="system")
    page = cleo.get(reverse("participate", args=[class_session.pk])).content.decode()
    assert "This lecture has ended" in page
    assert "/my-data/" not in page
    assert cleo.get(reverse("my_data", args=[seat.token])).status_code == 404
    assert cleo.get(reverse("live_timeline", args=[class_session.pk]))["Location"].startswith(reverse("sign_in"))
    assert open_participation_in(class_session.pk, {cookie_name(class_session.pk): seat.token}) is None


@pytest.mark.parametrize("name", ["allow_camera", "leave", "withdraw"])
def test_nobody_acts_by_a_stolen_seat_of_an_ended_session(
    cleo: Client, class_session: ClassSession, seat: NewSeat, name: str
) -> None:
    end_class_session(class_session=class_session, actor="system")
    assert cleo.post(reverse(name, args=[class_session.pk]))["Location"] == reverse("join_by_code")
    seat.participation.refresh_from_db()
    assert seat.participation.left_at is None


def test_the_seat_of_one_session_opens_no_other(client: Client, class_session: ClassSession, seat: NewSeat) -> None:
    other = start_class_session(
        course=Course.objects.create(title="Other", owner=class_session.course.owner),
        teacher=class_session.course.owner,
        topic="x",
    )
    client.cookies[cookie_name(other.pk)] = seat.token
    assert client.get(reverse("participate", args=[other.pk]))["Location"] == reverse("join_by_code")
