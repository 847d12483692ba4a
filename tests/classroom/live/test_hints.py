"""Hints that markers bring to students."""

import pytest
from channels.db import database_sync_to_async
from channels.testing import WebsocketCommunicator

from classroom.accounts.models import User
from classroom.live import announcements
from classroom.sessions.marking import add_marker, change_marker, remove_marker
from classroom.sessions.models import ClassSession, Marker
from classroom.sessions.seats import NewSeat
from tests.classroom.live.sockets import dashboard_socket, login_cookie, opened, student_socket
from tests.factories import seat_in

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("sockets")]


def marked(class_session: ClassSession, **fields: str) -> Marker:
    marker = add_marker(class_session=class_session, label="demo", **fields)
    marker.refresh_from_db()
    return marker


async def test_a_hint_reaches_students_and_those_who_come_later(class_session: ClassSession, seat: NewSeat) -> None:
    socket = student_socket(class_session, seat.token)
    await opened(socket)
    for hint in ({}, {"hint": "Page 12", "hint_url": "https://example.org/12"}):
        marker = await database_sync_to_async(marked)(class_session, **hint)
        await database_sync_to_async(announcements.marker_set)(marker)
    hint = await socket.receive_json_from(5)
    assert hint == {"type": "hint", "text": "Page 12", "url": "https://example.org/12"}
    late = student_socket(class_session, (await database_sync_to_async(seat_in)(class_session)).token)
    assert (await opened(late))["hint"] == {"text": "Page 12", "url": "https://example.org/12"}
    for each in (socket, late):
        await each.disconnect()


async def test_a_hint_ends_with_its_part_of_the_lecture(class_session: ClassSession, seat: NewSeat) -> None:
    socket = student_socket(class_session, seat.token)
    await opened(socket)
    for fields in ({"hint": "Page 12"}, {"kind": "question"}, {"kind": "slide"}, {"kind": "exercise"}):
        marker = await database_sync_to_async(marked)(class_session, **fields)
        await database_sync_to_async(announcements.marker_set)(marker)
    told = [await socket.receive_json_from(5) for _ in range(2)]
    assert [message["text"] for message in told] == ["Page 12", ""]
    assert await socket.receive_nothing(0.2)
    late = student_socket(class_session, (await database_sync_to_async(seat_in)(class_session)).token)
    assert (await opened(late))["hint"] is None
    for each in (socket, late):
        await each.disconnect()


async def told_hints(socket: WebsocketCommunicator, count: int) -> list[object]:
    return [(await socket.receive_json_from(5))["text"] for _ in range(count)]


async def test_a_hint_goes_with_the_marker_that_is_taken_back(class_session: ClassSession, seat: NewSeat) -> None:
    """Also when it was the wrong slide that had ended an earlier hint."""
    socket = student_socket(class_session, seat.token)
    await opened(socket)
    for fields in ({"hint": "Page 12"}, {"kind": "slide"}):
        marker = await database_sync_to_async(marked)(class_session, **fields)
        await database_sync_to_async(announcements.marker_set)(marker)
    for marker in [marker async for marker in class_session.markers.order_by("-pk")]:
        await database_sync_to_async(remove_marker)(marker=marker, actor="user:1")
        await database_sync_to_async(announcements.marker_removed)(class_session, marker.pk)
    assert await told_hints(socket, 4) == ["Page 12", "", "Page 12", ""]
    await socket.disconnect()


async def test_a_corrected_hint_reaches_students_and_the_other_live_views(
    class_session: ClassSession, seat: NewSeat, ada: User
) -> None:
    student = student_socket(class_session, seat.token)
    teacher = dashboard_socket(class_session, await database_sync_to_async(login_cookie)(ada))
    marker = await database_sync_to_async(marked)(class_session, hint="Page 21")
    for socket in (student, teacher):
        await opened(socket)
    words = {"label": "demo", "hint": "Page 12", "hint_url": ""}
    await database_sync_to_async(change_marker)(marker=marker, actor="user:1", **words)
    await database_sync_to_async(announcements.marker_set)(marker)
    assert await told_hints(student, 1) == ["Page 12"]
    told = await teacher.receive_json_from(5)
    assert (told["type"], told["marker_id"], told["hint"]) == ("marker", marker.pk, "Page 12")
    for socket in (student, teacher):
        await socket.disconnect()
