"""The two sockets: a student's seat and a teacher's dashboard. They translate; intake, access and services decide."""

import asyncio
import logging
import time
from contextlib import suppress
from dataclasses import asdict, replace
from typing import Any

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer
from django.conf import settings
from redis.exceptions import RedisError

from classroom import clock
from classroom.accounts.logins import login_exists, person_of
from classroom.accounts.models import User
from classroom.connections import async_redis_client, redis_client
from classroom.live import intake, messages, pace_keeping, presence, signals
from classroom.live.announcements import dashboards_group, seat_group, state_for_dashboards, students_group
from classroom.live.frames import Frame, FrameHeader, put_frame
from classroom.live.json_consumer import TRY_AGAIN_LATER, JsonConsumer
from classroom.live.limits import seat_paces
from classroom.live.messages import CloseCode, Refusal, WrongOutcome
from classroom.live.nudges import NudgeError, nudge_frame_worker
from classroom.privacy.noted_views import record_view
from classroom.sessions import access
from classroom.sessions.models import ClassSession, Status
from classroom.sessions.selectors import Hint, Seat, seat_of
from classroom.timelines.window import OpenWindow
from classroom.watching import metrics
from classroom.watching.metrics import Stage
from classroom.watching.subjects import REQUEST

logger = logging.getLogger(__name__)


