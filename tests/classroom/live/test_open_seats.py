"""A seat while its socket is open: presence, permission asked for again, and what crosses on the way."""

import asyncio
import time
from typing import Any
from uuid import UUID

import pytest
import redis as redis_package
from channels.db import database_sync_to_async
from django.db import OperationalError
from django.utils import timezone

from classroom.live import announcements, frames, messages, presence, signals
from classroom.live.consumers import ParticipationConsumer
from classroom.sessions import access
from classroom.sessions.models import ClassSession, Participation
from classroom.sessions.seats import NewSeat, leave_class_session, withdraw
from classroom.sessions.services import end_class_session, pause_class_session, resume_class_session
from classroom.timelines.window import OpenWindow, Outcome
from tests.classroom.live.sockets import (
    closed_with,
    opened,
    student_socket,
)
from tests.classroom.live.test_intake import framed
from tests.jpegs import jpeg

HAPPY = Outcome((0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0), 0.6)
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("sockets")]


async def test_presence_is_noted_and_taken_back(
    class_session: ClassSession, seat: NewSeat, redis: redis_package.Redis
) -> None:
    socket = student_socket(class_session, seat.token)
    await opened(socket)
    await asyncio.sleep(0.1)
    assert redis.zcard(f"present:{class_session.pk}") == 1
    await socket.disconnect()
    assert redis.zcard(f"present:{class_session.pk}") == 0


async def test_a_socket_at_which_something_fails_counts_nobody_as_present(
    class_session: ClassSession, seat: NewSeat, redis: redis_package.Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_taken: object) -> None:
        raise RuntimeError("a defect of ours")

    socket = student_socket(class_session, seat.token)
    await opened(socket)
    assert presence.people_present(redis, class_session.pk, timezone.now()) == 1
    monkeypatch.setattr(ParticipationConsumer, "_act_on", fail)
    await socket.send_json_to({"type": "signal", "signal": None})
    with pytest.raises(RuntimeError, match="a defect of ours"):
        await socket.wait(5)
    assert presence.people_present(redis, class_session.pk, timezone.now()) == 0


