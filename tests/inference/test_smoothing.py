import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inference.smoothing import Smoothed, recall, smooth

pauses = st.floats(0, 29)
shares = st.lists(st.floats(0.001, 1), min_size=7, max_size=7).map(lambda xs: tuple(x / sum(xs) for x in xs))
numbers = st.floats(-1, 1)


def run(readings: list[tuple[float, tuple[float, ...]]], **options: float) -> Smoothed:
    """Smooth readings given as the pause before each and its values."""
    state, time_s = None, 0.0
    for pause, values in readings:
        time_s += pause
        state = smooth(state, time_s, values, **options)
    return state


def test_first_reading_stands_as_it_is():
    assert smooth(None, 5.0, [0.2, 0.8]) == Smoothed(5.0, 1.0, (0.2, 0.8))


def test_a_reading_as_old_as_the_time_constant_weighs_37_percent():
    state = run([(0, (0.0,)), (10, (1.0,))])

    assert state.values[0] == pytest.approx(1 / (1 + math.exp(-1)))


def test_readings_at_the_same_moment_weigh_alike():
    assert run([(0, (0.0,)), (0, (0.5,)), (0, (1.0,))]).values[0] == pytest.approx(0.5)


def test_one_wrong_reading_among_many_moves_the_mean_by_18_percent():
    state = run([(2, (0.0,))] * 100 + [(2, (1.0,))])

    assert state.values[0] == pytest.approx(1 - math.exp(-2 / 10), abs=1e-3)


def test_noise_shrinks_to_a_third():
    weights = [math.exp(-2 * age / 10) for age in range(200)]
    kept = math.sqrt(sum(weight**2 for weight in weights)) / sum(weights)

    assert kept == pytest.approx(math.sqrt(math.tanh(2 / 20)))
    assert kept == pytest.approx(0.316, abs=1e-3)


def test_result_is_the_weighted_mean_of_all_readings():
    times, values = (0.0, 1.0, 4.0, 6.5), (0.3, -0.4, 0.9, 0.1)
    weights = [math.exp((times[-1] - time) / -10) for time in times]
    pauses_before = (0, 1, 3, 2.5)
    state = run([(pause, (value,)) for pause, value in zip(pauses_before, values, strict=True)])
    mean = sum(w * v for w, v in zip(weights, values, strict=True)) / sum(weights)

    assert state.values[0] == pytest.approx(mean)
    assert state.weight == pytest.approx(sum(weights))


@given(st.lists(st.tuples(pauses, st.tuples(numbers)), min_size=1, max_size=20))
def test_result_stays_within_the_readings(readings):
    values = [value for _, (value,) in readings]

    assert min(values) - 1e-9 <= run(readings).values[0] <= max(values) + 1e-9


@given(st.lists(pauses, min_size=1, max_size=20), numbers)
def test_constant_readings_stay_constant(times, value):
    assert run([(pause, (value,)) for pause in times]).values == (value,)


@given(st.lists(st.tuples(pauses, shares), min_size=1, max_size=20))
def test_probabilities_still_sum_to_one(readings):
    assert sum(run(readings).values) == pytest.approx(1)


@given(st.floats(0, 28), st.floats(0.1, 1))
def test_the_longer_ago_the_less_a_reading_weighs(pause, longer):
    near, far = (run([(0, (1.0,)), (wait, (0.0,))]).values[0] for wait in (pause, pause + longer))

    assert far < near


@given(st.lists(st.tuples(pauses, st.tuples(numbers)), min_size=1, max_size=10), numbers, st.floats(0.01, 1))
def test_a_higher_last_reading_gives_a_higher_result(readings, value, more):
    low, high = (run([*readings, (1.0, (last,))]).values[0] for last in (value, value + more))

    assert low < high


@given(st.lists(st.tuples(pauses, st.tuples(numbers)), min_size=1, max_size=10), st.floats(30.1, 1e6))
def test_a_long_silence_starts_anew(readings, silence):
    assert run([*readings, (silence, (0.5,))]).values == (0.5,)


def test_silence_is_counted_from_the_last_reading():
    state = run([(0, (0.0,)), (20, (0.0,)), (20, (1.0,))])

    assert state.values[0] < 1


def test_what_may_be_shown_runs_out():
    state = smooth(None, 100.0, [0.4])

    assert recall(state, 130.0) == (0.4,)
    assert recall(state, 130.1) is None
    assert recall(None, 0.0) is None


def test_the_pause_that_forgets_can_be_chosen():
    assert run([(0, (0.0,)), (3, (1.0,))], forget_after_s=2.0).values == (1.0,)


def test_readings_out_of_order_are_refused():
    with pytest.raises(ValueError, match=r"a reading at 1\.0 s comes after one at 2\.0 s"):
        smooth(smooth(None, 2.0, [0.5]), 1.0, [0.5])


def test_readings_of_another_length_are_refused():
    with pytest.raises(ValueError, match="argument 2 is"):
        smooth(smooth(None, 0.0, [0.5]), 1.0, [0.5, 0.5])


@pytest.mark.parametrize("time_constant_s", [0.0, -1.0])
def test_time_constant_must_be_positive(time_constant_s):
    with pytest.raises(ValueError, match="the time constant must be positive"):
        smooth(None, 0.0, [0.5], time_constant_s=time_constant_s)
