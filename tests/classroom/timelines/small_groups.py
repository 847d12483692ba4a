"""Lectures in which people come, go and withdraw, and what an adversary concludes from published figures.

The adversary knows who contributed to every bucket and takes every face to be the same in all of them. What is
published are sums: a share rounded to a step leaves the sum over n people open by n times that step, and two groups
that differ by one person leave that person's share open by both together. That is what the rounding leaves open
(`differences`); test_near_none_and_all.py adds that no share is below none or above all. Every figure is taken by
itself.
"""

from collections.abc import Iterator
from itertools import combinations
from uuid import UUID

from hypothesis import strategies as st

from classroom.timelines.aggregation import mean_engagement, mean_shares
from classroom.timelines.publication import PublishedFigures, step_for
from classroom.timelines.window import Sums

MINIMUM = 5
NARROWEST = 0.4  # of what the rounding leaves open
FLOAT = 1e-9

Group = frozenset[UUID]
Interval = tuple[float, float]

shares = st.lists(st.floats(0.001, 1), min_size=7, max_size=7).map(lambda row: tuple(v / sum(row) for v in row))
faces = st.builds(
    lambda mean, engagement: Sums(2, 2, tuple(2 * v for v in mean), 2 * engagement), shares, st.floats(0, 1)
)
# Per bucket: how many come, and which places in the row of those present go (leaving and withdrawing look the same).
changes = st.tuples(st.integers(0, 2), st.lists(st.integers(0, 50), max_size=2))


@st.composite
def lectures(draw: st.DrawFn, *, nobody_twice: bool = False) -> tuple[dict[UUID, Sums], list[Group]]:
    """Everybody's face and who contributed to each bucket; groups around both sizes at which rules change.

    Args:
        nobody_twice: whoever comes stays, and whoever goes was there from the beginning.
    """
    first = draw(st.sampled_from([4, 6, 9, 18, 21]))
    plan = draw(st.lists(changes, min_size=2, max_size=8))
    pool = [UUID(int=number) for number in range(first + 2 * len(plan))]
    everybody = {person: draw(faces) for person in pool[:first]}
    groups = [frozenset(everybody)]
    for coming, going in plan:
        present = sorted(groups[-1] & groups[0] if nobody_twice else groups[-1])
        gone = {present[place % len(present)] for place in going if present}
        new = [person for person in pool if person not in everybody][:coming]
        everybody |= {person: draw(faces) for person in new}
        groups.append((groups[-1] - gone) | frozenset(new))
    return everybody, groups


def sum_of(published: PublishedFigures, value: float) -> Interval:
    """Where the sum over a group lies whose published mean is this value."""
    count = published.contributors or 0
    half = step_for(count) / 2
    return count * (value - half), count * (value + half)


def values_of(published: PublishedFigures) -> tuple[float, ...]:
    """All published means: seven shares, then engagement."""
    if published.shares is None or published.engagement is None:
        return ()
    return (*published.shares, published.engagement)


def intersections(differing: Iterator[tuple[UUID, Interval]]) -> dict[UUID, Interval]:
    """What all these pairs together tell of everybody."""
    known: dict[UUID, Interval] = {}
    for person, (low, high) in differing:
        earlier_low, earlier_high = known.get(person, (low, high))
        known[person] = (max(low, earlier_low), min(high, earlier_high))
    return known


def differences(groups: list[Group], told: list[PublishedFigures], index: int) -> Iterator[tuple[UUID, Interval]]:
    """Every pair of buckets that differ by one person: who that is, and what the pair tells of one of their figures."""
    for first, second in combinations(range(len(groups)), 2):
        apart = groups[first] ^ groups[second]
        if len(apart) != 1 or not values_of(told[first]) or not values_of(told[second]):
            continue
        (person,) = apart
        larger, smaller = (first, second) if person in groups[first] else (second, first)
        low, high = sum_of(told[larger], values_of(told[larger])[index])
        other_low, other_high = sum_of(told[smaller], values_of(told[smaller])[index])
        yield person, (low - other_high, high - other_low)


def truth_of(face: Sums, index: int) -> float:
    return (*mean_shares(face), mean_engagement(face))[index]


def assert_left_open(face: Sums, index: int, interval: Interval) -> None:
    """The interval holds the truth of this person, and the rounding leaves enough open."""
    low, high = interval
    assert low - FLOAT <= truth_of(face, index) <= high + FLOAT
    assert high - low >= NARROWEST
