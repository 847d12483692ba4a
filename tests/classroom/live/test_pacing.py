"""The pace as a pure function: its bounds, its direction, and that it settles."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classroom.live import pacing
from classroom.live.pacing import Limits, Pace, Waiting, interval_ms, limits_for, next_pace, rests, turns_in

LIMITS = Limits(2000, 28_000)
PACES = st.builds(
    Pace,
    gap_ms=st.floats(0, 100_000),
    hold_s=st.integers(0, 9),
    calm_s=st.integers(0, 130),
    patience_s=st.integers(5, 120),
    shortened=st.integers(0, 5),
)
DELAYS = st.floats(0, 60)
ROUNDING = 1e-9
DEEPEST_S = 5.0  # older frames are gone


@given(PACES, DELAYS)
def test_the_gap_never_leaves_its_limits(pace: Pace, delay_s: float) -> None:
    assert LIMITS.usual_ms <= next_pace(pace, delay_s, LIMITS).gap_ms <= LIMITS.longest_ms


@given(PACES, DELAYS, DELAYS)
def test_later_frames_never_mean_a_shorter_gap(pace: Pace, one_s: float, other_s: float) -> None:
    sooner, later = sorted((one_s, other_s))
    assert next_pace(pace, sooner, LIMITS).gap_ms <= next_pace(pace, later, LIMITS).gap_ms


@given(PACES, DELAYS)
def test_one_step_is_small(pace: Pace, delay_s: float) -> None:
    inside = next_pace(pace, 0.4, LIMITS)  # neither late nor calm: only the limits count
    step = next_pace(pace, delay_s, LIMITS).gap_ms / inside.gap_ms
    assert 0.9 - ROUNDING <= step <= 1.25 + ROUNDING


@given(st.floats(2000, 56_000))
def test_what_cameras_are_told_is_at_most_seven_seconds(gap_ms: float) -> None:
    assert interval_ms(gap_ms) <= 7000
    assert interval_ms(gap_ms) * turns_in(gap_ms) == pytest.approx(gap_ms, abs=turns_in(gap_ms))


@given(st.integers(1, 8), st.integers(0, 2**31))
def test_every_class_measures_equally_often_and_in_whole_pairs_of_buckets(turns: int, start: int) -> None:
    gap_ms, round_of_buckets = 7000 * turns, 2 * turns
    aligned = start // 30 * 30
    for place in range(turns):
        row = [not rests(gap_ms, place, aligned + 15 * bucket, 15) for bucket in range(round_of_buckets)]
        assert sum(row) == 2
        assert row[::2] == row[1::2]


def test_one_class_alone_takes_no_turns() -> None:
    assert (limits_for(0).longest_ms, limits_for(1).longest_ms, limits_for(3).longest_ms) == (7000, 7000, 21_000)


def test_short_buckets_have_shorter_longest_intervals(settings: object) -> None:
    settings.BUCKET_S, settings.FRAME_INTERVAL_MS = 2, 500
    assert pacing.longest_interval_ms() == 933
    settings.FRAME_INTERVAL_MS = 1500
    assert pacing.longest_interval_ms() == 1500


def test_a_queue_is_late_by_its_oldest_or_by_its_length() -> None:
    assert Waiting(oldest_s=0.3, length=30).delay_s(arrivals_per_s=150) == 0.3
    assert Waiting(oldest_s=0.1, length=300).delay_s(arrivals_per_s=150) == 2.0
    assert Waiting(oldest_s=0.0, length=10).delay_s(arrivals_per_s=0.5) == 0.2


def under_load(cameras: int, frames_per_s: int, seconds: int, pace: Pace) -> list[tuple[Pace, float]]:
    """A queue that workers empty at a steady rate, cameras that obey, the pace that follows and how late frames are."""
    waiting, course = 0.0, []
    for _second in range(seconds):
        arrivals_per_s = cameras * 1000 / pace.gap_ms
        waiting = min(max(0.0, waiting + arrivals_per_s - frames_per_s), DEEPEST_S * frames_per_s)
        delay_s = Waiting(waiting / frames_per_s, round(waiting)).delay_s(arrivals_per_s)
        pace = next_pace(pace, delay_s, LIMITS)
        course.append((pace, delay_s))
    return course


@settings(max_examples=10)
@given(st.integers(300, 2000), st.floats(2000, 28_000))
def test_under_a_steady_load_the_pace_settles_and_frames_are_in_time(cameras: int, gap_ms: float) -> None:
    last = under_load(cameras, 150, 2400, Pace(gap_ms))[-600:]
    gaps = [pace.gap_ms for pace, _delay_s in last]
    assert sum(before != after for before, after in pairwise(gaps)) <= 12  # in ten minutes
    assert sum(gaps) / len(gaps) <= 1.15 * cameras * 1000 / 150
    assert sum(delay_s >= pacing.LATE_S for _pace, delay_s in last) <= 0.01 * len(last)


@settings(max_examples=10)
@given(st.integers(1, 290))
def test_a_load_that_fits_is_never_slowed(cameras: int) -> None:
    assert {pace.gap_ms for pace, _delay_s in under_load(cameras, 150, 600, Pace(2000))} == {2000}


def test_when_the_load_is_gone_the_usual_interval_comes_back() -> None:
    slow, _delay_s = under_load(900, 150, 1800, Pace(2000))[-1]
    assert slow.gap_ms > 5000
    quiet, delay_s = under_load(100, 150, 1800, slow)[-1]
    assert (quiet.gap_ms, quiet.patience_s, delay_s) == (2000, Pace(2000).patience_s, 0.0)


@pytest.mark.parametrize("late_for_s", [1, 3, 5])
def test_a_hiccup_is_forgotten_within_half_a_minute(late_for_s: int) -> None:
    pace = Pace(2000)
    for _second in range(late_for_s):
        pace = next_pace(pace, 5.0, LIMITS)
    assert pace.gap_ms > 2000
    for _second in range(30):
        pace = next_pace(pace, 0.0, LIMITS)
    assert pace.gap_ms == 2000
