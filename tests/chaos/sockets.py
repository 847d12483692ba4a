"""A socket that comes back by the rule of static/js/lib/reconnecting_socket.js, in a thread of its own."""

import json
import random
import threading
import time
from contextlib import suppress
from itertools import pairwise
from typing import Any

from websockets.exceptions import ConnectionClosed, WebSocketException
from websockets.sync.client import ClientConnection, connect

FIRST_DELAY_S = 0.5
LONGEST_DELAY_S = 8.0
FINAL_CODES = (4009, 4401, 4403, 4410)  # as in static/js/lib/messages.js
PATIENCE_S = 10.0

Message = dict[str, Any]


class ReconnectingSocket(threading.Thread):
    """Listens until it is told to stop or the server says that coming back is of no use.

    Args:
        url: where it connects, which may be one end of a cable.
        origin: of the page that it belongs to.

    Attributes:
        heard: what the server said, with the second at which it came (time.monotonic).
        openings: when each connection was good, which it is when it has said something.
        losses: when and with which code each good connection ended.
    """

    def __init__(self, url: str, cookies: str, *, origin: str, silent_after_s: float) -> None:
        super().__init__(daemon=True)
        self.heard: list[tuple[float, Message]] = []
        self.openings: list[float] = []
        self.losses: list[tuple[float, int]] = []
        self.final_code: int | None = None
        self._url, self._origin = f"ws{url.removeprefix('http')}", origin
        self._headers = {"Cookie": cookies}
        self._silent_after_s = silent_after_s
        self._is_asked_to_stop = threading.Event()
        self._attempt = 0

    @property
    def is_connected(self) -> bool:
        return len(self.openings) > len(self.losses)

    def heard_since(self, moment: float, kind: str) -> list[Message]:
        return [message for at, message in list(self.heard) if at > moment and message["type"] == kind]

    def longest_silence(self, since: float, kind: str) -> float:
        """The most seconds between two messages of a kind, of which the later came after a moment."""
        times = [at for at, message in list(self.heard) if message["type"] == kind]
        return max(later - earlier for earlier, later in pairwise(times) if later > since)

    def longest_without(self, since: float, kind: str) -> float:
        """The most seconds, from a moment on, without a message of a kind."""
        times = [since, *(at for at, message in list(self.heard) if at > since and message["type"] == kind)]
        return max((later - earlier for earlier, later in pairwise(times)), default=0.0)

    def longest_without_connection(self, since: float) -> float:
        """The most seconds, from a moment on, between the end of a connection and the next good one."""
        ends = zip(list(self.losses), self.openings[1:], strict=False)
        return max((opened - max(lost, since) for (lost, _code), opened in ends if opened > since), default=0.0)

    def stop(self) -> None:
        self._is_asked_to_stop.set()
        self.join(PATIENCE_S)

    def run(self) -> None:
        while not self._is_asked_to_stop.is_set() and self.final_code is None:
            with suppress(OSError, WebSocketException, EOFError):
                self._connect_once()
            delay_s = random.random() * min(LONGEST_DELAY_S, FIRST_DELAY_S * 2**self._attempt)
            self._attempt += 1
            if self.final_code is None:
                self._is_asked_to_stop.wait(delay_s)

    def _connect_once(self) -> None:
        with connect(
            self._url,
            origin=self._origin,
            additional_headers=self._headers,
            compression=None,
            ping_interval=None,
            open_timeout=PATIENCE_S,
            close_timeout=1,
            proxy=None,
        ) as socket:
            openings = len(self.openings)
            try:
                self._listen(socket)
            finally:
                if len(self.openings) > openings:
                    self.losses.append((time.monotonic(), socket.close_code or 0))

    def _listen(self, socket: ClientConnection) -> None:
        is_good, last_heard = False, time.monotonic()
        while not self._is_asked_to_stop.is_set() and time.monotonic() - last_heard < self._silent_after_s:
            self.speak(socket)
            try:
                message = json.loads(socket.recv(timeout=self.pause_s()))
            except TimeoutError:
                continue
            except ConnectionClosed as closed:
                code = closed.rcvd.code if closed.rcvd else 0
                self.final_code = code if code in FINAL_CODES else None
                return
            last_heard = time.monotonic()
            self.heard.append((last_heard, message))
            self._attempt = 0
            if not is_good:
                self.openings.append(last_heard)
                is_good = True
            self.hear(message)

    def pause_s(self) -> float:
        """How long to listen before `speak` is called again."""
        return 0.5

    def speak(self, socket: ClientConnection) -> None:
        """Send what is due."""

    def hear(self, message: Message) -> None:
        """Heed what the server said."""
