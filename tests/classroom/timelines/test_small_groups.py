"""What all published buckets of a lecture together tell about one student, as people come, go and withdraw.

The adversary of small_groups.py has all that is published: shares, engagement, bands, levels, coverage. Levels are told
by lot, bands lie around the published mean, and coverage counts people; what is left are sums. docs/privacy.md says
what this does not cover, and ../reports/test_all_outputs.py goes on from published buckets to all that is made of them.
"""

from itertools import combinations
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from classroom.timelines.aggregation import ClassFigures, Room, aggregate
from classroom.timelines.publication import MEASURED_BAND_FROM, PublishedFigures, publish
from classroom.timelines.window import Sums
from tests.classroom.timelines.small_groups import (
    MINIMUM,
    NARROWEST,
    Group,
    Interval,
    assert_left_open,
    differences,
    lectures,
)

NEIGHBOURS = 3


def published_in(everybody: dict[UUID, Sums], group: Group) -> tuple[ClassFigures, PublishedFigures]:
    people = {person: everybody[person] for person in sorted(group)}
    exact = aggregate(people, room=Room(len(group)), least_readings=2, secret=b"a session")
    return exact, publish(exact, MINIMUM)


@given(lectures(), st.integers(0, 7))
def test_no_coming_or_going_pins_a_student_down(lecture: tuple[dict[UUID, Sums], list[Group]], index: int) -> None:
    everybody, groups = lecture
    told = [published_in(everybody, group)[1] for group in groups]
    for person, interval in differences(groups, told, index):
        assert_left_open(everybody[person], index, interval)


@given(lectures(), st.integers(0, 7))
def test_neighbouring_buckets_together_do_not_either(lecture: tuple[dict[UUID, Sums], list[Group]], index: int) -> None:
    everybody, groups = lecture
    told = [published_in(everybody, group)[1] for group in groups]
    for start in range(len(groups) - NEIGHBOURS + 1):
        run = slice(start, start + NEIGHBOURS)
        known: dict[UUID, Interval] = {}
        for person, (low, high) in differences(groups[run], told[run], index):
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
