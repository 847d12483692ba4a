"""Where engagement is called low, middling or high, and how a class's levels are told without telling anybody's.

An exact count would: when one person leaves and "low" falls from two to one, that person was low, however coarsely the
count is rounded. So each level is told by lot (Warner's randomised response, 1965): one time in four a drawn level
stands in its place. Any told level can stand for any true one, whatever is known of all the others. A person's lots are
the same for a whole session, so that they do not average out.
"""

import hashlib
from collections.abc import Sequence
from uuid import UUID

# Sharma et al. 2019 (arXiv 1909.12913): above .65 highly engaged, .25 to .65 engaged, below not.
MIDDLING_FROM = 0.25
HIGH_ABOVE = 0.65

LOW, MIDDLING, HIGH = LEVELS = range(3)
BY_LOT = 0.25  # how often a drawn level stands in for the true one
LOT_BYTES = 8


def level_index(engagement: float) -> int:
    """LOW, MIDDLING or HIGH."""
    if engagement < MIDDLING_FROM:
        return LOW
    return HIGH if engagement > HIGH_ABOVE else MIDDLING


def told_level(level: int, person: UUID, secret: bytes) -> int:
    """The level that is counted for a person.

    Args:
        secret: 64 bytes at most, of one session.
    """
    digest = hashlib.blake2b(person.bytes + bytes([level]), key=secret, digest_size=LOT_BYTES).digest()
    lot = int.from_bytes(digest, "big") / 256**LOT_BYTES
    return int(lot / BY_LOT * len(LEVELS)) if lot < BY_LOT else level


def count_levels(levels: Sequence[int]) -> tuple[int, ...]:
    return tuple(levels.count(level) for level in LEVELS)


def estimated_shares(told: Sequence[int]) -> tuple[float, ...]:
    """The likely shares of the true levels behind told counts: what lots add on average is taken away again."""
    people = sum(told)
    likely = [max(0.0, (count / people - BY_LOT / len(LEVELS)) / (1 - BY_LOT)) for count in told]
    return tuple(share / sum(likely) for share in likely)
