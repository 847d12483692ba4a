"""A student's socket: who is let in, what it is told, which frames are taken."""

import asyncio
import json
import sys
import time

import pytest
import redis as redis_package
from channels.db import database_sync_to_async
from channels.testing import WebsocketCommunicator

from classroom.live import announcements, frames, messages, presence
from classroom.live.frames import take_frame
from classroom.live.limits import REFUSALS_AT_ONCE, TAPS_AT_ONCE
from classroom.sessions.models import ClassSession
from classroom.sessions.seats import NewSeat, withdraw
from classroom.sessions.services import end_class_session, pause_class_session
from tests.classroom.live.sockets import (
    closed_with,
    opened,
    student_socket,
    unreachable,
)
from tests.classroom.live.test_intake import framed
from tests.factories import seat_in
from tests.jpegs import jpeg

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("sockets")]


async def test_a_student_is_welcomed_with_the_interval_and_the_camera(
    class_session: ClassSession, seat: NewSeat
) -> None:
    socket = student_socket(class_session, seat.token)
    assert await opened(socket) == {
        "type": "welcome",
        "status": "live",
        "reason": "",
        "interval_ms": 2000,
        "usual_interval_ms": 2000,
        "longer_side_px": 320,
        "camera": "allowed",
        "signal": None,
        "hand": False,
        "hint": None,
    }
    await socket.disconnect()


async def test_a_student_is_told_when_the_pace_changes_and_once(
    class_session: ClassSession, seat: NewSeat, redis: redis_package.Redis
) -> None:
    redis.set(f"interval:{class_session.pk}", 2500)
    socket = student_socket(class_session, seat.token)
    assert (await opened(socket))["interval_ms"] == 2500
    for interval_ms in (2500, 3125, 3125):
        await database_sync_to_async(announcements.pace_changed)(class_session, interval_ms)
    told = {"type": "state", "status": "live", "reason": "", "interval_ms": 3125}
    assert await socket.receive_json_from() == told
    assert await socket.receive_nothing(0.3)
    await socket.disconnect()


