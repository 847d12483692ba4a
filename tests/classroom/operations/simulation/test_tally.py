import pytest
from hypothesis import given
from hypothesis import strategies as st

from classroom.operations.simulation.tally import Shown, Tally, percentiles

STARTED_AT = 1000.0


def tick(
    as_of_s: float, open_sequence: int | None = 0, *closed: int, shares: tuple[float, ...] | None = None
) -> dict[str, object]:
    current = None if open_sequence is None else {"sequence": open_sequence, "shares": shares}
    return {"as_of_s": as_of_s, "open": current, "closed": [{"sequence": sequence} for sequence in closed]}


@pytest.fixture
def shown() -> Shown:
    return Shown(Tally(), started_at=STARTED_AT, bucket_s=15)


def test_percentiles_are_values_that_were_measured() -> None:
    assert percentiles([float(value) for value in range(1, 101)]) == {"p50": 50, "p95": 95, "p99": 99}


def test_without_values_there_are_no_percentiles() -> None:
    assert percentiles([]) == {"p50": None, "p95": None, "p99": None}


@given(st.lists(st.integers(0, 1000), min_size=1))
def test_percentiles_grow_and_stay_among_the_values(values: list[int]) -> None:
    p50, p95, p99 = percentiles([float(value) for value in values]).values()
    assert min(values) <= p50 <= p95 <= p99 <= max(values)


def test_what_was_accepted_and_not_answered_went_stale() -> None:
    tally = Tally(frames_sent=10)
    tally.refused["too_fast"] = 2
    tally.to_answer_s += [0.1] * 5
    summary = tally.summary()
    assert (summary["accepted"], summary["analysed"], summary["stale"]) == (8, 5, 3)


def test_a_frame_is_shown_with_the_tick_that_was_read_after_its_answer(shown: Shown) -> None:
    shown.wait_for(1004.0, 1004.3)
    shown.take_tick(tick(4.2), heard_at=1004.4)
    assert shown.tally.to_dashboard_s == []
    shown.take_tick(tick(5.2), heard_at=1005.5)
    assert shown.tally.to_dashboard_s == [1.5]


def test_while_the_bucket_before_has_its_grace_a_frame_is_not_shown(shown: Shown) -> None:
    shown.wait_for(1015.0, 1015.2)
    shown.take_tick(tick(15.8, 0), heard_at=1015.9)
    assert shown.tally.to_dashboard_s == []
    shown.take_tick(tick(16.8, None, 0, 1), heard_at=1017.0)
    assert shown.tally.to_dashboard_s == [2.0]


def test_the_figures_of_a_frame_come_when_its_bucket_is_closed(shown: Shown) -> None:
    shown.wait_for(1004.0, 1004.3)
    shown.wait_for(1014.8, 1015.1)
    shown.take_tick(tick(5.0, 0), heard_at=1005.0)
    assert shown.tally.to_figures_s == []
    shown.take_tick(tick(16.1, 1, 0), heard_at=1016.5)
    assert shown.tally.to_figures_s == [12.5]
    assert shown.tally.to_dashboard_s == [1.0, pytest.approx(1.7)]


def test_where_single_people_are_shown_the_open_bucket_has_the_figures(shown: Shown) -> None:
    shown.wait_for(1004.0, 1004.3)
    shown.take_tick(tick(5.0), heard_at=1005.0)  # a first reading makes no contributor
    assert shown.tally.to_figures_s == []
    shown.wait_for(1006.0, 1006.3)
    shown.wait_for(1006.9, 1007.1)
    shown.take_tick(tick(7.0, shares=(1.0,)), heard_at=1007.5)
    assert shown.tally.to_figures_s == [3.5, 1.5]
    shown.take_tick(tick(16.1, 1, 0, shares=(1.0,)), heard_at=1016.5)
    assert shown.tally.to_figures_s == [3.5, 1.5, pytest.approx(9.6)]


def test_a_tick_without_a_bucket_shows_nothing(shown: Shown) -> None:
    shown.wait_for(1004.0, 1004.3)
    shown.take_tick(tick(9.0, None), heard_at=1009.0)
    assert shown.tally.to_dashboard_s == []


def test_intervals_are_those_that_cameras_go_by_when_measuring_begins_and_are_told_then() -> None:
    tally = Tally()
    tally.told(9.0)
    tally.begin([2.5, 3.0])
    tally.told(2.0)
    assert tally.summary()["interval_s"] == {"least": 2.0, "most": 3.0, "last": 2.0}


def test_without_a_camera_no_interval_is_reported() -> None:
    tally = Tally()
    tally.begin([])
    assert tally.summary()["interval_s"] is None
