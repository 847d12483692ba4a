import asyncio
import json
import sys
import time
from collections.abc import AsyncIterator, Callable
from typing import Any
from uuid import UUID

import pytest
import redis as redis_package
from channels.db import database_sync_to_async
from channels.testing import WebsocketCommunicator
from django.contrib.sessions.models import Session
from django.db import OperationalError
from django.test import Client
from django.utils import timezone

from classroom.accounts.models import User
from classroom.live import announcements, frames, messages, presence, signals
from classroom.live.consumers import ParticipationConsumer
from classroom.live.frames import take_frame
from classroom.live.limits import REFUSALS_AT_ONCE, TAPS_AT_ONCE
from classroom.privacy.models import AuditEntry
from classroom.sessions import access
from classroom.sessions.marking import add_marker, change_marker, remove_marker
from classroom.sessions.models import ClassSession, Marker, Participation
from classroom.sessions.seats import NewSeat, leave_class_session, withdraw
from classroom.sessions.services import end_class_session, lock_door, pause_class_session, resume_class_session
from classroom.timelines.window import OpenWindow, Outcome
from tests.classroom.live.conftest import dashboard_socket, student_socket
from tests.classroom.live.test_intake import framed
from tests.classroom.live.test_jpeg import jpeg
from tests.factories import seat_in

HAPPY = Outcome((0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0), 0.6)
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("sockets")]


@pytest.fixture
def authorised_often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("classroom.live.presence.BEAT_S", 0.05)
    monkeypatch.setattr("classroom.live.json_consumer.AUTHORISE_EVERY_BEATS", 1)
    monkeypatch.setattr("classroom.live.state_watch.LOOK_EVERY_S", 3600)  # which would tell of a change by itself


async def opened(socket: WebsocketCommunicator) -> dict[str, object]:
    """Connect and return the first message."""
    connected, _protocol = await socket.connect()
    assert connected
    return await socket.receive_json_from(5)


async def closed_with(socket: WebsocketCommunicator) -> int:
    """Read until the server closes and return its code."""
    while True:
        output = await socket.receive_output(5)
        if output["type"] == "websocket.close":
            return int(output["code"])


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


async def unreachable(*_args: object) -> None:
    raise redis_package.ConnectionError("gone")


def login_cookie(user: User) -> str:
    client = Client()
    client.force_login(user)
    return client.cookies["sessionid"].value


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


async def expect_door_is_heard_of(class_session: ClassSession, ada: User) -> None:
    """Lock a door without an announcement; the dashboard has to tell all the same."""
    socket = dashboard_socket(class_session, await database_sync_to_async(login_cookie)(ada))
    await opened(socket)
    await database_sync_to_async(lock_door)(class_session=class_session, actor="system")
    assert (await socket.receive_json_from(5))["is_door_locked"] is True
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
