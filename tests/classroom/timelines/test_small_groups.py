"""What all published buckets of a lecture together tell about one student, as people come, go and withdraw.

The adversary knows who contributed to every bucket, takes every face to be the same in neighbouring buckets, and has
all that is published: shares, engagement, bands, levels, coverage. Levels are told by lot and coverage counts people.
What is left are sums: a share rounded to a step leaves the sum over n people open by n times that step, and two groups
that differ by one person leave that person's share open by both together. Nothing is taken to be known of a share but
what was published; docs/privacy.md says what this does not cover.
"""

from collections.abc import Iterator
from itertools import combinations
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from classroom.timelines.aggregation import ClassFigures, Room, aggregate, mean_engagement, mean_shares
from classroom.timelines.publication import MEASURED_BAND_FROM, PublishedFigures, publish, step_for
from classroom.timelines.window import Sums

MINIMUM = 5
NARROWEST = 0.4
NEIGHBOURS = 3
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
def lectures(draw: st.DrawFn) -> tuple[dict[UUID, Sums], list[Group]]:
    """Everybody's face and who contributed to each bucket; groups around both sizes at which rules change."""
    first = draw(st.sampled_from([4, 6, 9, 18, 21]))
    plan = draw(st.lists(changes, min_size=2, max_size=8))
    pool = [UUID(int=number) for number in range(first + 2 * len(plan))]
    everybody = {person: draw(faces) for person in pool[:first]}
    groups = [frozenset(everybody)]
    for coming, going in plan:
        present = sorted(groups[-1])
        gone = {present[place % len(present)] for place in going if present}
        new = [person for person in pool if person not in everybody][:coming]
        everybody |= {person: draw(faces) for person in new}
        groups.append((groups[-1] - gone) | frozenset(new))
    return everybody, groups


def published_in(everybody: dict[UUID, Sums], group: Group) -> tuple[ClassFigures, PublishedFigures]:
    people = {person: everybody[person] for person in sorted(group)}
    exact = aggregate(people, room=Room(len(group)), least_readings=2, secret=b"a session")
    return exact, publish(exact, MINIMUM)


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


def differences(groups: list[Group], told: list[PublishedFigures], index: int) -> Iterator[tuple[int, UUID, Interval]]:
    """Every pair of buckets that differ by one person: the later bucket, the person, and what the pair tells."""
    for first, second in combinations(range(len(groups)), 2):
        apart = groups[first] ^ groups[second]
        if len(apart) != 1 or not values_of(told[first]) or not values_of(told[second]):
            continue
        (person,) = apart
        larger, smaller = (first, second) if person in groups[first] else (second, first)
        low, high = sum_of(told[larger], values_of(told[larger])[index])
        other_low, other_high = sum_of(told[smaller], values_of(told[smaller])[index])
        yield second, person, (low - other_high, high - other_low)


@given(lectures(), st.integers(0, 7))
def test_no_coming_or_going_pins_a_student_down(lecture: tuple[dict[UUID, Sums], list[Group]], index: int) -> None:
    everybody, groups = lecture
    told = [published_in(everybody, group)[1] for group in groups]
    for _bucket, person, (low, high) in differences(groups, told, index):
        truth = (*mean_shares(everybody[person]), mean_engagement(everybody[person]))[index]
        assert low - FLOAT <= truth <= high + FLOAT
        assert high - low >= NARROWEST


@given(lectures(), st.integers(0, 7))
def test_neighbouring_buckets_together_do_not_either(lecture: tuple[dict[UUID, Sums], list[Group]], index: int) -> None:
    everybody, groups = lecture
    told = [published_in(everybody, group)[1] for group in groups]
    for start in range(len(groups) - NEIGHBOURS + 1):
        run = slice(start, start + NEIGHBOURS)
        known: dict[UUID, Interval] = {}
        for _bucket, person, (low, high) in differences(groups[run], told[run], index):
            earlier_low, earlier_high = known.get(person, (low, high))
            known[person] = (max(low, earlier_low), min(high, earlier_high))
        assert all(high - low >= NARROWEST for low, high in known.values())


@given(lectures())
def test_the_band_of_a_small_group_tells_nothing_that_its_mean_does_not(
    lecture: tuple[dict[UUID, Sums], list[Group]],
) -> None:
    everybody, groups = lecture
    told = [published_in(everybody, group)[1] for group in groups if MINIMUM <= len(group) < MEASURED_BAND_FROM]
    for first, second in combinations(told, 2):
        assert first.engagement != second.engagement or first.band == second.band
    assert all(published.band is not None for published in told)


@given(lectures())
def test_below_the_minimum_a_bucket_tells_nothing_of_anybody(lecture: tuple[dict[UUID, Sums], list[Group]]) -> None:
    everybody, groups = lecture
    for group in groups:
        _exact, published = published_in(everybody, group)
        hidden = (published.shares, published.engagement, published.band, published.levels)
        assert len(group) >= MINIMUM or hidden == (None,) * 4
