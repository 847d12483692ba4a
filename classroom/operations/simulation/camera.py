"""When a simulated camera sends: the rules of static/js/lib/frame_sender.js and ticker_worker.js, without a camera."""

from collections.abc import Callable
from dataclasses import dataclass, field

PATIENCE_INTERVALS = 2.0  # frame_sender.js
EARLIEST_INTERVALS = 0.5  # ticker_worker.js


@dataclass
class Camera:
    """One student's camera. Times are seconds of one clock that never runs backwards.

    Attributes:
        least_interval_s: it never sends more often than that, whatever the server says.
        lot: a random number from 0 to 1.
        may_send: the session is live and the student agreed.
    """

    least_interval_s: float
    lot: Callable[[], float]
    may_send: bool = False
    interval_s: float = 0.0
    due_at_s: float = 0.0
    sequence: int = 0
    _sent_at_s: dict[int, float] = field(default_factory=dict)
    _last_tick_s: float = float("-inf")

    def announce(self, interval_s: float, now_s: float) -> None:
        """The server says how often; a new interval begins at a random moment."""
        interval_s = max(interval_s, self.least_interval_s)
        if interval_s == self.interval_s:
            return
        self.interval_s = interval_s
        earliest = max(now_s, self._last_tick_s + EARLIEST_INTERVALS * interval_s)
        self.due_at_s = earliest + self.lot() * interval_s

    def tick(self, now_s: float) -> int | None:
        """The moment has come: the number of the frame to send now, or None when the last one is waited for."""
        self._last_tick_s = now_s
        self.due_at_s = max(self.due_at_s + self.interval_s, now_s)
        waiting_since = self._sent_at_s.get(self.sequence)
        if not self.may_send:
            return None
        if waiting_since is not None and now_s - waiting_since < PATIENCE_INTERVALS * self.interval_s:
            return None
        self.sequence += 1
        self._sent_at_s[self.sequence] = now_s
        return self.sequence

    def settle(self, sequence: int) -> float | None:
        """An answer or a refusal has come: when the frame was sent, or None if nobody waits for it any more."""
        return self._sent_at_s.pop(sequence, None)

    def reset(self) -> None:
        """Forget what was in flight and the interval: the connection is new."""
        self._sent_at_s.clear()
        self.interval_s = 0.0