class ParticipationConsumer(JsonConsumer):
    """A student's seat: frames and taps come in, answers and the session's state go out."""

    kind = "student"
    seat: Seat
    number = 0  # of this socket among the seat's; the highest wins
    _leaves_its_presence = True
    _hand_is_up = False  # as the page believes

    async def admit(self) -> None:
        seat = await self._read_seat()
        if seat is None:
            await self.close(CloseCode.NOT_A_PARTICIPANT)
            return
        if seat.status == Status.ENDED:
            await self.close(CloseCode.SESSION_ENDED)
            return
        self.seat = seat
        self.interval_ms = await pace_keeping.interval_now_ms(async_redis_client(), seat.session_id)
        self.pace = seat_paces.of(seat.participation_id)
        if not await self._take_place():
            return
        own_group = seat_group(seat.participation_id)
        await self.join_groups(own_group, students_group(seat.session_id))
        self.number = await presence.next_socket_number(async_redis_client(), seat.participation_id)
        await self.channel_layer.group_send(own_group, {"type": "seat.taken", "number": self.number})
        self.start_beating()
        async with self._reading:
            await self._refresh_seat()  # it may have changed before this socket could hear of it
        await self._welcome()

    async def _take_place(self) -> bool:
        """Whether this seat may have a socket now; closes it with the reason if not."""
        seat = self.seat
        if not self.pace.sockets.take(time.monotonic()):
            await self.close(CloseCode.TOO_OFTEN)
            return False
        most, now = settings.SOCKETS_PER_SESSION, clock.now()
        if await presence.has_place(async_redis_client(), seat.session_id, seat.participation_id, most, now):
            return True
        await self.close(CloseCode.SESSION_FULL)
        return False

    async def _welcome(self) -> None:
        client, person = async_redis_client(), self.seat.participation_id
        own = await signals.own_signals(client, self.session_id, person, clock.now())
        self._hand_is_up, seat = own.hand, self.seat  # as it is by now: an announcement may have come meanwhile
        await self.send_message(
            messages.welcome(
                status=seat.status,
                reason=seat.pause_reason,
                interval_ms=self.interval_ms,
                usual_interval_ms=settings.FRAME_INTERVAL_MS,
                longer_side_px=settings.FRAME_LONGER_SIDE_PX,
                camera=seat.camera,
                signal=own.signal,
                hand=own.hand,
                hint=asdict(seat.hint) if seat.hint else None,
            )
        )

    async def disconnect(self, code: int) -> None:
        await super().disconnect(code)
        if self._groups and self._leaves_its_presence:
            with suppress(RedisError, OSError):  # presence fades by itself
                await presence.note_absent(async_redis_client(), self.seat.session_id, self.seat.participation_id)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        if self._is_closed or not self._groups:
            return
        try:
            if text_data is None:
                with metrics.STAGE_SECONDS.labels(Stage.RECEIVE).time():
                    await self._hand_over(self._accepted(bytes_data))
                metrics.FRAMES_ACCEPTED.inc()
            else:
                await self._take_tap(intake.parse_tap(text_data))
        except intake.RefusedError as refusal:
            if text_data is None:
                metrics.FRAMES_REFUSED.labels(refusal.reason).inc()
            await self._refuse(refusal)

    async def _refuse(self, refusal: intake.RefusedError) -> None:
        """Say why; whoever goes on being refused for what they send is asked to come back later."""
        if refusal.is_the_senders and not self.pace.refusals.take(time.monotonic()):
            await self.close(CloseCode.TOO_OFTEN)
            return
        await self.send_message(messages.refused(reason=refusal.reason, sequence=refusal.sequence, about=refusal.about))

    async def _take_tap(self, tap: intake.Tap) -> None:
        intake.check_may_tap(self.seat, tap)
        intake.check_pace_of_taps(self.pace, time.monotonic(), tap)
        try:
            await self._act_on(tap)
        except (RedisError, OSError) as error:
            raise intake.RefusedError(Refusal.TEMPORARILY_UNAVAILABLE, about=tap.type) from error

    async def _act_on(self, tap: intake.Tap) -> None:
        client, session_id, person = async_redis_client(), self.seat.session_id, self.seat.participation_id
        match tap:
            case intake.SignalTap(signal):
                await signals.say(client, session_id, person, signal, clock.now())
            case intake.HandTap(raised):
                await signals.raise_hand(client, session_id, person, raised, clock.now())
                self._hand_is_up = raised
            case intake.WrongTap(sequence):
                window = OpenWindow(redis_client(), session_id)
                outcome = await asyncio.to_thread(window.take_back, person, sequence)
                if outcome != "withdrawn":  # whose socket is being closed
                    heard = messages.wrong_heard(sequence=sequence, outcome=WrongOutcome(outcome))
                    await self.send_message(heard)

    def _accepted(self, bytes_data: bytes | None) -> Frame:
        message = intake.parse_camera_message(bytes_data)
        try:
            intake.check_seat(self.seat)
            intake.check_pace_of_frames(self.pace, time.monotonic(), self.interval_ms)
        except intake.RefusedError as refusal:
            raise intake.RefusedError(refusal.reason, message.sequence) from refusal
        header = FrameHeader(
            session_id=str(self.seat.session_id),
            participation_id=str(self.seat.participation_id),
            sequence=message.sequence,
            started_at=self.seat.started_at.timestamp(),
            bucket_s=self.seat.bucket_s,
            reply_to=self.channel_name,
            received_at=clock.now().timestamp(),
            caused_by=REQUEST.get(),
        )
        return Frame(header, message.jpeg)

    async def _hand_over(self, frame: Frame) -> None:
        try:
            if await put_frame(async_redis_client(), frame):
                await nudge_frame_worker()
        except (RedisError, OSError, NudgeError) as error:
            raise intake.RefusedError(Refusal.TEMPORARILY_UNAVAILABLE, frame.header.sequence) from error

    @property
    def version(self) -> int:
        return self.seat.version

    async def session_changed(self, event: dict[str, Any]) -> None:
        if not await self.is_next(event["version"]):
            return
        known, hint = self.seat, Hint(**event["hint"]) if event["hint"] else None
        self.seat = replace(
            known, version=event["version"], status=event["status"], pause_reason=event["reason"], hint=hint
        )
        if (self.seat.status, self.seat.pause_reason) != (known.status, known.pause_reason):
            await self._send_state()
        if hint != known.hint:
            await self.send_message(messages.hint(text=hint.text if hint else "", url=hint.url if hint else ""))
        if self.seat.status == Status.ENDED:
            await self._close_after_the_end()

    async def pace_changed(self, event: dict[str, Any]) -> None:
        await self._go_at(event["interval_ms"])

    async def _go_at(self, interval_ms: int) -> None:
        if interval_ms != self.interval_ms:
            self.interval_ms = interval_ms
            await self._send_state()

    async def _send_state(self) -> None:
        seat = self.seat
        await self.send_message(
            messages.student_state(status=seat.status, reason=seat.pause_reason, interval_ms=self.interval_ms)
        )

    async def hands_lowered(self, event: dict[str, Any]) -> None:
        with suppress(RedisError, OSError):  # asked again within a minute
            await self._tell_of_a_lowered_hand()

    async def _tell_of_a_lowered_hand(self) -> None:
        """A hand that was raised since stays up."""
        if not self._hand_is_up:
            return
        seat = self.seat
        own = await signals.own_signals(async_redis_client(), seat.session_id, seat.participation_id, clock.now())
        if not own.hand:
            self._hand_is_up = False
            await self.send_message(messages.hands_lowered())

    async def _close_after_the_end(self) -> None:
        self._leaves_its_presence = False  # those who were there at the end belong to the last bucket's coverage
        await self.close(CloseCode.SESSION_ENDED)

    async def seat_taken(self, event: dict[str, Any]) -> None:
        if event["number"] > self.number:
            self._leaves_its_presence = False
            await self.close(CloseCode.NEWER_SOCKET)

    async def seat_closed(self, event: dict[str, Any]) -> None:
        await self.close(CloseCode.NOT_A_PARTICIPANT)

    async def seat_outdated(self, event: dict[str, Any]) -> None:
        await self.look_again()

    async def beat(self) -> None:
        """One round trip, because a thousand seats beat a hundred times a second."""
        seat, now = self.seat, clock.now()
        async with async_redis_client().pipeline(transaction=False) as pipeline:
            presence.note_present(pipeline, seat.session_id, seat.participation_id, now)
            signals.keep_hand(pipeline, seat.session_id, seat.participation_id, now)
            pace_keeping.note_lateness(pipeline, self.late_s)
            pace_keeping.ask_interval(pipeline, seat.session_id)
            *_noted, interval_ms = await pipeline.execute()
        await self._go_at(pace_keeping.interval_in(interval_ms))  # an announcement was lost

    async def authorise_again(self) -> None:
        if await self._refresh_seat():
            await self._welcome()  # an announcement was lost
        await self._tell_of_a_lowered_hand()

    async def _refresh_seat(self) -> bool:
        """Whether the seat is another one than this socket knew; closes the socket when there is none any more."""
        seat = await self._read_seat_as_announced()
        if seat is None:
            await self.close(CloseCode.NOT_A_PARTICIPANT)
            return False
        if seat.status == Status.ENDED:
            await self._close_after_the_end()
            return False
        known, self.seat = self.seat, seat
        return seat != known

    async def _read_seat_as_announced(self) -> Seat | None:
        """The seat as it is stored, read no earlier than the last change that this socket has heard of."""
        seat = await self._read_seat()
        while seat is not None and seat.version < self.version:
            seat = await self._read_seat()
        return seat

    @database_sync_to_async
    def _read_seat(self) -> Seat | None:
        participation = access.participation_in(self.session_id, self.scope.get("cookies", {}))
        return None if participation is None else seat_of(participation)


