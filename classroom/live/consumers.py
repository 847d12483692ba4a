"""The two sockets: a student's seat and a teacher's dashboard. They translate; intake, access and services decide."""

import asyncio
import json
import logging
import time
from abc import ABC, abstractmethod
from contextlib import suppress
from dataclasses import replace
from typing import Any
from uuid import UUID

from channels.auth import get_user
from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.db import DatabaseError
from django.utils import timezone
from redis.exceptions import RedisError

from classroom.connections import async_redis_client
from classroom.live import intake, messages, presence
from classroom.live.announcements import dashboards_group, seat_group, students_group
from classroom.live.frames import Frame, FrameHeader, put_frame
from classroom.live.messages import CloseCode, Refusal
from classroom.live.nudges import NudgeError, nudge_frame_worker
from classroom.sessions import access
from classroom.sessions.models import Status
from classroom.sessions.selectors import Seat, seat_of

logger = logging.getLogger(__name__)

AUTHORISE_EVERY_BEATS = 6  # times presence.BEAT_S: once a minute
TRY_AGAIN_LATER = 1013
OUT_OF_REACH = (RedisError, OSError, DatabaseError)


class JsonConsumer(AsyncWebsocketConsumer, ABC):
    """A socket that speaks JSON, joins groups and beats while it is open."""

    _beating: asyncio.Task[None] | None = None
    _groups: tuple[str, ...] = ()
    _is_closed = False

    async def connect(self) -> None:
        await self.accept()  # a code can be read by the page only on an accepted socket
        try:
            await self.admit()
        except OUT_OF_REACH as error:
            await self._close_until_later(error)

    @abstractmethod
    async def admit(self) -> None:
        """Let the person in, or close with the code that says why not."""

    async def send_message(self, message: messages.Message) -> None:
        if not self._is_closed:
            await self.send(text_data=json.dumps(message))

    async def close(self, code: int | bool | None = None, reason: str | None = None) -> None:
        """Close once; what is on its way in either direction is dropped from then on."""
        if self._is_closed:
            return
        self._is_closed = True
        with suppress(OSError):  # the other side was quicker
            await super().close(code, reason)

    async def relay(self, event: dict[str, Any]) -> None:
        """A message from plain code, passed on as it is."""
        await self.send_message(event["message"])

    async def join_groups(self, *groups: str) -> None:
        self._groups = groups
        for group in groups:
            await self.channel_layer.group_add(group, self.channel_name)

    def start_beating(self) -> None:
        self._beating = asyncio.create_task(self._beat_for_ever())

    async def disconnect(self, code: int) -> None:
        self._is_closed = True
        if self._beating is not None:
            self._beating.cancel()
        for group in self._groups:
            with suppress(RedisError, OSError):  # Redis is gone and the group with it
                await self.channel_layer.group_discard(group, self.channel_name)

    async def _beat_for_ever(self) -> None:
        beats = 0
        while not self._is_closed:
            try:
                await self.beat()
                if beats and beats % AUTHORISE_EVERY_BEATS == 0:
                    await self.authorise_again()
            except OUT_OF_REACH as error:
                await self._close_until_later(error)
                return
            beats += 1
            await asyncio.sleep(presence.BEAT_S)

    async def _close_until_later(self, error: Exception) -> None:
        logger.warning("a socket is closed until its servers are back: %s", type(error).__name__)
        await self.close(TRY_AGAIN_LATER)

    @abstractmethod
    async def beat(self) -> None:
        """Note that somebody is still here."""

    @abstractmethod
    async def authorise_again(self) -> None:
        """Ask the database again whether this person may be here, and say what has changed."""


