"""Signals, raised hands and “that was wrong”, through a student's socket."""

from collections.abc import AsyncIterator, Callable

import pytest
import redis as redis_package
from channels.db import database_sync_to_async
from channels.testing import WebsocketCommunicator
from django.utils import timezone

from classroom.live import announcements, messages, signals
from classroom.sessions.models import ClassSession
from classroom.sessions.seats import NewSeat, leave_class_session, withdraw
from classroom.sessions.services import pause_class_session
from classroom.timelines.window import OpenWindow, Outcome
from tests.classroom.live.sockets import closed_with, opened, student_socket, unreachable
from tests.factories import seat_in

HAPPY = Outcome((0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0), 0.6)
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("sockets")]


def said(redis: redis_package.Redis, class_session: ClassSession) -> tuple[int, ...]:
    """Lost, too fast, too slow, fine, break, hands."""
    return signals.count_signals(redis, class_session.pk, timezone.now())


async def test_a_student_without_a_camera_taps_and_finds_it_again_after_a_reload(
    class_session: ClassSession, redis: redis_package.Redis
) -> None:
    seat = await database_sync_to_async(seat_in)(class_session, camera=False)
    socket = student_socket(class_session, seat.token)
    await opened(socket)
    await socket.send_json_to({"type": "signal", "signal": "lost"})
    await socket.send_json_to({"type": "hand", "raised": True})
    assert await socket.receive_nothing(0.3)
    assert said(redis, class_session) == (1, 0, 0, 0, 0, 1)
    await socket.disconnect()
    again = student_socket(class_session, seat.token)
    welcome = await opened(again)
    assert (welcome["signal"], welcome["hand"]) == ("lost", True)
    await again.disconnect()


async def test_signals_survive_a_pause_and_are_taken_in_it(
    class_session: ClassSession, seat: NewSeat, redis: redis_package.Redis
) -> None:
    socket = student_socket(class_session, seat.token)
    await opened(socket)
    await socket.send_json_to({"type": "signal", "signal": "break"})
    await database_sync_to_async(pause_class_session)(class_session=class_session)
    await database_sync_to_async(announcements.session_changed)(class_session)
    await socket.receive_json_from(5)
    assert said(redis, class_session) == (0, 0, 0, 0, 1, 0)
    await socket.send_json_to({"type": "signal", "signal": "fine"})
    assert await socket.receive_nothing(0.3)
    assert said(redis, class_session) == (0, 0, 0, 1, 0, 0)
    await socket.disconnect()


async def test_a_flood_of_taps_is_refused(class_session: ClassSession, seat: NewSeat) -> None:
    socket = student_socket(class_session, seat.token)
    await opened(socket)
    for _tap in range(10):
        await socket.send_json_to({"type": "signal", "signal": "lost"})
    refused = await socket.receive_json_from(5)
    assert refused == {"type": "refused", "sequence": None, "about": "signal", "reason": "too_fast"}
    await socket.disconnect()