class DashboardConsumer(JsonConsumer):
    """A teacher's live view: follows one session and is never told about a person."""

    kind = "dashboard"
    watcher: str
    told: messages.Message | None = None
    _version = 0

    async def admit(self) -> None:
        if await self._read_session() is None:
            await self.close(CloseCode.NOT_A_PARTICIPANT)
            return
        if not await self._keep_place():
            await self.close(CloseCode.SESSION_FULL)
            return
        await self.join_groups(dashboards_group(self.session_id))
        self.start_beating()
        await database_sync_to_async(self._note_view)()
        await self.look_again()  # it may have changed before this socket could hear of it

    def _note_view(self) -> None:
        """The page has done it, unless somebody came without it."""
        target = f"session:{self.session_id}"
        record_view(login=self._login, actor=self.watcher, action="live.view", target=target)

    async def _keep_place(self) -> bool:
        most, now = settings.DASHBOARDS_PER_SESSION, clock.now()
        return await presence.has_place_to_watch(async_redis_client(), self.session_id, self.channel_name, most, now)

    async def disconnect(self, code: int) -> None:
        await super().disconnect(code)
        if self._groups:
            with suppress(RedisError, OSError):  # the place becomes free by itself
                await presence.leave_dashboard(async_redis_client(), self.session_id, self.channel_name)

    @property
    def version(self) -> int:
        return self._version

    async def session_changed(self, event: dict[str, Any]) -> None:
        if await self.is_next(event["version"]):
            await self._tell(event["version"], event["message"])

    async def _tell(self, version: int, state: messages.Message) -> None:
        self._version = version
        state |= {"version": version}
        if state != self.told:
            self.told = state
            await self.send_message(state)

    async def beat(self) -> None:
        await self._keep_place()
        await presence.note_watched(async_redis_client(), self.session_id, clock.now())

    async def authorise_again(self) -> None:
        class_session = await self._read_session()
        if class_session is None:
            await self.close(await self._why_not_any_more())
        elif class_session.state_version >= self.version:
            await self._tell(class_session.state_version, state_for_dashboards(class_session))

    async def _why_not_any_more(self) -> int:
        """A login that is gone may have been renewed by a page: the browser comes back with the cookie it has now."""
        is_same = await database_sync_to_async(login_exists)(self._login)
        return CloseCode.NOT_A_PARTICIPANT if is_same else TRY_AGAIN_LATER

    async def _read_session(self) -> ClassSession | None:
        """Signing out or a new password ends what an open socket may see."""
        user = await database_sync_to_async(person_of)(self._login)
        watched = await database_sync_to_async(access.session_for_dashboard)(user, self.session_id)
        if watched is None or not isinstance(user, User):
            return None
        self.watcher = user.audit_name
        return watched

    @property
    def _login(self) -> str | None:
        return self.scope["session"].session_key


class WrongOriginConsumer(AsyncWebsocketConsumer):
    """Tells a page of another site, in the one way a page can hear it, that it will never be let in."""

    async def connect(self) -> None:
        await self.accept()
        await self.close(CloseCode.WRONG_ORIGIN)
