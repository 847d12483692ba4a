"""Keeping the parts of the product running: restarts with back-off, an end when a part keeps dying, an orderly stop."""

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from classroom.operations.parts import Part

DEATHS_LIMIT = 5
DEATHS_WINDOW_S = 60.0
FIRST_PAUSE_S = 0.5
LONGEST_PAUSE_S = 8.0
STOP_TIMEOUT_S = 12.0


class Process(Protocol):
    """A running part, its children included."""

    def poll(self) -> int | None: ...
    def terminate(self) -> None: ...
    def kill(self) -> None: ...


class GaveUpError(RuntimeError):
    """A part died too often to go on."""


@dataclass
class _Post:
    """A part, the process that fills it, and when that died."""

    part: Part
    process: Process | None = None
    due_at: float = 0.0
    deaths: deque[float] = field(default_factory=lambda: deque(maxlen=DEATHS_LIMIT))

    def pause_s(self) -> float:
        """How long to wait before the next start: doubled with every recent death."""
        return min(FIRST_PAUSE_S * 2.0 ** (len(self.deaths) - 1), LONGEST_PAUSE_S)


class Supervisor:
    """Starts the parts and sees to it that they run. `step` is to be called several times a second.

    Args:
        parts: what has to run.
        start: makes a process out of a part.
        clock: seconds that only grow.
        tell: takes one line for the person at the terminal.
    """

    def __init__(
        self,
        parts: Sequence[Part],
        *,
        start: Callable[[Part], Process],
        clock: Callable[[], float],
        tell: Callable[[str], None],
    ) -> None:
        self._posts = [_Post(part) for part in parts]
        self._start = start
        self._clock = clock
        self._tell = tell

    def step(self) -> None:
        """Start what is due and note what died.

        Raises:
            GaveUpError: a part died DEATHS_LIMIT times in DEATHS_WINDOW_S.
        """
        for post in self._posts:
            if post.process is not None:
                self._bury_if_dead(post, post.process)
            elif self._clock() >= post.due_at:
                post.process = self._start(post.part)

    def stop(self, sleep: Callable[[float], None]) -> None:
        """Ask every part to end, last started first; kill what has not ended after STOP_TIMEOUT_S."""
        running = [post.process for post in reversed(self._posts) if post.process is not None]
        for process in running:
            process.terminate()
        give_up_at = self._clock() + STOP_TIMEOUT_S
        while any(process.poll() is None for process in running) and self._clock() < give_up_at:
            sleep(0.1)
        self.kill()

    def kill(self) -> None:
        """End every part and its children at once."""
        for post in self._posts:
            if post.process is not None:
                post.process.kill()

    def _bury_if_dead(self, post: _Post, process: Process) -> None:
        status = process.poll()
        if status is None:
            return
        process.kill()  # whatever children it left behind
        now = self._clock()
        post.process = None
        post.deaths.append(now)
        if len(post.deaths) == DEATHS_LIMIT and now - post.deaths[0] <= DEATHS_WINDOW_S:
            raise GaveUpError(
                f"{post.part.name} ended {DEATHS_LIMIT} times within {DEATHS_WINDOW_S:.0f} s; its last lines say why."
            )
        while post.deaths and now - post.deaths[0] > DEATHS_WINDOW_S:
            post.deaths.popleft()
        post.due_at = now + post.pause_s()
        self._tell(f"{post.part.name} ended with status {status}; starting it again in {post.pause_s():.1f} s.")