async def test_a_seat_whose_process_is_held_up_says_how_late_it_beats(
    class_session: ClassSession, seat: NewSeat, redis: redis_package.Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("classroom.live.presence.BEAT_S", 0.05)
    socket = student_socket(class_session, seat.token)
    await opened(socket)
    await asyncio.sleep(0.2)
    assert not redis.exists("late_web")
    for _stall in range(10):  # one that falls between a beat's question and its answer is not seen
        time.sleep(0.5)  # noqa: ASYNC251  # as a process with too much to do does
        await asyncio.sleep(0.13)
        if redis.exists("late_web"):
            break
    assert 0.3 < float(redis.get("late_web")) < 5
    await socket.disconnect()


async def test_a_seat_is_authorised_again_while_it_is_open(
    class_session: ClassSession, seat: NewSeat, authorised_often: None
) -> None:
    """Rows can vanish without an announcement: by hand, by retention, while Redis is away."""
    socket = student_socket(class_session, seat.token)
    await opened(socket)
    await database_sync_to_async(seat.participation.delete)()
    assert await closed_with(socket) == messages.CloseCode.NOT_A_PARTICIPANT


async def test_what_was_read_before_a_pause_does_not_end_it(
    class_session: ClassSession, seat: NewSeat, authorised_often: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    read, to_pause = access.participation_in, [class_session]

    def slow_read(session_id: UUID, cookies: dict[str, str]) -> Participation | None:
        found = read(session_id, cookies)
        if to_pause:
            pause_class_session(class_session=to_pause[0])
            announcements.session_changed(to_pause.pop())
            time.sleep(0.2)  # until the socket has heard of it
        return found

    socket = student_socket(class_session, seat.token)
    await opened(socket)
    monkeypatch.setattr(access, "participation_in", slow_read)
    assert (await socket.receive_json_from(5))["status"] == "paused"
    assert await socket.receive_nothing(0.5)
    await socket.disconnect()


async def test_what_is_announced_while_a_welcome_is_made_is_not_undone_by_it(
    class_session: ClassSession, seat: NewSeat, authorised_often: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The word on the pause was lost, the one on its end comes while the socket makes good for it."""
    own_signals, to_resume = signals.own_signals, [class_session]

    async def slow_signals(*asked: Any) -> signals.OwnSignals:
        if to_resume:
            await database_sync_to_async(resume_class_session)(class_session=class_session, actor="system")
            await database_sync_to_async(announcements.session_changed)(to_resume.pop())
            await asyncio.sleep(0.2)  # until the socket has heard of it
        return await own_signals(*asked)

    socket = student_socket(class_session, seat.token)
    await opened(socket)
    monkeypatch.setattr(signals, "own_signals", slow_signals)
    await database_sync_to_async(pause_class_session)(class_session=class_session)
    heard = [await socket.receive_json_from(5) for _message in range(2)]
    assert [(message["type"], message["status"]) for message in heard] == [("state", "live"), ("welcome", "live")]
    await socket.disconnect()


async def test_a_pause_before_the_socket_could_hear_of_it_is_in_its_first_message(
    class_session: ClassSession, seat: NewSeat, monkeypatch: pytest.MonkeyPatch
) -> None:
    take_place = ParticipationConsumer._take_place

    async def pausing(consumer: ParticipationConsumer) -> bool:
        await database_sync_to_async(pause_class_session)(class_session=class_session)
        return await take_place(consumer)

    monkeypatch.setattr(ParticipationConsumer, "_take_place", pausing)
    socket = student_socket(class_session, seat.token)
    assert (await opened(socket))["status"] == "paused"
    await socket.disconnect()


async def test_leaving_takes_the_seat_out_of_the_open_bucket(
    class_session: ClassSession, seat: NewSeat, redis: redis_package.Redis
) -> None:
    """Else whoever goes on with a telephone would count twice in it."""
    window, person = OpenWindow(redis, class_session.pk), seat.participation.pk
    window.add(person, 0, HAPPY)
    await database_sync_to_async(leave_class_session)(participation=seat.participation)
    assert window.read(0) == {}
    assert window.add(person, 0, HAPPY) == "withdrawn"


async def test_those_present_at_the_end_stay_counted_for_the_last_bucket(
    class_session: ClassSession, seat: NewSeat, redis: redis_package.Redis
) -> None:
    socket = student_socket(class_session, seat.token)
    await opened(socket)
    await asyncio.sleep(0.1)
    await database_sync_to_async(end_class_session)(class_session=class_session, actor="system")
    await database_sync_to_async(announcements.session_changed)(class_session)
    await closed_with(socket)
    await socket.disconnect(messages.CloseCode.SESSION_ENDED)
    assert redis.zcard(f"present:{class_session.pk}") == 1


async def test_leaving_closes_the_other_tab(class_session: ClassSession, seat: NewSeat) -> None:
    socket = student_socket(class_session, seat.token)
    await opened(socket)
    await database_sync_to_async(leave_class_session)(participation=seat.participation)
    assert await closed_with(socket) == messages.CloseCode.NOT_A_PARTICIPANT


async def test_a_socket_that_opens_while_the_database_is_away_is_told_to_come_back(
    class_session: ClassSession, seat: NewSeat, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unreachable(*_args: object) -> None:
        raise OperationalError("gone")

    monkeypatch.setattr("classroom.live.consumers.access.participation_in", unreachable)
    socket = student_socket(class_session, seat.token)
    await socket.connect()
    assert await closed_with(socket) == 1013


async def test_a_frame_on_its_way_when_the_seat_was_closed_is_dropped(
    class_session: ClassSession, seat: NewSeat, redis: redis_package.Redis
) -> None:
    socket = student_socket(class_session, seat.token)
    await opened(socket)
    await database_sync_to_async(withdraw)(participation=seat.participation)
    assert await closed_with(socket) == messages.CloseCode.NOT_A_PARTICIPANT
    await socket.send_to(bytes_data=framed(jpeg(320, 240)))
    await socket.send_to(text_data="and a text")
    assert await socket.receive_nothing(0.3)
    assert redis.get(frames.frame_key(seat.participation.pk)) is None
