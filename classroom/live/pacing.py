"""How often cameras are asked for a snapshot: a function of how long frames wait, without input or output (decision 7).

What is steered is the gap: the mean time between two snapshots of one camera, the same in every class. Up to
`longest_interval_ms` the gap is the interval that cameras are told. A longer one is shared out in turns: the interval
is then the gap divided by their number, and every class rests while others measure.
"""

import math
from dataclasses import dataclass, replace

from django.conf import settings

LONGEST_INTERVAL_MS = 7000
FIT = 14 / 15  # of a bucket: so many snapshots surely fall into it although queues and announcements take a moment
LATE_S, CALM_S = 0.6, 0.2
LENGTHEN, SHORTEN = 1.25, 0.9
FIRST_PATIENCE_S, LONGEST_PATIENCE_S = 5, 120  # a hiccup is over soon, a load that stays doubles it
CONVINCED_AFTER = 4  # times that shortening the gap did no harm
LEAST_ARRIVALS_PER_S = 50.0  # a handful of frames is no queue, however few cameras there are
TURN_BUCKETS = 2
MOST_TURNS = 8
MS_PER_S = 1000


@dataclass(frozen=True)
class Waiting:
    """What waits for the frame workers.

    Attributes:
        oldest_s: how long the oldest frame has waited.
        length: how many wait.
    """

    oldest_s: float = 0.0
    length: int = 0

    def delay_s(self, arrivals_per_s: float) -> float:
        """How late frames are: as the oldest shows, or by Little's law as the queue's length foretells."""
        return max(self.oldest_s, self.length / max(arrivals_per_s, LEAST_ARRIVALS_PER_S))


@dataclass(frozen=True)
class Limits:
    """Between what the gap may move, in milliseconds."""

    usual_ms: float
    longest_ms: float


@dataclass(frozen=True)
class Pace:
    """The gap and what is remembered to change it smoothly.

    Attributes:
        hold_s: seconds until the effect of the last change can be judged.
        calm_s: seconds since frames were last in time without a break.
        patience_s: how long it must be calm before the gap is shortened.
        shortened: how often in a row it was, since it was last lengthened.
    """

    gap_ms: float
    hold_s: int = 0
    calm_s: int = 0
    patience_s: int = FIRST_PATIENCE_S
    shortened: int = 0


def longest_interval_ms() -> int:
    """The longest interval at which a bucket still gets enough readings of everybody."""
    fitting = int(FIT * settings.BUCKET_S * MS_PER_S / settings.READINGS_PER_CONTRIBUTOR)
    return max(settings.FRAME_INTERVAL_MS, min(LONGEST_INTERVAL_MS, fitting))


def limits_for(classes: int) -> Limits:
    """One class alone cannot take turns."""
    turns = max(1, min(classes, MOST_TURNS))
    return Limits(settings.FRAME_INTERVAL_MS, longest_interval_ms() * turns)


def next_pace(pace: Pace, delay_s: float, limits: Limits) -> Pace:
    """The pace a second later, when frames are so late."""
    pace = replace(pace, gap_ms=min(max(pace.gap_ms, limits.usual_ms), limits.longest_ms))
    if pace.hold_s:
        return replace(pace, hold_s=pace.hold_s - 1, calm_s=0)
    if delay_s >= LATE_S:
        return _lengthened(pace, limits)
    if delay_s > CALM_S:
        return replace(pace, calm_s=0)
    pace = replace(pace, calm_s=pace.calm_s + 1)
    if pace.gap_ms <= limits.usual_ms:
        return pace if pace.calm_s < LONGEST_PATIENCE_S else Pace(limits.usual_ms)  # what was learned is forgotten late
    return _shortened(pace, limits) if pace.calm_s >= pace.patience_s else pace


def _lengthened(pace: Pace, limits: Limits) -> Pace:
    """Shortening it was a mistake if that came before: the next try waits twice as long."""
    patience_s = min(2 * pace.patience_s, LONGEST_PATIENCE_S) if pace.shortened else pace.patience_s
    gap_ms = min(pace.gap_ms * LENGTHEN, limits.longest_ms)
    return Pace(gap_ms, hold_s=math.ceil(interval_ms(gap_ms) / MS_PER_S), patience_s=patience_s)


def _shortened(pace: Pace, limits: Limits) -> Pace:
    shortened = pace.shortened + 1
    return Pace(
        gap_ms=max(pace.gap_ms * SHORTEN, limits.usual_ms),
        patience_s=FIRST_PATIENCE_S if shortened >= CONVINCED_AFTER else pace.patience_s,
        shortened=shortened,
    )


def turns_in(gap_ms: float) -> int:
    """How many turns a gap is shared out in; 1 means that every class measures all the time."""
    return math.ceil(gap_ms / longest_interval_ms())


def interval_ms(gap_ms: float) -> int:
    """What cameras are told while their class measures."""
    return round(gap_ms / turns_in(gap_ms))


def rests(gap_ms: float, place: int, bucket_start: float, bucket_s: int) -> bool:
    """Whether a class rests in a bucket.

    Args:
        place: of the class among those that are open, from 0.
        bucket_start: in seconds since the epoch, so that the turns of all classes fit together.
    """
    turns = turns_in(gap_ms)
    return int(bucket_start // (TURN_BUCKETS * bucket_s)) % turns != place % turns


def resting_interval_ms(gap_ms: float, bucket_s: int) -> int:
    """What cameras are told while their class rests: a whole round, in case the word at its end is lost."""
    return turns_in(gap_ms) * TURN_BUCKETS * bucket_s * MS_PER_S
