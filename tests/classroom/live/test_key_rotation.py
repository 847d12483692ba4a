"""A new signing key throws nobody out while the old one counts beside it, and afterwards the old one opens nothing."""

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from channels.db import database_sync_to_async
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from classroom.accounts.password_links import password_link
from classroom.environment import kept_secret, kept_secrets
from classroom.live.json_consumer import TRY_AGAIN_LATER
from classroom.live.messages import CloseCode
from classroom.sessions.access import cookie_name
from classroom.sessions.models import ClassSession
from classroom.timelines.aggregation import Room
from classroom.timelines.services import class_figures
from classroom.timelines.window import Sums
from tests.classroom.conftest import signed_in
from tests.classroom.live.sockets import dashboard_socket, student_socket
from tests.factories import UserFactory, seat_in

PATIENCE_S = 30

in_transactions = pytest.mark.django_db(transaction=True)
with_sockets = pytest.mark.usefixtures("sockets")


def rotate(settings: Any, *, is_old_key_known: bool = True) -> None:
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY] if is_old_key_known else []
    settings.SECRET_KEY = "the new key, which is as long as a key has to be"


@pytest.mark.parametrize(("is_known", "status"), [(True, 200), (False, 302)])
def test_a_teacher_stays_signed_in_while_the_old_key_counts(
    adas: Client, settings: Any, is_known: bool, status: int
) -> None:
    assert adas.get(reverse("course_list")).status_code == 200
    rotate(settings, is_old_key_known=is_known)
    assert adas.get(reverse("course_list")).status_code == status


def test_a_login_that_was_seen_outlives_the_old_key(adas: Client, settings: Any) -> None:
    rotate(settings)
    adas.get(reverse("course_list"))
    settings.SECRET_KEY_FALLBACKS = []
    assert adas.get(reverse("course_list")).status_code == 200


@pytest.mark.parametrize(("is_known", "status"), [(True, 302), (False, 200)])
def test_a_link_to_choose_a_password_counts_as_long_as_its_key(
    client: Client, settings: Any, db: None, is_known: bool, status: int
) -> None:
    link = password_link(UserFactory())
    rotate(settings, is_old_key_known=is_known)
    assert client.get(link).status_code == status


def test_a_seat_and_the_link_to_ones_own_data_depend_on_no_key(
    client: Client, class_session: ClassSession, settings: Any
) -> None:
    seat = seat_in(class_session, keep_timeline=True)
    client.cookies[cookie_name(class_session.pk)] = seat.token
    rotate(settings, is_old_key_known=False)
    assert client.get(reverse("participate", args=[class_session.pk])).status_code == 200
    assert client.get(reverse("my_data", args=[seat.data_secret])).status_code == 200


def test_the_lots_of_a_running_lecture_stay_the_same(class_session: ClassSession, settings: Any) -> None:
    people = {seat_in(class_session).participation.pk: Sums(7, 7, (1.0,) * 7, engagement) for engagement in range(8)}

    def levels() -> object:
        return class_figures(class_session, people, 0, Room()).levels

    before = levels()
    rotate(settings)
    assert levels() == before


@in_transactions
@with_sockets
async def test_both_sockets_of_a_running_lecture_are_let_in_again(class_session: ClassSession, settings: Any) -> None:
    login = await database_sync_to_async(_login_of)(class_session)
    seat = await database_sync_to_async(seat_in)(class_session)
    rotate(settings)
    for socket in (dashboard_socket(class_session, login), student_socket(class_session, seat.token)):
        await socket.connect(timeout=PATIENCE_S)
        assert "type" in await socket.receive_json_from(PATIENCE_S)
        await socket.disconnect()


@in_transactions
@with_sockets
async def test_without_the_old_key_a_dashboard_is_refused_and_its_login_left_alone(
    class_session: ClassSession, settings: Any
) -> None:
    login, old_key = await database_sync_to_async(_login_of)(class_session), settings.SECRET_KEY
    rotate(settings, is_old_key_known=False)
    socket = dashboard_socket(class_session, login)
    await socket.connect(timeout=PATIENCE_S)
    assert (await socket.receive_output(PATIENCE_S))["code"] == CloseCode.NOT_A_PARTICIPANT
    settings.SECRET_KEY = old_key
    socket = dashboard_socket(class_session, login)
    await socket.connect(timeout=PATIENCE_S)
    assert "type" in await socket.receive_json_from(PATIENCE_S)
    await socket.disconnect()


@in_transactions
@with_sockets
async def test_a_dashboard_whose_login_a_page_renewed_is_asked_to_come_back(
    class_session: ClassSession, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("classroom.live.presence.BEAT_S", 0.05)
    monkeypatch.setattr("classroom.live.json_consumer.AUTHORISE_EVERY_BEATS", 1)
    adas = await database_sync_to_async(signed_in)(await database_sync_to_async(lambda: class_session.course.owner)())
    socket = dashboard_socket(class_session, adas.cookies["sessionid"].value)
    await socket.connect(timeout=PATIENCE_S)
    await socket.receive_json_from(PATIENCE_S)
    rotate(settings)
    await database_sync_to_async(adas.get)(reverse("course_list"))
    assert (await socket.receive_output(PATIENCE_S))["code"] == TRY_AGAIN_LATER
    await socket.disconnect()


def _login_of(class_session: ClassSession) -> str:
    return signed_in(class_session.course.owner).cookies["sessionid"].value


def test_the_trial_keeps_a_new_key_beside_the_old_ones(tmp_path: Path, settings: Any) -> None:
    settings.KEEPS_KEY = True
    settings.KEPT_KEY, settings.OLDER_KEPT_KEYS = tmp_path / "key", tmp_path / "older"
    keys = [kept_secret(settings.KEPT_KEY)]
    for _time in range(2):
        call_command("rotate_key", stdout=StringIO())
        keys.insert(0, kept_secret(settings.KEPT_KEY))
    assert len(set(keys)) == 3
    assert kept_secrets(settings.OLDER_KEPT_KEYS) == keys[1:]
    assert settings.OLDER_KEPT_KEYS.stat().st_mode & 0o777 == 0o600
    call_command("rotate_key", "--forget", stdout=StringIO())
    assert kept_secrets(settings.OLDER_KEPT_KEYS) == []


def test_a_deployment_is_told_what_to_do(settings: Any) -> None:
    settings.KEEPS_KEY = False
    output = StringIO()
    call_command("rotate_key", stdout=output)
    assert "SECRET_KEY_FALLBACKS" in output.getvalue()
    assert settings.SECRET_KEY not in output.getvalue()
    with pytest.raises(CommandError, match="stand in the environment"):
        call_command("rotate_key", "--forget")
