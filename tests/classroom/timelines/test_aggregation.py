from uuid import UUID

import numpy as np
import pytest

from classroom.timelines.aggregation import ClassFigures, Room, aggregate, bootstrap_band
from classroom.timelines.window import Sums


def person(readings: int, happy: float, engagement: float) -> Sums:
    neutral = 1 - happy
    return Sums(
        frames=readings + 1,
        readings=readings,
        probabilities=(0, 0, 0, readings * happy, 0, 0, readings * neutral),
        engagement=readings * engagement,
        reasons={"no_face": 1},
    )


def figures_of(*people: Sums, room: Room | None) -> ClassFigures:
    return aggregate({UUID(int=number): sums for number, sums in enumerate(people)}, room=room, least_readings=2)


def test_students_weigh_equally_however_many_frames_they_sent() -> None:
    exact = figures_of(person(2, 1.0, 0.2), person(7, 0.0, 0.8), room=Room(2))
    assert exact.shares == pytest.approx((0, 0, 0, 0.5, 0, 0, 0.5))
    assert exact.engagement == pytest.approx(0.5)


def test_a_single_reading_does_not_make_a_contributor() -> None:
    exact = figures_of(person(1, 1.0, 0.2), person(2, 0.0, 0.8), room=Room(2))
    assert exact.contributors == 1
    assert exact.sharing == 2


def test_frames_without_a_face_count_only_as_sharing() -> None:
    unseen = Sums(frames=5, readings=0, probabilities=(0,) * 7, engagement=0, reasons={"no_face": 5})
    exact = figures_of(unseen, room=Room(3))
    assert (exact.contributors, exact.shares, exact.engagement) == (0, None, None)
    assert (exact.joined, exact.sharing) == (3, 1)


def test_presence_that_lags_behind_is_not_known_and_not_guessed() -> None:
    assert figures_of(person(2, 1, 1), person(2, 1, 1), room=Room(1)).joined is None


def test_levels_and_signals_are_counted_at_the_close_and_not_before() -> None:
    people = [person(2, 1, engagement) for engagement in (0.1, 0.25, 0.65, 0.7)]
    closed = figures_of(*people, room=Room(4, signals=(1, 0, 0, 2, 0, 0)))
    assert (closed.levels, closed.signals) == ((1, 2, 1), (1, 0, 0, 2, 0, 0))
    provisional = figures_of(*people, room=None)
    assert (provisional.levels, provisional.told_levels, provisional.signals) == (None, None, None)


def test_a_repeated_flush_gives_the_same_band() -> None:
    values = np.linspace(0.2, 0.8, 12)
    assert bootstrap_band(values, 7) == bootstrap_band(values, 7)


def test_the_band_of_equal_people_has_no_width() -> None:
    assert bootstrap_band(np.full(10, 0.5), 1) == (0.5, 0.5)


def test_the_band_matches_the_normal_approximation_on_many_people() -> None:
    values = np.random.default_rng(3).normal(0.5, 0.1, 400)
    low, high = bootstrap_band(values, 1)
    assert high - low == pytest.approx(2 * 1.2816 * values.std() / 20, rel=0.2)
