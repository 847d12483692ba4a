"""A plateau and a leak look different."""

import pytest

from classroom.operations.simulation.memory_series import (
    growth_in_the_last_third,
    growth_per_hour,
    of_each_minute,
)

MOMENTS_S = [1000.0 + 5 * look for look in range(361)]  # half an hour
LEAK = [100 + (moment_s - 1000) / 360 for moment_s in MOMENTS_S]  # ten an hour
PLATEAU = [min(size, 101.0) for size in LEAK]


def test_what_leaks_goes_on_to_grow() -> None:
    assert growth_per_hour(MOMENTS_S, LEAK) == pytest.approx(10)
    assert growth_in_the_last_third(MOMENTS_S, LEAK) == pytest.approx(10)


def test_what_has_come_to_rest_has_grown_and_grows_no_more() -> None:
    assert growth_per_hour(MOMENTS_S, PLATEAU) > 1
    assert growth_in_the_last_third(MOMENTS_S, PLATEAU) == pytest.approx(0)


def test_of_a_short_look_no_growth_is_told() -> None:
    assert growth_per_hour(MOMENTS_S[:50], LEAK[:50]) is None
    assert growth_per_hour(MOMENTS_S[:100], LEAK[:100]) is not None
    assert growth_in_the_last_third(MOMENTS_S[:100], LEAK[:100]) is None
    assert growth_in_the_last_third([], []) is None


def test_each_minute_has_its_median() -> None:
    assert of_each_minute([7.0, 12.0, 17.0, 67.0], [1, 9, 2, 4]) == [2, 4]
    assert of_each_minute([], []) == []


def test_a_minute_without_a_look_has_none() -> None:
    assert of_each_minute([0.0, 130.0], [3, 5]) == [3, None, 5]