async def test_a_lost_word_on_the_pace_is_made_good_with_the_next_heartbeat(
    class_session: ClassSession, seat: NewSeat, redis: redis_package.Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(presence, "BEAT_S", 0.1)
    socket = student_socket(class_session, seat.token)
    await opened(socket)
    redis.set(f"interval:{class_session.pk}", 7000)
    assert (await socket.receive_json_from())["interval_ms"] == 7000
    await socket.disconnect()


async def test_a_frame_waits_for_a_worker_and_for_nobody_else(
    class_session: ClassSession, seat: NewSeat, redis: redis_package.Redis
) -> None:
    socket = student_socket(class_session, seat.token)
    await opened(socket)
    before = time.time()
    await socket.send_to(bytes_data=framed(jpeg(320, 240), 41))
    assert await socket.receive_nothing(0.3)
    person = str(seat.participation.pk)
    assert 0 < redis.ttl(frames.frame_key(person)) <= 5
    frame = take_frame(redis).frame
    assert (frame.header.sequence, frame.header.session_id) == (41, str(class_session.pk))
    assert before <= frame.header.received_at <= time.time()
    assert redis.blpop("frames", timeout=5) is not None
    assert take_frame(redis) is None
    await socket.disconnect()


@pytest.mark.parametrize("header", [b"\xff\xd8", b"GIF89a"], ids=["taken", "refused"])
async def test_a_silent_socket_keeps_no_picture(class_session: ClassSession, seat: NewSeat, header: bytes) -> None:
    """What waits for the next message must not hold the last one: of 3,000 sockets at rest it would be 200 MB."""
    socket = student_socket(class_session, seat.token)
    await opened(socket)
    picture = framed(header + jpeg(320, 240)[2:], 41)
    before = sys.getrefcount(picture)
    await socket.send_to(bytes_data=picture)
    async with asyncio.timeout(10):
        while sys.getrefcount(picture) > before:
            await socket.receive_nothing(0.05)
    assert sys.getrefcount(picture) == before
    await socket.disconnect()


async def test_nonsense_is_answered_and_the_socket_lives_on(class_session: ClassSession, seat: NewSeat) -> None:
    socket = student_socket(class_session, seat.token)
    await opened(socket)
    for text in ("hello", '{"type": "dance"}'):
        await socket.send_to(text_data=text)
        assert (await socket.receive_json_from())["reason"] == "not_understood"
    await socket.send_to(bytes_data=framed(b"GIF89a......", 3))
    refused = await socket.receive_json_from()
    assert refused == {"type": "refused", "sequence": 3, "about": None, "reason": "not_jpeg"}
    await socket.disconnect()


async def test_without_consent_frames_are_refused(class_session: ClassSession) -> None:
    seat = await database_sync_to_async(seat_in)(class_session, camera=False)
    socket = student_socket(class_session, seat.token)
    assert (await opened(socket))["camera"] == "not_agreed"
    await socket.send_to(bytes_data=framed(jpeg(320, 240)))
    assert (await socket.receive_json_from())["reason"] == "not_agreed"
    await socket.disconnect()


async def test_in_a_prohibited_region_frames_are_refused(
    class_session: ClassSession, seat: NewSeat, settings: object
) -> None:
    settings.DEPLOYMENT_REGION = "FR"
    socket = student_socket(class_session, seat.token)
    assert (await opened(socket))["camera"] == "prohibited"
    await socket.send_to(bytes_data=framed(jpeg(320, 240)))
    assert (await socket.receive_json_from())["reason"] == "prohibited"
    await socket.disconnect()


async def test_a_stranger_is_told_that_he_is_no_participant(class_session: ClassSession, seat: NewSeat) -> None:
    socket = student_socket(class_session, "guessed")
    await socket.connect()
    assert await closed_with(socket) == messages.CloseCode.NOT_A_PARTICIPANT


async def test_another_site_cannot_open_a_socket(class_session: ClassSession, seat: NewSeat) -> None:
    socket = student_socket(class_session, seat.token, origin=b"http://elsewhere.example")
    await socket.connect()
    assert await closed_with(socket) == messages.CloseCode.WRONG_ORIGIN


async def test_the_newer_socket_of_a_seat_wins(class_session: ClassSession, seat: NewSeat) -> None:
    older, newer = student_socket(class_session, seat.token), student_socket(class_session, seat.token)
    await opened(older)
    await opened(newer)
    assert await closed_with(older) == messages.CloseCode.NEWER_SOCKET
    await newer.send_to(text_data="still here")
    assert (await newer.receive_json_from())["type"] == "refused"
    await newer.disconnect()


async def test_a_pause_reaches_the_student_and_frames_wait(class_session: ClassSession, seat: NewSeat) -> None:
    socket = student_socket(class_session, seat.token)
    await opened(socket)
    await database_sync_to_async(pause_class_session)(class_session=class_session)
    await database_sync_to_async(announcements.session_changed)(class_session)
    state = await socket.receive_json_from(5)
    assert (state["type"], state["status"], state["reason"]) == ("state", "paused", "teacher")
    await socket.send_to(bytes_data=framed(jpeg(320, 240)))
    assert (await socket.receive_json_from())["reason"] == "paused"
    await socket.disconnect()


async def test_the_end_closes_the_socket(class_session: ClassSession, seat: NewSeat) -> None:
    socket = student_socket(class_session, seat.token)
    await opened(socket)
    await database_sync_to_async(end_class_session)(class_session=class_session, actor="system")
    await database_sync_to_async(announcements.session_changed)(class_session)
    assert await closed_with(socket) == messages.CloseCode.SESSION_ENDED


async def test_the_seat_of_an_ended_session_has_no_socket(class_session: ClassSession, seat: NewSeat) -> None:
    await database_sync_to_async(end_class_session)(class_session=class_session, actor="system")
    socket = student_socket(class_session, seat.token)
    await socket.connect()
    assert await socket.receive_output(5) == {"type": "websocket.close", "code": messages.CloseCode.SESSION_ENDED}
    await socket.disconnect()


async def test_withdrawing_closes_the_socket_and_deletes_the_waiting_frame(
    class_session: ClassSession, seat: NewSeat, redis: redis_package.Redis
) -> None:
    socket = student_socket(class_session, seat.token)
    await opened(socket)
    await socket.send_to(bytes_data=framed(jpeg(320, 240)))
    assert await socket.receive_nothing(0.3)
    person = str(seat.participation.pk)
    await database_sync_to_async(withdraw)(participation=seat.participation)
    assert await closed_with(socket) == messages.CloseCode.NOT_A_PARTICIPANT
    assert not redis.exists(frames.frame_key(person))
    assert take_frame(redis) is None


async def test_a_frame_is_refused_politely_while_redis_is_away(
    class_session: ClassSession, seat: NewSeat, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("classroom.live.consumers.put_frame", unreachable)
    socket = student_socket(class_session, seat.token)
    await opened(socket)
    await socket.send_to(bytes_data=framed(jpeg(320, 240)))
    assert (await socket.receive_json_from())["reason"] == "temporarily_unavailable"
    await socket.disconnect()


async def test_a_flood_is_refused(class_session: ClassSession, seat: NewSeat) -> None:
    socket = student_socket(class_session, seat.token)
    await opened(socket)
    for _frame in range(2):
        await socket.send_to(bytes_data=framed(jpeg(320, 240)))
    assert (await socket.receive_json_from(5))["reason"] == "too_fast"
    await socket.disconnect()


@pytest.mark.parametrize(
    "message",
    [
        {"bytes_data": framed(b"GIF89a......")},
        {"bytes_data": framed(jpeg(320, 240) + bytes(65536))},
        {"bytes_data": framed(jpeg(320, 240))},
        {"text_data": "hello"},
        {"text_data": '{"type": "hand", "raised": true}'},
    ],
    ids=["not_jpeg", "too_large", "too_fast", "not_understood", "taps"],
)
async def test_who_goes_on_sending_what_is_refused_is_put_out(
    class_session: ClassSession, seat: NewSeat, message: dict[str, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("classroom.live.intake.EARLIEST", 1000)
    for per_s in ("REFUSALS_PER_S", "TAPS_PER_S"):  # however slow this machine is
        monkeypatch.setattr(f"classroom.live.limits.{per_s}", 0)
    for said in (REFUSALS_AT_ONCE, 0):  # a new socket begins where the one before ended
        socket = student_socket(class_session, seat.token)
        await opened(socket)
        for _message in range(REFUSALS_AT_ONCE + TAPS_AT_ONCE + 2):
            await socket.send_to(**message)
        reasons, code = await refusals_of(socket)
        assert (len(reasons), code) == (said, messages.CloseCode.TOO_OFTEN)


async def refusals_of(socket: WebsocketCommunicator) -> tuple[list[str], int]:
    """What was refused until the server closed, and its code."""
    reasons = []
    while (output := await socket.receive_output(5))["type"] == "websocket.send":
        reasons.append(json.loads(output["text"])["reason"])
    return reasons, int(output["code"])


async def test_frames_that_we_cannot_take_put_nobody_out(
    class_session: ClassSession, seat: NewSeat, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("classroom.live.intake.EARLIEST", 0)
    monkeypatch.setattr("classroom.live.limits.REFUSALS_AT_ONCE", 1)
    monkeypatch.setattr("classroom.live.consumers.put_frame", unreachable)
    socket = student_socket(class_session, seat.token)
    await opened(socket)
    for _frame in range(3):
        await socket.send_to(bytes_data=framed(jpeg(320, 240)))
        assert (await socket.receive_json_from(5))["reason"] == "temporarily_unavailable"
    await socket.disconnect()
