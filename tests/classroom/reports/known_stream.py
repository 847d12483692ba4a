"""A stream of readings that is known, and the figures that follow from it, computed without the product.

Twenty-seven students have joined, twenty-two share. In interval 1 only four of them send, in interval 3 twelve; from
interval 4 on the last of the twenty-two can be read once and no more. From interval 12 on faces turn from happy to
angry and engagement falls. Some snapshots cannot be read, some readings are called wrong.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from statistics import fmean, pstdev

EMOTIONS = ("angry", "disgust", "fear", "happy", "sad", "surprise", "neutral")
BEFORE = (0.05, 0.03, 0.07, 0.45, 0.10, 0.06, 0.24)
AFTER = (0.30, 0.03, 0.07, 0.15, 0.10, 0.06, 0.29)
PEOPLE, JOINED = 22, 27
BUCKETS, BUCKET_S = 16, 15
HIDDEN, COARSE, ONE_UNREADABLE_FROM, CHANGE = 1, 3, 4, 12
SHOWN = [bucket for bucket in range(BUCKETS) if bucket != HIDDEN]
LEVELS = ("low", "middling", "high")
Z_80 = 1.2816  # four fifths of a normal distribution lie so many deviations around its mean


@dataclass(frozen=True)
class Known:
    """One reading, and whether its student calls it wrong before the bucket closes."""

    shares: tuple[float, ...]
    engagement: float
    is_wrong: bool


def readings_of(person: int, bucket: int) -> list[Known]:
    """One to four readings, other ones for everybody in every bucket."""
    if person >= {HIDDEN: 4, COARSE: 12}.get(bucket, PEOPLE):
        return []
    is_hardly_readable = person == PEOPLE - 1 and bucket >= ONE_UNREADABLE_FROM
    count = 1 if is_hardly_readable else 2 + (person + bucket) % 3
    return [_reading(person, bucket, number) for number in range(count)]


def _reading(person: int, bucket: int, number: int) -> Known:
    lot = Random(10_000 * person + 100 * bucket + number)
    usual, engaged = (AFTER, 0.36) if bucket >= CHANGE else (BEFORE, 0.63)
    weights = [share * lot.uniform(0.5, 1.5) for share in usual]
    engagement = engaged + (7 * person % 11 - 5) / 20 + lot.uniform(-0.1, 0.1)
    is_wrong = number >= 2 and (person + bucket) % 5 == 0
    return Known(tuple(weight / sum(weights) for weight in weights), engagement, is_wrong)


def unread_of(person: int, bucket: int) -> list[str]:
    """Reasons of the snapshots without a reading."""
    if not readings_of(person, bucket):
        return []
    return ["no_face"] * 2 * ((person + bucket) % 4 == 0) + ["too_dark"] * ((person + bucket) % 7 == 0)


def signals_in(bucket: int) -> tuple[int, ...]:
    """Students who are lost, find it too fast or too slow, are fine, need a break, raise a hand."""
    lost = 9 if bucket >= CHANGE else 3 * (bucket == 5)
    return lost, 0, 0, 6 * (bucket in (2, 13)), 0, 2 * (bucket == 14)


def counted_in(bucket: int) -> dict[int, list[Known]]:
    """The readings that stand, of everybody who has two or more of them."""
    standing = {
        person: [known for known in readings_of(person, bucket) if not known.is_wrong] for person in range(PEOPLE)
    }
    return {person: readings for person, readings in standing.items() if len(readings) >= 2}


def to_step(value: float, people: int) -> float:
    """Five points below twenty people, one point from there."""
    step = 0.01 if people >= 20 else 0.05
    return round(round(value / step) * step, 2)


def shares_in(bucket: int) -> list[float]:
    """Everybody weighs the same, however many readings they have."""
    people = counted_in(bucket).values()
    means = [[fmean(known.shares[emotion] for known in readings) for readings in people] for emotion in range(7)]
    return [to_step(fmean(row), len(people)) for row in means]


def engagements_in(bucket: int) -> dict[int, float]:
    """The exact mean of each person."""
    return {person: fmean(known.engagement for known in readings) for person, readings in counted_in(bucket).items()}


def engagement_in(bucket: int) -> float:
    values = engagements_in(bucket).values()
    return to_step(fmean(values), len(values))


def band_in(bucket: int) -> tuple[float, float]:
    """The range in which a mean of so many people lies four times in five, by the central limit theorem."""
    values = list(engagements_in(bucket).values())
    half = Z_80 * pstdev(values) / len(values) ** 0.5
    return fmean(values) - half, fmean(values) + half


def lot_of(person: int, level: int) -> int:
    """The drawn lots: every fourth student is told as a level that has nothing to do with the true one."""
    return person // 4 % 3 if person % 4 == 0 else level


def levels_in(bucket: int) -> list[float]:
    """Warner's estimate from told levels: a told level is a drawn one of three one time in four."""
    told = Counter(
        lot_of(person, 0 if value < 0.25 else 2 if value > 0.65 else 1)
        for person, value in engagements_in(bucket).items()
    )
    people = told.total()
    likely = [max(0.0, (told[level] / people - 0.25 / 3) / 0.75) for level in range(3)]
    return [to_step(min(share / sum(likely), 0.8), people) for share in likely]


def coverage_in(bucket: int) -> tuple[int, int, int] | None:
    """Joined, sharing and readable: hidden while four share, and still while only one more cannot be read."""
    if bucket == HIDDEN:
        return None
    if bucket == COARSE:
        return JOINED, 12, 12
    return JOINED, PEOPLE, PEOPLE - (bucket >= ONE_UNREADABLE_FROM)


def usual_and_new(values: Sequence[float | None]) -> tuple[float, float]:
    """Means of a series before and after the change, since the last interval that was hidden."""
    told = [0.0 if value is None else value for value in values]
    return fmean(told[HIDDEN + 1 : CHANGE]), fmean(told[CHANGE:])


def percents_of_trust(late: int) -> tuple[int, dict[str, int], int]:
    """Snapshots that could not be read, why, and readings called wrong, over intervals with five students or more.

    Args:
        late: readings that were called wrong after their bucket had closed.
    """
    sent = [known for bucket in SHOWN for person in range(PEOPLE) for known in readings_of(person, bucket)]
    unread = Counter(reason for bucket in SHOWN for person in range(PEOPLE) for reason in unread_of(person, bucket))
    wrong = sum(known.is_wrong for known in sent) + late
    reasons = {reason: round(100 * count / unread.total()) for reason, count in unread.items()}
    return round(100 * unread.total() / (unread.total() + len(sent))), reasons, round(100 * wrong / len(sent))
