"""A student with a camera, and a teacher's open dashboard."""

import asyncio
import json
import ssl
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed

from classroom.live.messages import SEQUENCE_BYTES, ServerToDashboard, ServerToStudent
from classroom.operations.simulation.camera import Camera
from classroom.operations.simulation.site import Browser, Lecture, SiteError, join_lecture
from classroom.operations.simulation.sockets import Socket
from classroom.operations.simulation.tally import Shown, Tally

LIVE, ALLOWED = "live", "allowed"
MS_PER_S = 1000


class Student(Socket):
    """Joins, then sends a picture whenever it is time.

    Args:
        pictures: JPEGs, shown one after the other from a place of the student's own.
        shown: finds the dashboard message that counts a frame of this session.

    Attributes:
        told_s: the interval that the server named last; 0 before it named one.
    """

    def __init__(
        self,
        browser: Browser,
        lecture: Lecture,
        *,
        pictures: Sequence[bytes],
        shown: Shown,
        tally: Tally,
        lot: Callable[[], float],
        least_interval_s: float,
        tls: ssl.SSLContext,
    ) -> None:
        super().__init__(browser, f"/ws/participate/{lecture.session_id}/", tally=tally, lot=lot, tls=tls)
        self._lecture = lecture
        self._pictures = pictures
        self._first_picture = int(lot() * len(pictures))
        self._shown = shown
        self._camera = Camera(least_interval_s, lot)
        self._announced = asyncio.Event()
        self._counted: dict[int, float] = {}
        self._is_agreed = False
        self.told_s = 0.0

    async def join(self, alias: str) -> bool:
        """Take a seat; whether that worked."""
        try:
            await join_lecture(self._browser, self._lecture, alias)
        except SiteError as error:
            self._tally.errors[f"joining: {error.reason}"] += 1
            return False
        self._tally.joined += 1
        return True

    async def converse(self, connection: ClientConnection) -> None:
        self._camera.reset()
        self._counted.clear()
        sending = asyncio.create_task(self._send_pictures(connection))
        try:
            await self.hear(connection)
        finally:
            sending.cancel()
            await asyncio.gather(sending, return_exceptions=True)

    def put_camera_away(self) -> None:
        """Send nothing more; answers are still heard."""
        self._is_agreed = False
        self._camera.may_send = False

    async def _send_pictures(self, connection: ClientConnection) -> None:
        while True:
            await self._wait_for_the_moment()
            sequence = self._camera.tick(time.monotonic())
            if sequence is None:
                continue
            if self._tally.is_measuring:
                self._tally.frames_sent += 1
                self._counted[sequence] = time.time()
            picture = self._pictures[(self._first_picture + sequence) % len(self._pictures)]
            try:
                await connection.send(sequence.to_bytes(SEQUENCE_BYTES, "big") + picture)
            except ConnectionClosed:
                return

    async def _wait_for_the_moment(self) -> None:
        """Until a frame is due; whatever is announced meanwhile may move that."""
        while not self._camera.interval_s or self._camera.due_at_s > time.monotonic():
            left_s = self._camera.due_at_s - time.monotonic() if self._camera.interval_s else None
            self._announced.clear()
            try:
                await asyncio.wait_for(self._announced.wait(), left_s)
            except TimeoutError:
                return

    def take(self, message: dict[str, Any]) -> None:
        kind = message["type"]
        if kind == ServerToStudent.ANSWER:
            self._take_answer(message["sequence"])
        elif kind == ServerToStudent.REFUSED:
            self._take_refusal(message["sequence"], message["reason"])
        elif kind == ServerToStudent.WELCOME:
            self._is_agreed = message["camera"] == ALLOWED
            self._take_state(message)
        elif kind == ServerToStudent.STATE:
            self._take_state(message)

    def _take_state(self, message: dict[str, Any]) -> None:
        self.told_s = message["interval_ms"] / MS_PER_S
        self._tally.told(self.told_s)
        self._camera.may_send = self._is_agreed and message["status"] == LIVE
        self._camera.announce(self.told_s, time.monotonic())
        self._announced.set()

    def _take_answer(self, sequence: int) -> None:
        self._camera.settle(sequence)
        sent_at, now = self._counted.pop(sequence, None), time.time()
        if sent_at is not None:
            self._tally.to_answer_s.append(now - sent_at)
            self._shown.wait_for(sent_at, now)

    def _take_refusal(self, sequence: int | None, reason: str) -> None:
        if sequence is None:
            return
        self._camera.settle(sequence)
        if self._counted.pop(sequence, None) is not None:
            self._tally.refused[reason] += 1


class Dashboard(Socket):
    """An open live view: reads the timeline as the page does, then hears the ticks."""

    def __init__(
        self, browser: Browser, lecture: Lecture, *, shown: Shown, tally: Tally, lot: Callable[[], float],
        tls: ssl.SSLContext,
    ) -> None:  # fmt: skip
        super().__init__(browser, f"/ws/sessions/{lecture.session_id}/dashboard/", tally=tally, lot=lot, tls=tls)
        self._lecture = lecture
        self._shown = shown

    async def read_timeline(self) -> None:
        """What the page reads over HTTP before it listens.

        Raises:
            SiteError: it is not shown.
        """
        text = await self._browser.page(f"/sessions/{self._lecture.session_id}/timeline/")
        timeline = json.loads(text)
        self._shown.started_at = datetime.fromisoformat(timeline["started_at"]).timestamp()
        self._shown.bucket_s = timeline["bucket_s"]

    async def converse(self, connection: ClientConnection) -> None:
        await self.hear(connection)

    def take(self, message: dict[str, Any]) -> None:
        if message["type"] == ServerToDashboard.TICK:
            self._shown.take_tick(message, time.time())
