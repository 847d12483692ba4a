"""Noticing announcements that were lost: every two seconds one look at the database for all sockets of a process."""

import asyncio
import logging
from typing import Protocol
from uuid import UUID
from weakref import WeakKeyDictionary

from channels.db import database_sync_to_async
from django.db import DatabaseError, InterfaceError

from classroom.sessions.selectors import state_versions

logger = logging.getLogger(__name__)

LOOK_EVERY_S = 2.0


class Follower(Protocol):
    """A socket that is told of a session's state."""

    @property
    def session_id(self) -> UUID: ...

    @property
    def version(self) -> int:
        """Of the state that it knows."""

    def catch_up(self) -> None:
        """Read the state, in a moment: nobody waits for it."""


class StateWatch:
    """Compares what the sockets of one event loop know with what is stored."""

    def __init__(self) -> None:
        self._followers: set[Follower] = set()
        self._looking: asyncio.Task[None] | None = None
        self._stored: dict[UUID, int] = {}

    def follow(self, follower: Follower) -> None:
        """Look after a socket, until it leaves."""
        self._followers.add(follower)
        if self._looking is None or self._looking.done():
            self._looking = asyncio.create_task(self._look_for_ever())

    def leave(self, follower: Follower) -> None:
        """Look after a socket no more; nobody looks when there is none."""
        self._followers.discard(follower)
        if not self._followers and self._looking is not None:
            self._looking.cancel()
            self._looking = None

    async def _look_for_ever(self) -> None:
        while True:
            await asyncio.sleep(LOOK_EVERY_S)
            try:
                await self._look()
            except (DatabaseError, InterfaceError) as error:
                logger.warning("nobody knows whether announcements were lost: %s", type(error).__name__)

    async def _look(self) -> None:
        """Let those catch up who do not know yet what was stored a look ago: a word on its way has arrived by now."""
        for follower in tuple(self._followers):
            if follower.version < self._stored.get(follower.session_id, 0):
                follower.catch_up()
        sessions = {follower.session_id for follower in self._followers}
        self._stored = await database_sync_to_async(state_versions)(sessions)


_watches: WeakKeyDictionary[asyncio.AbstractEventLoop, StateWatch] = WeakKeyDictionary()


def state_watch() -> StateWatch:
    """The running loop's."""
    return _watches.setdefault(asyncio.get_running_loop(), StateWatch())
