"""The order in which sockets hear how a lecture stands, and what becomes of an announcement that is lost."""

import asyncio
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
import redis as redis_package
from channels.db import database_sync_to_async
from django.db import DatabaseError, OperationalError

from classroom.accounts.models import User
from classroom.live import announcements, state_watch
from classroom.live.frames import take_frame
from classroom.live.state_watch import StateWatch
from classroom.sessions import access
from classroom.sessions.models import ClassSession
from classroom.sessions.seats import NewSeat
from classroom.sessions.services import lock_door, move_with_clock, pause_class_session, resume_class_session
from tests.classroom.live.sockets import dashboard_socket, expect_door_is_heard_of, login_cookie, opened, student_socket
from tests.classroom.live.test_intake import framed
from tests.jpegs import jpeg

with_sockets = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("sockets")]


@pytest.fixture
def looks_often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(state_watch, "LOOK_EVERY_S", 0.05)


@database_sync_to_async
def announced(*states: ClassSession) -> None:
    """Announce states of a session in this order."""
    for state in states:
        announcements.session_changed(state)


@database_sync_to_async
def paused_resumed_paused(class_session: ClassSession) -> list[ClassSession]:
    """The three states of a session that somebody stops while somebody else goes on."""
    states = []
    for change in (pause_class_session, resume_class_session, pause_class_session):
        assert change(class_session=class_session, actor="system")
        states.append(ClassSession.objects.get(pk=class_session.pk))
    return states


class TestSockets:
    pytestmark = with_sockets

    @pytest.mark.parametrize("who", ["student", "dashboard"])
    async def test_nobody_hears_what_arrives_too_late(
        self, class_session: ClassSession, seat: NewSeat, ada: User, who: str
    ) -> None:
        login = await database_sync_to_async(login_cookie)(ada)
        is_student = who == "student"
        socket = student_socket(class_session, seat.token) if is_student else dashboard_socket(class_session, login)
        await opened(socket)
        paused, resumed, paused_again = await paused_resumed_paused(class_session)
        await announced(paused_again, resumed, paused)
        assert (await socket.receive_json_from(5))["status"] == "paused"
        assert await socket.receive_nothing(0.3)
        await socket.disconnect()

    async def test_what_arrives_in_order_lets_nobody_ask_the_database(
        self, class_session: ClassSession, seat: NewSeat, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Three hundred sockets would ask at once; the door is a change that no student sees."""
        socket = student_socket(class_session, seat.token)
        await opened(socket)
        monkeypatch.setattr(access, "participation_in", out_of_reach)
        for change in (lock_door, pause_class_session):
            await database_sync_to_async(change)(class_session=class_session, actor="system")
            await announced(class_session)
        state = await socket.receive_json_from(5)
        assert (state["type"], state["status"]) == ("state", "paused")
        await socket.disconnect()

    async def test_what_was_missed_is_read_with_the_next_announcement(
        self, class_session: ClassSession, seat: NewSeat, redis: redis_package.Redis
    ) -> None:
        """The start of a lecture moves with the clock; a socket that goes by the old one puts frames elsewhere."""
        socket = student_socket(class_session, seat.token)
        await opened(socket)
        await database_sync_to_async(move_with_clock)(class_session=class_session, step=timedelta(hours=-1))
        await database_sync_to_async(lock_door)(class_session=class_session, actor="system")
        await announced(class_session)
        assert (await socket.receive_json_from(5))["type"] == "welcome"
        await socket.send_to(bytes_data=framed(jpeg(320, 240)))
        assert await socket.receive_nothing(0.3)
        assert take_frame(redis).frame.header.started_at == class_session.start.timestamp()
        await socket.disconnect()

    async def test_a_student_catches_up_with_a_pause_that_was_not_announced(
        self, class_session: ClassSession, seat: NewSeat, looks_often: None
    ) -> None:
        socket = student_socket(class_session, seat.token)
        await opened(socket)
        await database_sync_to_async(pause_class_session)(class_session=class_session)
        assert (await socket.receive_json_from(5))["status"] == "paused"
        assert await socket.receive_nothing(0.3)
        await socket.disconnect()

    async def test_a_dashboard_catches_up_with_a_door_that_was_not_announced(
        self, class_session: ClassSession, ada: User, looks_often: None
    ) -> None:
        await expect_door_is_heard_of(class_session, ada)

    async def test_a_socket_that_cannot_catch_up_is_closed_until_later(
        self, class_session: ClassSession, seat: NewSeat, looks_often: None, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        socket = student_socket(class_session, seat.token)
        await opened(socket)
        monkeypatch.setattr(access, "participation_in", out_of_reach)
        await database_sync_to_async(pause_class_session)(class_session=class_session)
        assert await socket.receive_output(5) == {"type": "websocket.close", "code": 1013}
        await socket.disconnect()


def out_of_reach(*_args: object) -> None:
    raise OperationalError("gone")


@dataclass(eq=False)
class Socket:
    """A socket that counts how often it was to catch up."""

    session_id: UUID
    version: int = 0
    caught_up: int = 0

    def catch_up(self) -> None:
        self.caught_up += 1


class Shelf:
    """Where versions are stored; tells what was asked, and can be out of reach."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.stored: dict[UUID, int] = {}
        self.asked: list[set[UUID]] = []
        self.is_broken = False
        monkeypatch.setattr(state_watch, "state_versions", self._versions)

    def _versions(self, sessions: Collection[UUID]) -> dict[UUID, int]:
        self.asked.append(set(sessions))
        if self.is_broken:
            raise DatabaseError("gone")
        return dict(self.stored)

    async def is_asked(self, times: int) -> None:
        """Wait until it was asked so often from now on."""
        until = len(self.asked) + times
        for _moment in range(1000):
            if len(self.asked) >= until:
                return
            await asyncio.sleep(0.01)
        pytest.fail("nobody looked")


@pytest.fixture
def shelf(monkeypatch: pytest.MonkeyPatch, looks_often: None) -> Shelf:
    return Shelf(monkeypatch)


async def test_one_look_serves_all_sockets_and_those_behind_catch_up(shelf: Shelf) -> None:
    botany, physics = uuid4(), uuid4()
    behind, others = Socket(botany, 3), [Socket(session, 4) for session in [botany] * 150 + [physics] * 150]
    shelf.stored, watch = {botany: 4, physics: 4}, StateWatch()
    for socket in (behind, *others):
        watch.follow(socket)
    await shelf.is_asked(3)
    for socket in (behind, *others):
        watch.leave(socket)
    assert behind.caught_up > 0
    assert not any(socket.caught_up for socket in others)
    assert shelf.asked[:3] == [{botany, physics}] * 3


async def test_an_announcement_on_its_way_is_waited_for(shelf: Shelf) -> None:
    socket, watch = Socket(uuid4(), 3), StateWatch()
    shelf.stored = {socket.session_id: 4}
    watch.follow(socket)
    await shelf.is_asked(1)
    socket.version = 4
    await shelf.is_asked(2)
    watch.leave(socket)
    assert socket.caught_up == 0


async def test_looking_goes_on_after_a_trouble_and_ends_with_the_last_socket(shelf: Shelf) -> None:
    socket, watch = Socket(uuid4(), 3), StateWatch()
    shelf.stored, shelf.is_broken = {socket.session_id: 4}, True
    watch.follow(socket)
    await shelf.is_asked(2)
    shelf.is_broken = False
    await shelf.is_asked(2)
    watch.leave(socket)
    assert socket.caught_up > 0
    asked = len(shelf.asked)
    await asyncio.sleep(0.2)
    assert len(shelf.asked) == asked
