"""What both sockets have in common: JSON, groups, a heartbeat, and being let in anew while they are open."""

import asyncio
import json
import logging
import time
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any
from uuid import UUID

from channels.consumer import get_handler_name
from channels.generic.websocket import AsyncWebsocketConsumer
from django.db import DatabaseError
from redis.exceptions import RedisError

from classroom.live import messages, presence
from classroom.live.state_watch import state_watch
from classroom.watching import metrics

logger = logging.getLogger(__name__)

AUTHORISE_EVERY_BEATS = 6  # times presence.BEAT_S: once a minute
TRY_AGAIN_LATER = 1013
OUT_OF_REACH = (RedisError, OSError, DatabaseError)
SEND_TIMEOUT_S = 10  # whoever reads nothing for so long is gone, or means harm


class JsonConsumer(AsyncWebsocketConsumer, ABC):
    """A socket that speaks JSON, joins groups, beats while it is open and knows how its session stands."""

    kind: str  # of socket, in the numbers
    late_s = 0.0  # how much later than it was due the last beat came: so late is this process
    _beating: asyncio.Task[None] | None = None
    _catching_up: asyncio.Task[None] | None = None
    _groups: tuple[str, ...] = ()
    _is_closed = False
    _task: asyncio.Task[Any] | None = None
    _reads_nothing = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._reading = asyncio.Lock()  # of what was read twice the later one counts

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Live until the socket is closed, or until the other side has read nothing for too long."""
        self._task = asyncio.current_task()
        try:
            with metrics.SOCKETS_OPEN.labels(self.kind).track_inprogress():
                await super().__call__(scope, receive, send)
        except asyncio.CancelledError:
            if not self._reads_nothing or self._task is None:
                raise
            self._task.uncancel()
            await self.disconnect(TRY_AGAIN_LATER)
        except Exception:  # whatever failed: Channels does not disconnect then, and the socket would beat for ever
            await self.disconnect(TRY_AGAIN_LATER)
            raise
        finally:
            await self._leave_channel()

    async def _leave_channel(self) -> None:
        """Unsubscribe for good: Channels does not when a message was waiting at the moment the consumer ended.

        Its queue would stay in this process, one for each such socket. A `receive` that finds nothing and is cancelled
        is the layer's only way to give a channel up; one that finds something takes it out.
        """
        while getattr(self, "channel_name", None) in self.channel_layer.channels:
            with suppress(TimeoutError):
                async with asyncio.timeout(0):
                    await self.channel_layer.receive(self.channel_name)

    async def dispatch(self, message: dict[str, Any]) -> None:
        """Call the method that a message is for.

        Channels looks for dead database connections first, in another thread, for each frame and each answer. Here
        nothing but `database_sync_to_async` uses connections, and that looks after them itself.
        """
        await getattr(self, get_handler_name(message))(message)

    async def websocket_receive(self, message: dict[str, Any]) -> None:
        """Take a picture out of its message: Channels keeps the last one until another comes, which may be never."""
        await self.receive(text_data=message.pop("text", None), bytes_data=message.pop("bytes", None))

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
        """Send, unless the other side has left: then the server tells the consumer so by itself."""
        if self._is_closed:
            return
        try:
            with self._giving_up_on_slow_readers():
                async with asyncio.timeout(SEND_TIMEOUT_S):
                    await self.send(text_data=json.dumps(message))
        except OSError:
            self._is_closed = True

    @contextmanager
    def _giving_up_on_slow_readers(self) -> Iterator[None]:
        """End the consumer when a message could not be handed over: else its channel's queue grows without a bound."""
        try:
            yield
        except TimeoutError:
            logger.warning("a socket is given up: nothing was read from it for %s s", SEND_TIMEOUT_S)
            self._is_closed = self._reads_nothing = True
            if self._task is not None:
                self._task.cancel()

    async def close(self, code: int | bool | None = None, reason: str | None = None) -> None:
        """Close once; what is on its way in either direction is dropped from then on."""
        if self._is_closed:
            return
        self._is_closed = True
        with self._giving_up_on_slow_readers():
            async with asyncio.timeout(SEND_TIMEOUT_S):
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
        state_watch().follow(self)

    async def disconnect(self, code: int) -> None:
        self._is_closed = True
        state_watch().leave(self)
        for task in (self._beating, self._catching_up):
            if task is not None:
                task.cancel()
        for group in self._groups:
            with suppress(RedisError, OSError):  # Redis is gone and the group with it
                await self.channel_layer.group_discard(group, self.channel_name)

    async def _beat_for_ever(self) -> None:
        beats = 0
        while not self._is_closed:
            try:
                await self.beat()
            except OUT_OF_REACH as error:
                await self._close_until_later(error)
                return
            if beats and beats % AUTHORISE_EVERY_BEATS == 0:
                await self.look_again()
            beats += 1
            due_at_s = time.monotonic() + presence.BEAT_S
            await asyncio.sleep(presence.BEAT_S)
            self.late_s = max(0.0, time.monotonic() - due_at_s)

    @property
    def session_id(self) -> UUID:
        """Of the lecture, by the socket's address."""
        session_id: UUID = self.scope["url_route"]["kwargs"]["session_id"]
        return session_id

    async def is_next(self, version: int) -> bool:
        """Whether an announcement is the next one to be heard.

        An older one is not. A later one shows that another was missed: then the state is read instead.
        """
        if version > self.version + 1:
            await self.look_again()
            return False
        return version == self.version + 1

    async def look_again(self) -> None:
        """Read again how the session stands, and whether this person may be here."""
        try:
            async with self._reading:
                await self.authorise_again()
        except OUT_OF_REACH as error:
            await self._close_until_later(error)

    def catch_up(self) -> None:
        """Look again, beside whatever the socket is doing."""
        if self._catching_up is None or self._catching_up.done():
            self._catching_up = asyncio.create_task(self.look_again())

    async def _close_until_later(self, error: Exception) -> None:
        logger.warning("a socket is closed until its servers are back: %s", type(error).__name__)
        await self.close(TRY_AGAIN_LATER)

    @property
    @abstractmethod
    def version(self) -> int:
        """Of the session's state that this socket knows."""

    @abstractmethod
    async def beat(self) -> None:
        """Note that somebody is still here."""

    @abstractmethod
    async def authorise_again(self) -> None:
        """Ask the database again whether this person may be here, and say what has changed."""
