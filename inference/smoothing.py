"""Smoothing over one student's readings, at whatever times they come."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

# At a frame every two seconds one wrong reading then moves the mean by 18 % of its error.
TIME_CONSTANT_S = 10.0
# By then a reading weighs 5 % of what it did.
FORGET_AFTER_S = 30.0


@dataclass(frozen=True)
class Smoothed:
    """The mean of the readings so far, the recent ones weighing most.

    Attributes:
        time_s: of the last reading, on any clock that does not run backwards.
        weight: all readings' weights together, the last one's being 1.
        values: smoothed, in the readings' order.
    """

    time_s: float
    weight: float
    values: tuple[float, ...]


def smooth(
    state: Smoothed | None,
    time_s: float,
    values: Sequence[float],
    time_constant_s: float = TIME_CONSTANT_S,
    forget_after_s: float = FORGET_AFTER_S,
) -> Smoothed:
    """Take in one reading; each weighs exp(-age / time constant).

    A mean with weights and not the usual `state += part * (values - state)`: with that the first reading would count
    as if it had lasted for ever. A frame without a reading is simply not passed on, so it pulls towards nothing.

    Args:
        state: what came out last time; None before the first reading.
        time_s: when the reading was taken.
        values: probabilities or scores; the result sums to what they sum to.
        time_constant_s: the age at which a reading weighs 37 %.
        forget_after_s: a longer silence makes it start anew.

    Raises:
        ValueError: the reading is older than the last one, the values have become more or fewer, or the time
            constant is not positive.
    """
    if time_constant_s <= 0:
        raise ValueError(f"the time constant must be positive, not {time_constant_s}")
    if state is not None and time_s < state.time_s:
        raise ValueError(f"a reading at {time_s} s comes after one at {state.time_s} s")
    if state is None or recall(state, time_s, forget_after_s) is None:
        return Smoothed(time_s, 1.0, tuple(values))
    weight = state.weight * math.exp((state.time_s - time_s) / time_constant_s) + 1
    moved = (old + (new - old) / weight for old, new in zip(state.values, values, strict=True))
    return Smoothed(time_s, weight, tuple(moved))


def recall(state: Smoothed | None, time_s: float, forget_after_s: float = FORGET_AFTER_S) -> tuple[float, ...] | None:
    """Return what may still be shown at a time; None before the first reading and after a long silence."""
    if state is None or time_s - state.time_s > forget_after_s:
        return None
    return state.values
