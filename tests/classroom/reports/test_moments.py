from dataclasses import replace

import pytest

from classroom.reports.moments import Change, Moment, moments_of, said_between
from classroom.timelines.publication import Coverage
from tests.classroom.reports.lectures import BUCKET_S, bucket, lecture

THRESHOLD = 0.15
CALM = [0.5] * 20
SAD = (0.0, 0.0, 0.0, 0.0, 0.6, 0.0, 0.4)


def moments(buckets: list, marks: list | None = None) -> list[Moment]:
    return moments_of(buckets, marks or [], THRESHOLD)


def test_two_buckets_outside_the_five_minutes_before_are_a_moment() -> None:
    (moment,) = moments(lecture([*CALM, 0.8, 0.9, *CALM]))
    assert (moment.start_s, moment.end_s) == (20 * BUCKET_S, 22 * BUCKET_S)
    assert moment.changes == (Change("engagement", 0.5, pytest.approx(0.85)),)
    assert moment.changes[0].is_rise


@pytest.mark.parametrize(
    "engagements",
    [[*CALM, 0.9, *CALM], [*CALM, 0.65, 0.65, *CALM], [*CALM, 0.9, 0.1, 0.5], [0.5] * 3 + [0.9] * 9],
    ids=["one bucket only", "no more than the threshold", "on both sides", "too little before it"],
)
def test_what_does_not_last_or_differ_enough_is_none(engagements: list[float]) -> None:
    assert moments(lecture(engagements)) == []


def test_the_return_to_the_usual_is_no_moment_of_its_own() -> None:
    (moment,) = moments(lecture([*CALM, *[0.9] * 8, *CALM]))
    assert moment.changes[0].after == pytest.approx(0.9)


@pytest.mark.parametrize("reason", ["missing", "hidden", "interrupted", "slowed", "few"])
def test_no_moment_reaches_across_what_cannot_be_compared(reason: str) -> None:
    buckets = lecture([*CALM, 0.5, *[0.9] * 9])
    assert len(moments(buckets)) == 1
    broken = {
        "hidden": bucket(20, None),
        "interrupted": replace(buckets[20], interrupted=True),
        "slowed": replace(buckets[20], slowed=True),
        "few": bucket(20, coverage=Coverage(joined=40, sharing=12, readable=12)),
    }
    parted = [*buckets[:20], *([broken[reason]] if reason in broken else []), *buckets[21:]]
    assert moments(parted) == []


def test_changes_of_the_same_minutes_are_one_moment_with_the_largest_first() -> None:
    buckets = [bucket(sequence) for sequence in range(20)]
    buckets += [bucket(sequence, 0.3, shares=SAD) for sequence in range(20, 26)]
    (moment,) = moments(buckets)
    assert [change.series for change in moment.changes] == ["sad", "neutral", "engagement"]


def test_the_five_largest_are_told_in_the_order_of_the_lecture() -> None:
    heights = [0.7, 0.95, 0.75, 0.8, 0.85, 0.9]
    engagements = [value for height in heights for value in [*CALM, height, height]]
    found = moments(lecture(engagements))
    assert [round(moment.changes[0].after, 2) for moment in found] == [0.95, 0.75, 0.8, 0.85, 0.9]


def test_a_moment_knows_what_was_marked_near_it_and_what_students_said() -> None:
    buckets = [bucket(sequence, signals=(0, 0, 0, 0, 0, 0)) for sequence in range(20)]
    buckets += [
        bucket(20, 0.9, signals=(None, 0, 0, 6, 0, 0)),
        bucket(21, 0.9, signals=(7, 0, 0, 5, 0, None)),
    ]
    marks = [{"at_s": 100, "label": "early"}, {"at_s": 290, "label": "demo"}, {"at_s": 400, "label": "late"}]
    (moment,) = moments(buckets, marks)
    assert [mark["label"] for mark in moment.marks] == ["demo"]
    assert dict(moment.said) == {"lost": 7, "fine": 6, "hands": None}


def test_unknown_signals_say_nothing() -> None:
    assert said_between(lecture([0.5, 0.5]), 0, 30) == {}


def test_a_lecture_without_buckets_has_no_moments() -> None:
    assert moments([]) == []
