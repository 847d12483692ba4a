"""One simulated class from the first join to the last answer."""

import asyncio
import random
import ssl
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from classroom.operations.simulation.accounts import Credentials
from classroom.operations.simulation.footprint import Footprint, product_footprints
from classroom.operations.simulation.people import Dashboard, Student
from classroom.operations.simulation.plan import Plan, port_of
from classroom.operations.simulation.site import (
    Browser,
    Lecture,
    SiteError,
    end_lecture,
    shared_transport,
    sign_in,
    start_lecture,
    tls_context,
)
from classroom.operations.simulation.stages import stages_between
from classroom.operations.simulation.tally import Shown, Tally

STEP_S = 1.0
LOOK_EVERY_S = 5
PATIENCE_S = 8.0  # for answers and ticks after the last frame; frames that wait longer than FRAME_TTL_S are gone
POLL_S = 0.2

Tell = Callable[[str, float, Tally], None]


class SimulatedClass:
    """The students and dashboards of one plan.

    Args:
        pictures: JPEGs for the cameras.
        tell: takes what is being done, how far it is (0 to 1) and the counts, once a second.
        trusts_everybody: accept a certificate that nobody vouches for.
    """

    def __init__(self, plan: Plan, pictures: Sequence[bytes], tell: Tell, *, trusts_everybody: bool) -> None:
        self._plan = plan
        self._pictures = pictures
        self._tell = tell
        self._tls: ssl.SSLContext = tls_context(trusts_everybody=trusts_everybody)
        self._transport = shared_transport(self._tls)
        self._teacher = Browser(plan.base_url, self._transport)
        self._admin: Browser | None = None
        self.tally = Tally()
        self._stages: list[dict[str, Any]] = []
        self._lectures: list[Lecture] = []
        self._shown: list[Shown] = []
        self._dashboards: list[Dashboard] = []
        self._students: list[Student] = []
        self._running: set[asyncio.Task[None]] = set()

    async def run(self, teacher: Credentials, var_dir: Path, admin: Credentials | None = None) -> dict[str, Any]:
        """Hold the lectures and measure; the report.

        Args:
            teacher: whose lectures they are.
            var_dir: of the product, to find its own servers' processes.
            admin: lets the courses show figures of a single person. Which frame these count can be told where one
                student sits in each lecture.

        Raises:
            SiteError: the teacher could not sign in or start, or no student could join.
        """
        began_at = datetime.now(UTC)
        try:
            await sign_in(self._teacher, teacher.username, teacher.password)
            if admin is not None:
                self._admin = Browser(self._plan.base_url, self._transport)
                await sign_in(self._admin, admin.username, admin.password)
            await self._open_lectures()
            join_s = await self._let_students_in()
            footprints = product_footprints(port_of(self._plan.base_url), var_dir)
            used_s = time.process_time()
            measured_s = await self._measure(footprints)
            used_s = time.process_time() - used_s
        finally:
            await self._close()
        return {
            "began_at": began_at.isoformat(timespec="seconds"),
            "students": self._plan.students,
            "sessions": self._plan.sessions,
            "duration_s": self._plan.duration_s,
            "join_s": round(join_s, 1),
            "frames_per_s": round(self.tally.frames_sent / self._plan.duration_s, 1),
            **self.tally.summary(),
            "simulator_cores": round(used_s / measured_s, 3),
            "stages": self._stages,
            "processes": [footprint.summary(measured_s) for footprint in footprints if footprint.pss_bytes],
        }

    async def _open_lectures(self) -> None:
        for number in range(1, self._plan.sessions + 1):
            lecture = await start_lecture(self._teacher, f"Simulated class {number}", self._admin)
            shown = Shown(self.tally)
            dashboard = Dashboard(
                self._teacher, lecture, shown=shown, tally=self.tally, lot=random.random, tls=self._tls
            )
            self._lectures.append(lecture)
            self._shown.append(shown)
            self._dashboards.append(dashboard)
            await dashboard.read_timeline()
            self._start(dashboard.run())

    async def _let_students_in(self) -> float:
        """Everybody joins, so many a second; how many seconds that took."""
        began = time.monotonic()
        joining = [asyncio.create_task(self._join_at(began, number)) for number in range(self._plan.students)]
        left = set(joining)
        while left:
            _done, left = await asyncio.wait(left, timeout=STEP_S)
            self._tell("joining", 1 - len(left) / len(joining), self.tally)
        if not self.tally.joined:
            why = next(iter(self.tally.errors), "nobody knows why")
            raise SiteError(self._plan.base_url, f"let no student in: {why}.")
        return time.monotonic() - began

    async def _join_at(self, began: float, number: int) -> None:
        await asyncio.sleep(max(0.0, began + number / self._plan.join_rate - time.monotonic()))
        session = self._plan.session_of(number)
        student = Student(
            Browser(self._plan.base_url, self._transport),
            self._lectures[session],
            pictures=self._pictures,
            shown=self._shown[session],
            tally=self.tally,
            lot=random.random,
            least_interval_s=self._plan.interval_s or 0.0,
            tls=self._tls,
        )
        if await student.join(f"Student {number + 1}"):
            self._students.append(student)
            self._start(student.run())

    async def _measure(self, footprints: Sequence[Footprint]) -> float:
        """Let the class go on for the time of the plan and wait for the last answers; seconds between the looks."""
        first = await self._numbers()
        began = time.monotonic()
        self.tally.begin(student.told_s for student in self._students if student.told_s)
        for step in range(round(self._plan.duration_s / STEP_S)):
            if step % LOOK_EVERY_S == 0:
                await asyncio.to_thread(_look_at, footprints)
            await self._lose_some()
            await asyncio.sleep(max(0.0, began + (step + 1) * STEP_S - time.monotonic()))
            self._tell("measuring", (step + 1) * STEP_S / self._plan.duration_s, self.tally)
        for student in self._students:
            student.put_camera_away()
        await asyncio.to_thread(_look_at, footprints)
        measured_s = time.monotonic() - began
        self.tally.is_measuring = False
        self._stages = stages_between(first, await self._numbers())
        await self._wait_for_the_last()
        return measured_s

    async def _numbers(self) -> str:
        """What the product's histograms say; nothing where they are for whoever has a token."""
        try:
            return await self._teacher.page("/metrics")
        except SiteError:
            return ""

    async def _lose_some(self) -> None:
        chance = self._plan.drop_rate * STEP_S / 60
        for student in self._students:
            if chance and random.random() < chance:  # noqa: S311  # a lot, not a secret
                student.drop()

    async def _wait_for_the_last(self) -> None:
        give_up_at = time.monotonic() + PATIENCE_S
        while time.monotonic() < give_up_at:
            facts = self.tally.summary()
            if not facts["stale"] and facts["shown"] == facts["analysed"]:
                return
            await asyncio.sleep(POLL_S)

    async def _close(self) -> None:
        """Everybody goes, and the lectures end, however this came to its end."""
        for socket in (*self._students, *self._dashboards):
            socket.stop()
        for lecture in self._lectures:
            with suppress(SiteError):  # it ends by itself then
                await end_lecture(self._teacher, lecture)
        for task in self._running:
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)
        await self._transport.aclose()

    def _start(self, work: Any) -> None:
        self._running.add(asyncio.create_task(work))


def _look_at(footprints: Sequence[Footprint]) -> None:
    for footprint in footprints:
        footprint.look()
