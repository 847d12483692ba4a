from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classroom.timelines.aggregation import ClassFigures, Room, aggregate, mean_shares
from classroom.timelines.levels import LEVELS, told_level
from classroom.timelines.publication import (
    COARSE_STEP,
    FINE_STEP,
    Coverage,
    PublishedFigures,
    publish,
    rounded,
    step_for,
    usual_band,
    visible_signals,
)
from classroom.timelines.window import Sums

HAPPY = (0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0)


def figures(contributors: int, joined: int | None = None, sharing: int | None = None) -> ClassFigures:
    sharing = contributors if sharing is None else sharing
    return ClassFigures(contributors, HAPPY, 0.62, (0.5, 0.71), sharing if joined is None else joined, sharing)


def exact_figures(group: list[Sums], joined: int | None = None, secret: bytes = b"") -> ClassFigures:
    people = {UUID(int=number): sums for number, sums in enumerate(group)}
    return aggregate(people, room=Room(joined), least_readings=2, secret=secret)


def test_enough_contributors_are_published() -> None:
    published = publish(figures(5), minimum_group=5)
    assert published.shares == HAPPY
    assert published.engagement == 0.6


def test_too_few_contributors_give_no_figure_at_all() -> None:
    published = publish(figures(4), minimum_group=5)
    assert (published.shares, published.engagement, published.band, published.contributors) == (None,) * 4


def test_the_band_is_measured_from_ten_contributors() -> None:
    assert publish(figures(10), 5).band == (0.5, 0.7)


@pytest.mark.parametrize("contributors", [5, 6, 9])
def test_fewer_have_the_usual_band_which_tells_nothing_of_how_many_they_are(contributors: int) -> None:
    assert publish(figures(contributors), 5).band == (0.45, 0.75)


def test_one_person_has_no_band_and_two_in_tutoring_have_a_wide_one() -> None:
    assert publish(figures(1), 1).band is None
    assert publish(figures(2), 1).band == (0.4, 0.8)


@given(st.floats(0, 1), st.integers(1, 12))
def test_the_usual_band_holds_the_published_mean_on_the_coarse_steps(engagement: float, people: int) -> None:
    shown = rounded(engagement, COARSE_STEP)
    low, high = usual_band(shown, people)
    assert 0 <= low <= shown <= high <= 1
    assert (low, high) == (rounded(low, COARSE_STEP), rounded(high, COARSE_STEP))
    assert high - low >= 0.2 or people >= 10 or low == 0 or high == 1


def test_figures_get_finer_from_twenty_contributors() -> None:
    assert publish(figures(19), 5).engagement == 0.6
    assert publish(figures(20), 5).engagement == 0.62


@pytest.mark.parametrize(("joined", "sharing"), [(20, 4), (20, 17), (4, 4), (6, 1)])
def test_coverage_is_hidden_while_one_side_is_too_small(joined: int, sharing: int) -> None:
    assert publish(figures(sharing, joined, sharing), 5).coverage is None


@pytest.mark.parametrize(("joined", "sharing"), [(22, 14), (20, 0), (20, 20), (0, 0)])
def test_coverage_is_shown_when_both_sides_are_large_or_empty(joined: int, sharing: int) -> None:
    assert publish(figures(sharing, joined, sharing), 5).coverage == Coverage(joined, sharing, sharing)


TOLD = Coverage(22, 14, 12)


@pytest.mark.parametrize(
    ("joined", "sharing", "readable"),
    [(23, 15, 13), (23, 14, 12), (26, 18, 16), (18, 14, 12), (22, 18, 8)],
    ids=["one with a camera", "one without", "four with", "four left", "others could be read"],
)
def test_counts_stand_still_while_a_few_come_and_go(joined: int, sharing: int, readable: int) -> None:
    """Whoever sees somebody come in does not see by the counts whether they share."""
    exact = ClassFigures(readable, HAPPY, 0.6, None, joined, sharing)
    assert publish(exact, 5, told=TOLD).coverage == TOLD


