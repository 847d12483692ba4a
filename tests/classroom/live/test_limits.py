"""How often a seat may knock, and how many may be inside."""

from uuid import uuid4

import pytest
from channels.db import database_sync_to_async
from channels.layers import get_channel_layer

from classroom.accounts.models import User
from classroom.live.limits import Allowance, SeatPaces
from classroom.live.messages import CloseCode
from classroom.sessions.models import ClassSession
from classroom.sessions.seats import NewSeat
from tests.classroom.live.sockets import closed_with, dashboard_socket, login_cookie, opened, student_socket
from tests.classroom.live.test_intake import framed
from tests.factories import seat_in
from tests.jpegs import jpeg

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("sockets")]


def test_an_allowance_is_a_few_at_once_and_then_so_many_a_second() -> None:
    allowance = Allowance(at_once=2, per_s=0.5)
    assert [allowance.take(100.0) for _one in range(3)] == [True, True, False]
    assert [allowance.take(now_s) for now_s in (101.0, 102.5, 102.6)] == [False, True, False]


def test_a_pause_saves_up_no_more_than_a_few() -> None:
    allowance = Allowance(at_once=2, per_s=0.5)
    assert [allowance.take(1e6) for _one in range(3)] == [True, True, False]


def test_no_more_seats_are_remembered_than_there_is_room_for() -> None:
    paces, first = SeatPaces(most=2), uuid4()
    pace = paces.of(first)
    paces.of(uuid4())
    assert paces.of(first) is pace
    for _seat in range(2):
        paces.of(uuid4())
    assert paces.of(first) is not pace


async def test_a_new_socket_for_every_frame_is_no_faster(
    class_session: ClassSession, seat: NewSeat, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("classroom.live.intake.EARLIEST", 1000)  # of an interval, so that a slow test is too fast too
    reasons = []
    for number in range(4):
        socket = student_socket(class_session, seat.token)
        await opened(socket)
        await socket.send_to(bytes_data=framed(jpeg(320, 240), number))
        if not await socket.receive_nothing(0.2):
            reasons.append((await socket.receive_json_from())["reason"])
        await socket.disconnect()
    assert reasons == ["too_fast"] * 3


async def test_a_seat_that_opens_sockets_without_end_is_told_to_wait(
    class_session: ClassSession, seat: NewSeat, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("classroom.live.limits.SOCKETS_AT_ONCE", 2)
    for _reload in range(2):
        socket = student_socket(class_session, seat.token)
        await opened(socket)
        await socket.disconnect()
    flooding = student_socket(class_session, seat.token)
    await flooding.connect()
    assert await closed_with(flooding) == CloseCode.TOO_OFTEN


async def test_a_full_session_says_so_and_those_inside_may_reconnect(
    class_session: ClassSession, seat: NewSeat, settings: object
) -> None:
    settings.SOCKETS_PER_SESSION = 1
    inside = student_socket(class_session, seat.token)
    await opened(inside)
    other = await database_sync_to_async(seat_in)(class_session)
    refused = student_socket(class_session, other.token)
    await refused.connect()
    assert await closed_with(refused) == CloseCode.SESSION_FULL
    again = student_socket(class_session, seat.token)
    assert (await opened(again))["type"] == "welcome"
    await again.disconnect()
    late = student_socket(class_session, other.token)
    assert (await opened(late))["type"] == "welcome"
    await late.disconnect()


async def test_a_socket_that_ends_while_a_message_waits_leaves_nothing_behind(
    class_session: ClassSession, seat: NewSeat
) -> None:
    layer = get_channel_layer()
    socket = student_socket(class_session, seat.token)
    await opened(socket)
    (waiting,) = layer.channels.values()
    for _message in range(3):
        waiting.put_nowait(layer.serialize({"type": "relay", "message": {}}))
    await socket.disconnect()
    assert not layer.channels


async def test_so_many_dashboards_may_follow_a_session(
    class_session: ClassSession, ada: User, settings: object
) -> None:
    settings.DASHBOARDS_PER_SESSION = 1
    cookie = await database_sync_to_async(login_cookie)(ada)
    first, second, third = (dashboard_socket(class_session, cookie) for _window in range(3))
    await opened(first)
    await second.connect()
    assert await closed_with(second) == CloseCode.SESSION_FULL
    await first.disconnect()
    assert (await opened(third))["type"] == "state"
    await third.disconnect()
