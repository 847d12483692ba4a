"""The live view's socket."""

import pytest
from channels.db import database_sync_to_async
from django.contrib.sessions.models import Session

from classroom.accounts.models import User
from classroom.live import announcements, messages
from classroom.privacy.models import AuditEntry
from classroom.sessions.models import ClassSession
from classroom.sessions.seats import NewSeat
from classroom.sessions.services import pause_class_session
from tests.classroom.live.sockets import (
    closed_with,
    dashboard_socket,
    expect_door_is_heard_of,
    login_cookie,
    opened,
    student_socket,
)

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("sockets")]


async def test_the_teacher_follows_the_session(class_session: ClassSession, ada: User) -> None:
    socket = dashboard_socket(class_session, await database_sync_to_async(login_cookie)(ada))
    way_in = {"is_door_locked": False, "short_code": class_session.short_code}
    assert await opened(socket) == {"type": "state", "version": 0, "status": "live", **way_in}
    await database_sync_to_async(pause_class_session)(class_session=class_session)
    await database_sync_to_async(announcements.session_changed)(class_session)
    assert (await socket.receive_json_from(5))["status"] == "paused"
    await socket.disconnect()


async def test_who_watches_without_the_page_stands_in_the_log_once(class_session: ClassSession, ada: User) -> None:
    cookie = await database_sync_to_async(login_cookie)(ada)
    for _time in range(2):
        socket = dashboard_socket(class_session, cookie)
        await opened(socket)
        await socket.disconnect()
    entry = await AuditEntry.objects.aget()
    assert (entry.action, entry.target) == ("live.view", f"session:{class_session.pk}")


@pytest.mark.parametrize("outsider", ["ben", "dora"])
async def test_an_outsider_cannot_join_the_dashboard(
    class_session: ClassSession, outsider: str, ben: User, dora: User
) -> None:
    user = {"ben": ben, "dora": dora}[outsider]
    socket = dashboard_socket(class_session, await database_sync_to_async(login_cookie)(user))
    await socket.connect()
    assert await closed_with(socket) == messages.CloseCode.NOT_A_PARTICIPANT


async def test_a_dashboard_is_authorised_again_while_it_is_open(
    class_session: ClassSession, ada: User, authorised_often: None
) -> None:
    socket = dashboard_socket(class_session, await database_sync_to_async(login_cookie)(ada))
    await opened(socket)
    await database_sync_to_async(User.objects.filter(pk=ada.pk).update)(is_active=False)
    assert await closed_with(socket) == messages.CloseCode.NOT_A_PARTICIPANT


async def test_a_lost_announcement_is_made_good(
    class_session: ClassSession, seat: NewSeat, authorised_often: None
) -> None:
    socket = student_socket(class_session, seat.token)
    await opened(socket)
    await database_sync_to_async(pause_class_session)(class_session=class_session)
    assert (await socket.receive_json_from(5))["status"] == "paused"
    await socket.disconnect()


async def test_a_dashboard_hears_of_the_door_even_if_the_announcement_was_lost(
    class_session: ClassSession, ada: User, authorised_often: None
) -> None:
    await expect_door_is_heard_of(class_session, ada)


async def test_signing_out_closes_the_dashboard_for_good(
    class_session: ClassSession, ada: User, authorised_often: None
) -> None:
    cookie = await database_sync_to_async(login_cookie)(ada)
    socket = dashboard_socket(class_session, cookie)
    await opened(socket)
    await database_sync_to_async(Session.objects.filter(pk=cookie).delete)()
    assert await closed_with(socket) == 1013  # perhaps the browser has a newer login
    socket = dashboard_socket(class_session, cookie)
    await socket.connect()
    assert await closed_with(socket) == messages.CloseCode.NOT_A_PARTICIPANT