@pytest.mark.parametrize(("joined", "sharing", "readable"), [(27, 15, 12), (22, 9, 8), (22, 14, 7)])
def test_counts_move_with_a_whole_group(joined: int, sharing: int, readable: int) -> None:
    exact = ClassFigures(readable, HAPPY, 0.6, None, joined, sharing)
    assert publish(exact, 5, told=TOLD).coverage == Coverage(joined, sharing, readable)


def test_the_first_to_come_end_the_empty_room() -> None:
    assert publish(figures(4, joined=4, sharing=4), 5, told=Coverage(0, 0, 0)).coverage is None
    assert publish(figures(5, joined=5, sharing=5), 5, told=Coverage(0, 0, 0)).coverage == Coverage(5, 5, 5)


def test_the_first_without_a_camera_does_not_hide_the_counts() -> None:
    everybody = Coverage(24, 24, 24)
    assert publish(figures(24, joined=25, sharing=24), 5, told=everybody).coverage == everybody


def test_a_course_with_a_minimum_of_one_hides_nothing() -> None:
    published = publish(figures(1, joined=2, sharing=1), minimum_group=1)
    assert published.coverage == Coverage(2, 1, 1)
    assert published.shares == HAPPY
    assert publish(figures(1, joined=3, sharing=1), 1, told=Coverage(2, 1, 1)).coverage == Coverage(3, 1, 1)


def test_nobody_present_in_time_means_no_coverage() -> None:
    assert publish(ClassFigures(6, HAPPY, 0.5, None, None, 6), 5).coverage is None


def test_a_minimum_below_one_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one"):
        publish(figures(3), 0)


def test_halves_are_rounded_upwards() -> None:
    assert rounded(0.125, 0.05) == 0.15
    assert rounded(0.025, 0.01) == 0.03


shares = st.lists(st.floats(0.001, 1), min_size=7, max_size=7).map(lambda row: tuple(v / sum(row) for v in row))
people = st.builds(
    lambda readings, mean, engagement: Sums(
        readings, readings, tuple(readings * v for v in mean), readings * engagement, {}
    ),
    st.integers(0, 5),
    shares,
    st.floats(0, 1),
)


@given(st.lists(people, max_size=30), st.integers(1, 12), st.integers(0, 40))
def test_whoever_comes_and_goes_figures_appear_only_for_the_minimum(
    group: list[Sums], minimum: int, others: int
) -> None:
    exact = exact_figures(group, len(group) + others)
    published = publish(exact, minimum)
    contributing = sum(person.readings >= 2 for person in group)
    assert (published.shares is not None) == (contributing >= minimum)
    assert (published.engagement is None) == (published.shares is None)
    assert (published.band is None) == (contributing < minimum or contributing == 1)


@given(st.lists(people, max_size=30), st.integers(2, 12), st.integers(0, 40))
def test_coverage_never_names_a_small_side(group: list[Sums], minimum: int, others: int) -> None:
    coverage = publish(exact_figures(group, len(group) + others), minimum).coverage
    if coverage is not None:
        assert not 0 < coverage.sharing < minimum
        assert not 0 < coverage.joined - coverage.sharing < minimum


@given(st.lists(people, min_size=5, max_size=40))
def test_every_share_is_a_multiple_of_its_step(group: list[Sums]) -> None:
    published = publish(exact_figures(group), 5)
    if published.shares is None or published.contributors is None:
        return
    step = FINE_STEP if published.contributors >= 20 else COARSE_STEP
    assert all(abs(share / step - round(share / step)) < 1e-9 for share in published.shares)


def interval_of_the_one_who_left(full: PublishedFigures, without: PublishedFigures, index: int) -> tuple[float, float]:
    """All that two published means tell about one share of the person by whom the groups differ."""
    low, high = 0.0, 0.0
    for published, sign in ((full, 1), (without, -1)):
        count, half = published.contributors, step_for(published.contributors) / 2
        edges = [sign * count * (published.shares[index] + side * half) for side in (-1, 1)]
        low, high = low + min(edges), high + max(edges)
    return low, high


@given(st.lists(people, min_size=6, max_size=40), st.integers(0, 6))
def test_two_groups_that_differ_by_one_person_do_not_pin_that_person_down(group: list[Sums], index: int) -> None:
    """The interval holds the truth, and is 0.4 wide or wider: the rounding can be neither undone nor dropped."""
    full, without = (publish(exact_figures(part), 5) for part in (group, group[1:]))
    if full.shares is None or without.shares is None or full.contributors == without.contributors:
        return
    low, high = interval_of_the_one_who_left(full, without, index)
    assert low - 1e-9 <= mean_shares(group[0])[index] <= high + 1e-9
    assert high - low >= 0.39


