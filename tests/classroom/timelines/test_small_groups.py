"""What the published buckets of a lecture tell about one student, as people come, go and withdraw.

The adversary of small_groups.py has all that is published: shares, engagement, bands, levels, coverage. Levels are told
by lot, bands lie around the published mean, and coverage counts people; what is left are sums.

What is held here, of each figure by itself: the rounding leaves 0.4 of a student's share open in every pair of buckets
of a lecture, in every three neighbours together, and in all buckets together as long as nobody is seen both to come and
to go. Else four buckets can be enough to leave nothing open; the last test of these shows how. docs/privacy.md says so
and what else is not covered, test_near_none_and_all.py how much less it is at the ends of the scale, and
../reports/test_all_outputs.py goes on from published buckets to all that is made of them.
"""

from itertools import combinations
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from classroom.timelines.aggregation import ClassFigures, Room, aggregate
from classroom.timelines.publication import MEASURED_BAND_FROM, PublishedFigures, publish
from classroom.timelines.window import Sums
from tests.classroom.timelines.small_groups import (
    FLOAT,
    MINIMUM,
    NARROWEST,
    Group,
    assert_left_open,
    differences,
    intersections,
    lectures,
    truth_of,
)

NEIGHBOURS = 3
EVERYONE_ELSE, COMES_AND_GOES, FOLLOWS = 0.52, 0.56, 0.86  # of engagement


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
        for person, interval in intersections(differences(groups[run], told[run], index)).items():
            assert_left_open(everybody[person], index, interval)


@given(lectures(nobody_twice=True), st.integers(0, 7))
def test_nor_does_a_whole_lecture_in_which_nobody_both_comes_and_goes(
    lecture: tuple[dict[UUID, Sums], list[Group]], index: int
) -> None:
    everybody, groups = lecture
    told = [published_in(everybody, group)[1] for group in groups]
    for person, interval in intersections(differences(groups, told, index)).items():
        assert_left_open(everybody[person], index, interval)


@given(lectures(), st.integers(0, 7))
def test_however_many_buckets_are_put_together_the_truth_lies_in_what_is_concluded(
    lecture: tuple[dict[UUID, Sums], list[Group]], index: int
) -> None:
    everybody, groups = lecture
    told = [published_in(everybody, group)[1] for group in groups]
    for person, (low, high) in intersections(differences(groups, told, index)).items():
        assert low - FLOAT <= truth_of(everybody[person], index) <= high + FLOAT


def test_four_buckets_can_tell_of_whoever_follows_one_who_goes_again() -> None:
    """The limit that docs/privacy.md names: it is here so that nobody promises more."""
    everyone_else = [UUID(int=number) for number in range(5)]
    comes_and_goes, follows = UUID(int=5), UUID(int=6)
    engagements = dict.fromkeys(everyone_else, EVERYONE_ELSE) | {comes_and_goes: COMES_AND_GOES, follows: FOLLOWS}
    faces = {person: Sums(2, 2, (2.0, *[0.0] * 6), 2 * value) for person, value in engagements.items()}
    alone = frozenset(everyone_else)
    groups = [alone, alone | {comes_and_goes}, alone | {comes_and_goes, follows}, alone | {follows}]
    told = [published_in(faces, group)[1] for group in groups]
    low, high = intersections(differences(groups, told, index=7))[follows]
    assert low - FLOAT <= FOLLOWS <= high + FLOAT
    assert high - low < NARROWEST / 4


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
