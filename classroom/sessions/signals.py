"""What a student can say of the lecture with one tap."""

from enum import StrEnum


class Signal(StrEnum):
    """One at a time: the last tap counts."""

    LOST = "lost"
    TOO_FAST = "too_fast"
    TOO_SLOW = "too_slow"
    FINE = "fine"
    BREAK = "break"


HANDS = "hands"

COUNTED = (*Signal, HANDS)  # the order in which counts are stored and sent
