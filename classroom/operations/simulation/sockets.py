"""A socket that comes back by itself, as static/js/lib/reconnecting_socket.js does."""

import asyncio
import json
import ssl
from abc import ABC, abstractmethod
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake
from websockets.typing import Origin

from classroom.live.messages import COME_BACK, CloseCode
from classroom.operations.simulation.site import Browser
from classroom.operations.simulation.tally import Tally

FIRST_DELAY_S, LONGEST_DELAY_S = 0.5, 8.0
OPEN_TIMEOUT_S = 30.0
FINAL_CODES = frozenset(CloseCode) - COME_BACK


class Socket(ABC):
    """One person's socket. `run` returns when it was told to stop or the server said that coming back is of no use."""

    def __init__(
        self, browser: Browser, path: str, *, tally: Tally, lot: Callable[[], float], tls: ssl.SSLContext
    ) -> None:
        self._browser = browser
        self._url = browser.socket_url(path)
        self._tls = tls if self._url.startswith("wss") else None
        self._tally = tally
        self._lot = lot
        self._failures = 0
        self._is_over = False
        self.connection: ClientConnection | None = None

    async def run(self) -> None:
        while not self._is_over:
            try:
                await self._connect_once()
            except (OSError, TimeoutError, InvalidHandshake, ConnectionClosed) as error:
                self._note(error)
            if not self._is_over:
                await asyncio.sleep(self._lot() * min(LONGEST_DELAY_S, FIRST_DELAY_S * 2**self._failures))
                self._failures += 1

    def stop(self) -> None:
        """Do not come back."""
        self._is_over = True

    def drop(self) -> None:
        """Lose the connection, as a train in a tunnel does; it comes back."""
        if self.connection is not None:
            self._tally.dropped += 1
            self.connection.transport.abort()

    async def _connect_once(self) -> None:
        async with connect(
            self._url,
            origin=Origin(self._browser.origin),
            additional_headers={"Cookie": self._browser.cookie_header},
            compression=None,
            ssl=self._tls,
            proxy=None,
            open_timeout=OPEN_TIMEOUT_S,
            ping_interval=None,  # browsers answer pings and send none
        ) as connection:
            self.connection = connection
            try:
                await self.converse(connection)
            finally:
                self.connection = None
            self._end(connection.close_code)

    async def hear(self, connection: ClientConnection) -> None:
        """Take every message until the connection ends."""
        with suppress(ConnectionClosed):
            async for text in connection:
                self._failures = 0
                self.take(json.loads(text))

    def _note(self, error: Exception) -> None:
        if not self._is_over:
            self._tally.errors[type(error).__name__] += 1

    def _end(self, code: int | None) -> None:
        """The server has ended the connection: for good, or until it is asked again."""
        if code in FINAL_CODES:
            self.stop()
        if code in FINAL_CODES | COME_BACK and code != CloseCode.SESSION_ENDED:
            self._tally.errors[f"closed with {code}"] += 1

    @abstractmethod
    async def converse(self, connection: ClientConnection) -> None:
        """Everything that is done while the connection stands."""

    @abstractmethod
    def take(self, message: dict[str, Any]) -> None:
        """A message has come."""