async def test_a_tap_is_refused_politely_while_redis_is_away(
    class_session: ClassSession, seat: NewSeat, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("classroom.live.signals.say", unreachable)
    socket = student_socket(class_session, seat.token)
    await opened(socket)
    await socket.send_json_to({"type": "signal", "signal": "lost"})
    refused = await socket.receive_json_from()
    assert (refused["about"], refused["reason"]) == ("signal", "temporarily_unavailable")
    await socket.disconnect()


@pytest.fixture
async def two_students(class_session: ClassSession) -> AsyncIterator[list[WebsocketCommunicator]]:
    """The sockets of somebody with a raised hand, and of somebody without."""
    seats = [await database_sync_to_async(seat_in)(class_session) for _ in range(2)]
    students = [student_socket(class_session, seat.token) for seat in seats]
    for socket in students:
        await opened(socket)
    await students[0].send_json_to({"type": "hand", "raised": True})
    assert await students[0].receive_nothing(0.3)
    yield students
    for socket in students:
        await socket.disconnect()


async def test_lowered_hands_are_told_to_those_who_had_raised_one(
    class_session: ClassSession, redis: redis_package.Redis, two_students: list[WebsocketCommunicator]
) -> None:
    signals.lower_hands(redis, class_session.pk)
    await database_sync_to_async(announcements.hands_lowered)(class_session)
    assert await two_students[0].receive_json_from(5) == {"type": "hands_lowered"}
    assert await two_students[1].receive_nothing(0.3)
    await database_sync_to_async(announcements.hands_lowered)(class_session)
    assert await two_students[0].receive_nothing(0.3)


async def test_a_hand_that_was_raised_again_meanwhile_stays_up(
    class_session: ClassSession, redis: redis_package.Redis, two_students: list[WebsocketCommunicator]
) -> None:
    signals.lower_hands(redis, class_session.pk)
    await two_students[0].send_json_to({"type": "hand", "raised": True})
    assert await two_students[0].receive_nothing(0.3)
    await database_sync_to_async(announcements.hands_lowered)(class_session)
    assert await two_students[0].receive_nothing(0.3)
    assert said(redis, class_session)[-1] == 1


async def test_a_student_hears_of_lowered_hands_although_the_word_was_lost(
    class_session: ClassSession, redis: redis_package.Redis, two_students: list[WebsocketCommunicator]
) -> None:
    signals.lower_hands(redis, class_session.pk)
    await database_sync_to_async(announcements.seats_outdated)(class_session)
    assert await two_students[0].receive_json_from(5) == {"type": "hands_lowered"}
    assert await two_students[1].receive_nothing(0.3)


@pytest.mark.parametrize("goes", [leave_class_session, withdraw])
async def test_who_goes_takes_signal_and_hand_along(
    class_session: ClassSession, seat: NewSeat, redis: redis_package.Redis, goes: Callable[..., object]
) -> None:
    socket = student_socket(class_session, seat.token)
    await opened(socket)
    await socket.send_json_to({"type": "signal", "signal": "lost"})
    await socket.send_json_to({"type": "hand", "raised": True})
    assert await socket.receive_nothing(0.3)
    await database_sync_to_async(goes)(participation=seat.participation)
    assert await closed_with(socket) == messages.CloseCode.NOT_A_PARTICIPANT
    assert said(redis, class_session) == (0,) * 6


async def test_a_reading_called_wrong_is_taken_out_once(
    class_session: ClassSession, seat: NewSeat, redis: redis_package.Redis
) -> None:
    window, person = OpenWindow(redis, class_session.pk), seat.participation.pk
    window.add(person, 0, HAPPY, frame=41)
    socket = student_socket(class_session, seat.token)
    await opened(socket)
    for outcome in ("taken", "unknown"):
        assert await called_wrong(socket, 41) == outcome
    assert (window.read(0)[person].readings, window.read(0)[person].taken_back) == (0, 1)
    await socket.disconnect()


async def called_wrong(socket: WebsocketCommunicator, frame: int) -> str:
    """What the student hears of a reading that they call wrong."""
    await socket.send_json_to({"type": "wrong", "sequence": frame})
    heard = await socket.receive_json_from(5)
    assert heard == {"type": "wrong_heard", "sequence": frame, "outcome": heard["outcome"]}
    return str(heard["outcome"])


async def test_of_a_closed_bucket_only_what_counted_is_disagreed_with(
    class_session: ClassSession, seat: NewSeat, redis: redis_package.Redis
) -> None:
    window, person = OpenWindow(redis, class_session.pk), seat.participation.pk
    window.add(person, 0, HAPPY, frame=41)
    window.refuse_late_frames(0)
    assert window.add(person, 0, HAPPY, frame=42) == "closed"
    socket = student_socket(class_session, seat.token)
    await opened(socket)
    assert [await called_wrong(socket, frame) for frame in (41, 42)] == ["late", "unknown"]
    assert window.pop_late_disagreements() == 1
    await socket.disconnect()


async def test_who_has_just_withdrawn_hears_nothing_more_of_a_reading(
    class_session: ClassSession, seat: NewSeat, redis: redis_package.Redis
) -> None:
    socket = student_socket(class_session, seat.token)
    await opened(socket)
    OpenWindow(redis, class_session.pk).forget(seat.participation.pk)
    await socket.send_json_to({"type": "wrong", "sequence": 41})
    assert await socket.receive_nothing(0.3)
    await socket.disconnect()
