"""What happened to the frames, counted, and how long they took."""

import math
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

PERCENTILES = (50, 95, 99)
DIGITS = 3


def percentiles(values: Sequence[float]) -> dict[str, float | None]:
    """p50, p95 and p99: the smallest value that so many per cent of all do not exceed; None without values."""
    ordered = sorted(values)
    return {f"p{share}": round(_at(ordered, share), DIGITS) if ordered else None for share in PERCENTILES}


def _at(ordered: Sequence[float], share: int) -> float:
    return ordered[max(0, math.ceil(share / 100 * len(ordered)) - 1)]


@dataclass
class Tally:
    """The counts of all students together. Frames that were sent before `is_measuring` are in none of them.

    Attributes:
        refused: by the server's reason.
        errors: by what went wrong.
        dropped: connections that students lost on purpose.
    """

    is_measuring: bool = False
    joined: int = 0
    dropped: int = 0
    frames_sent: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    errors: Counter[str] = field(default_factory=Counter)
    to_answer_s: list[float] = field(default_factory=list)
    to_dashboard_s: list[float] = field(default_factory=list)
    to_figures_s: list[float] = field(default_factory=list)
    intervals_s: list[float] = field(default_factory=list)

    @property
    def analysed(self) -> int:
        return len(self.to_answer_s)

    def begin(self, intervals_s: Iterable[float]) -> None:
        """Count from now on. The cameras go by these intervals, which they were told before."""
        self.intervals_s = list(intervals_s)
        self.is_measuring = True

    def told(self, interval_s: float) -> None:
        """A camera was told to send so often."""
        if self.is_measuring:
            self.intervals_s.append(interval_s)

    def summary(self) -> dict[str, Any]:
        """The figures of the report. A frame that was accepted and never answered went stale."""
        accepted = self.frames_sent - sum(self.refused.values())
        told = self.intervals_s
        return {
            "joined": self.joined,
            "dropped": self.dropped,
            "frames_sent": self.frames_sent,
            "accepted": accepted,
            "refused": dict(self.refused),
            "analysed": self.analysed,
            "stale": accepted - self.analysed,
            "shown": len(self.to_dashboard_s),
            "send_to_answer_s": percentiles(self.to_answer_s),
            "send_to_dashboard_s": percentiles(self.to_dashboard_s),
            "send_to_figures_s": percentiles(self.to_figures_s),
            "interval_s": {"least": min(told), "most": max(told), "last": told[-1]} if told else None,
            "errors": dict(self.errors),
        }


@dataclass
class Shown:
    """Finds the ticks with which a dashboard counts a frame; one for each session. Times are of the epoch.

    Two ticks matter: the first that was made when the frame's reading was there, which is what the product's speed
    decides, and the first whose figures count it. Where a class is more than one person the latter closes the bucket.
    In a course that shows single people the open bucket has figures, from a person's second reading in it on.

    Attributes:
        started_at: of the session; bucket_s: length of its buckets.
    """

    tally: Tally
    started_at: float = 0.0
    bucket_s: int = 1
    _waiting: deque[tuple[float, float]] = field(default_factory=deque)
    _open: deque[tuple[float, float]] = field(default_factory=deque)

    def wait_for(self, sent_at: float, answered_at: float) -> None:
        self._waiting.append((answered_at, sent_at))
        self._open.append((answered_at, sent_at))

    def take_tick(self, tick: dict[str, Any], heard_at: float) -> None:
        """A tick was heard: it counts what was answered before it was made, up to the newest bucket it carries."""
        current, made_at = tick["open"], self.started_at + tick["as_of_s"]
        closed = [bucket["sequence"] for bucket in tick["closed"]]
        carried = [*closed, current["sequence"]] if current else closed
        if carried:
            self.tally.to_dashboard_s += self._counted(self._waiting, made_at, max(carried), heard_at)
        if closed:
            self.tally.to_figures_s += self._counted(self._open, math.inf, max(closed), heard_at)
        if current and current["shares"]:
            self.tally.to_figures_s += self._counted(self._open, made_at, current["sequence"], heard_at)

    def _counted(
        self, waiting: deque[tuple[float, float]], until: float, newest: int, heard_at: float
    ) -> Iterator[float]:
        """Take out what was answered until then, up to a bucket; how long each took."""
        while waiting and waiting[0][0] <= until and self._bucket_of(waiting[0][0]) <= newest:
            _answered_at, sent_at = waiting.popleft()
            yield heard_at - sent_at

    def _bucket_of(self, answered_at: float) -> int:
        return int((answered_at - self.started_at) // self.bucket_s)