@given(st.lists(people, min_size=5, max_size=40))
def test_published_shares_are_the_rounded_means_and_nothing_finer(group: list[Sums]) -> None:
    exact = exact_figures(group)
    published = publish(exact, 5)
    if published.shares is None:
        return
    half = step_for(exact.contributors) / 2 + 1e-9
    assert all(abs(shown - true) <= half for shown, true in zip(published.shares, exact.shares, strict=True))


@given(st.lists(people, min_size=10, max_size=40))
def test_a_band_lies_around_the_published_mean_and_so_tells_no_more_of_it(group: list[Sums]) -> None:
    published = publish(exact_figures(group), 5)
    if published.band is None or published.engagement is None or published.contributors is None:
        return
    low, high = published.band
    below, above = round(published.engagement - low, 2), round(high - published.engagement, 2)
    assert below == above or low == 0 or high == 1
    assert max(below, above) >= step_for(published.contributors)


def attentive(engagement: float) -> Sums:
    return Sums(2, 2, tuple(2 * share for share in HAPPY), 2 * engagement, {})


@pytest.mark.parametrize(("count", "shown"), [(0, 0), (1, None), (4, None), (5, 5), (300, 300)])
def test_signals_of_a_few_are_some_and_of_none_are_none(count: int, shown: int | None) -> None:
    assert visible_signals([count], 5) == (shown,)


def test_signals_are_published_without_any_camera() -> None:
    exact = ClassFigures(0, None, None, None, 9, 0, signals=(6, 2, 0, 0, 0, 5))
    assert publish(exact, 5).signals == (6, None, 0, 0, 0, 5)


@given(st.lists(st.integers(0, 40), min_size=6, max_size=6), st.integers(1, 12))
def test_no_count_of_signals_below_the_minimum_is_told(counts: list[int], minimum: int) -> None:
    for count, shown in zip(counts, visible_signals(counts, minimum), strict=True):
        assert shown == (count if count == 0 or count >= minimum else None)


def test_levels_hide_with_the_other_figures() -> None:
    assert publish(exact_figures([attentive(0.9)] * 4), 5).levels is None
    assert publish(exact_figures([attentive(0.9)] * 5), 5).levels is not None


def test_in_tutoring_the_level_is_said_as_it_is() -> None:
    assert publish(exact_figures([attentive(0.9)]), 1).levels == (0, 0, 1)


@given(st.lists(people, min_size=2, max_size=40), st.binary(max_size=64))
def test_levels_are_multiples_of_a_step_and_none_is_said_to_hold_all(group: list[Sums], secret: bytes) -> None:
    published = publish(exact_figures(group, secret=secret), 2)
    if published.levels is None or published.contributors is None:
        return
    step = step_for(published.contributors)
    assert all(0 <= share <= 0.8 for share in published.levels)
    assert all(abs(share / step - round(share / step)) < 1e-9 for share in published.levels)


@pytest.mark.parametrize("level", LEVELS)
def test_any_told_level_can_stand_for_any_true_one(level: int) -> None:
    """So whoever knows all that is published and everything about all others still does not know the last one's."""
    told = [told_level(level, UUID(int=number), b"a session") for number in range(400)]
    assert set(told) == set(LEVELS)
    assert 0.75 < told.count(level) / len(told) < 0.92


def test_told_levels_are_right_on_average() -> None:
    group = [attentive(value) for value in [0.1] * 100 + [0.5] * 200 + [0.9] * 100]
    assert publish(exact_figures(group), 5).levels == pytest.approx((0.25, 0.5, 0.25), abs=0.08)


def test_the_lots_of_a_person_stay_the_same_for_a_session() -> None:
    group = [attentive(value) for value in (0.1, 0.1, 0.5, 0.5, 0.9)]
    assert len({publish(exact_figures(group, secret=b"one session"), 5).levels for _bucket in range(20)}) == 1
