"""How often one seat may send, tap, be refused and open sockets. Each web process remembers the latest seats."""

from collections import OrderedDict
from dataclasses import dataclass, field
from uuid import UUID

TAPS_AT_ONCE, TAPS_PER_S = 8, 1.0
SOCKETS_AT_ONCE, SOCKETS_PER_S = 10, 0.5  # a network that flickers is fine, a new socket for every frame is not
REFUSALS_AT_ONCE, REFUSALS_PER_S = 30, 1.0  # our own page is refused a frame or two when something changes
SEATS_REMEMBERED = 20_000  # about 10 MB


@dataclass
class Allowance:
    """A few at once, then so many a second: a token bucket."""

    at_once: int
    per_s: float
    _left: float = field(init=False)
    _last_s: float = 0.0

    def __post_init__(self) -> None:
        self._left = float(self.at_once)

    def take(self, now_s: float) -> bool:
        """Take one if there is one left."""
        self._left = min(self.at_once, self._left + self.per_s * (now_s - self._last_s))
        self._last_s = now_s
        if self._left < 1:
            return False
        self._left -= 1
        return True


@dataclass
class SeatPace:
    """What one participation did last, on whichever of its sockets."""

    last_frame_s: float = float("-inf")
    taps: Allowance = field(default_factory=lambda: Allowance(TAPS_AT_ONCE, TAPS_PER_S))
    sockets: Allowance = field(default_factory=lambda: Allowance(SOCKETS_AT_ONCE, SOCKETS_PER_S))
    refusals: Allowance = field(default_factory=lambda: Allowance(REFUSALS_AT_ONCE, REFUSALS_PER_S))


class SeatPaces:
    """The paces of the seats seen last; the one that opened no socket for longest is forgotten first."""

    def __init__(self, most: int = SEATS_REMEMBERED) -> None:
        self._most = most
        self._paces: OrderedDict[UUID, SeatPace] = OrderedDict()

    def of(self, participation_id: UUID) -> SeatPace:
        pace = self._paces.setdefault(participation_id, SeatPace())
        self._paces.move_to_end(participation_id)
        if len(self._paces) > self._most:
            self._paces.popitem(last=False)
        return pace


seat_paces = SeatPaces()