class ParticipationConsumer(JsonConsumer):
    """A student's seat: frames come in, answers and the session's state go out."""

    seat: Seat
    number = 0  # of this socket among the seat's; the highest wins
    _leaves_its_presence = True

    async def admit(self) -> None:
        seat = await self._read_seat()
        if seat is None:
            await self.close(CloseCode.NOT_A_PARTICIPANT)
            return
        if seat.status == Status.ENDED:
            await self.close(CloseCode.SESSION_ENDED)
            return
        self.seat, self.pace, self.interval_ms = seat, intake.Pace(), settings.FRAME_INTERVAL_MS
        own_group = seat_group(seat.participation_id)
        await self.join_groups(own_group, students_group(seat.session_id))
        self.number = await presence.next_socket_number(async_redis_client(), seat.participation_id)
        await self.channel_layer.group_send(own_group, {"type": "seat.taken", "number": self.number})
        self.start_beating()
        await self._welcome()

    async def _welcome(self) -> None:
        await self.send_message(
            messages.welcome(
                status=self.seat.status,
                interval_ms=self.interval_ms,
                longer_side_px=settings.FRAME_LONGER_SIDE_PX,
                camera=self.seat.camera,
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
            frame = self._accepted(bytes_data)
            await self._hand_over(frame)
        except intake.RefusedError as refusal:
            await self.send_message(messages.refused(sequence=refusal.sequence, reason=refusal.reason))

    def _accepted(self, bytes_data: bytes | None) -> Frame:
        message = intake.parse_camera_message(bytes_data)
        try:
            intake.check_seat(self.seat)
            self.pace.check(time.monotonic(), self.interval_ms)
        except intake.RefusedError as refusal:
            raise intake.RefusedError(refusal.reason, message.sequence) from refusal
        header = FrameHeader(
            session_id=str(self.seat.session_id),
            participation_id=str(self.seat.participation_id),
            sequence=message.sequence,
            started_at=self.seat.started_at.timestamp(),
            bucket_s=self.seat.bucket_s,
            reply_to=self.channel_name,
        )
        return Frame(header, message.jpeg)

    async def _hand_over(self, frame: Frame) -> None:
        try:
            await put_frame(async_redis_client(), frame)
            await nudge_frame_worker(frame.header.participation_id)
        except (RedisError, OSError, NudgeError) as error:
            raise intake.RefusedError(Refusal.TEMPORARILY_UNAVAILABLE, frame.header.sequence) from error

    async def session_changed(self, event: dict[str, Any]) -> None:
        self.seat = replace(self.seat, status=event["status"])
        await self.send_message(messages.student_state(status=self.seat.status, interval_ms=self.interval_ms))
        if self.seat.status == Status.ENDED:
            await self._close_after_the_end()

    async def _close_after_the_end(self) -> None:
        self._leaves_its_presence = False  # those who were there at the end belong to the last bucket's coverage
        await self.close(CloseCode.SESSION_ENDED)

    async def seat_taken(self, event: dict[str, Any]) -> None:
        if event["number"] > self.number:
            self._leaves_its_presence = False
            await self.close(CloseCode.NEWER_SOCKET)

    async def seat_closed(self, event: dict[str, Any]) -> None:
        await self.close(CloseCode.NOT_A_PARTICIPANT)

    async def beat(self) -> None:
        await presence.note_present(
            async_redis_client(), self.seat.session_id, self.seat.participation_id, timezone.now()
        )

    async def authorise_again(self) -> None:
        seat = await self._read_seat()
        if seat is None:
            await self.close(CloseCode.NOT_A_PARTICIPANT)
        elif seat.status == Status.ENDED:
            await self._close_after_the_end()
        elif seat != self.seat:
            self.seat = seat
            await self._welcome()  # an announcement was lost

    @database_sync_to_async
    def _read_seat(self) -> Seat | None:
        session_id: UUID = self.scope["url_route"]["kwargs"]["session_id"]
        participation = access.participation_in(session_id, self.scope.get("cookies", {}))
        return None if participation is None else seat_of(participation)


class DashboardConsumer(JsonConsumer):
    """A teacher's live view: follows one session and is never told about a person."""

    session_id: UUID
    status: str

    async def admit(self) -> None:
        status = await self._read_status()
        if status is None:
            await self.close(CloseCode.NOT_A_PARTICIPANT)
            return
        self.session_id = self.scope["url_route"]["kwargs"]["session_id"]
        await self.join_groups(dashboards_group(self.session_id))
        self.start_beating()
        await self._tell(status)

    async def _tell(self, status: str) -> None:
        self.status = status
        await self.send_message(messages.dashboard_state(status=status))

    async def beat(self) -> None:
        await presence.note_watched(async_redis_client(), self.session_id, timezone.now())

    async def authorise_again(self) -> None:
        status = await self._read_status()
        if status is None:
            await self.close(CloseCode.NOT_A_PARTICIPANT)
        elif status != self.status:
            await self._tell(status)  # an announcement was lost

    async def _read_status(self) -> str | None:
        user = await get_user(await self._fresh_login())
        session_id: UUID = self.scope["url_route"]["kwargs"]["session_id"]
        return await database_sync_to_async(access.status_for_dashboard)(user, session_id)

    async def _fresh_login(self) -> dict[str, Any]:
        """The login session as it is now: signing out or a new password ends what an open socket may see."""
        return {"session": SessionStore(self.scope["session"].session_key)}


class WrongOriginConsumer(AsyncWebsocketConsumer):
    """Tells a page of another site, in the one way a page can hear it, that it will never be let in."""

    async def connect(self) -> None:
        await self.accept()
        await self.close(CloseCode.WRONG_ORIGIN)
