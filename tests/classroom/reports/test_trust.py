import pytest

from classroom.reports.trust import Trust, trust_of
from classroom.timelines.models import SessionCounts

COUNTS = {"readings": 80, "disagreements": 4, "unread": {"too_dark": 5, "no_face": 15, "turned_away": 0}}


def test_rates_are_whole_percents_with_the_commonest_reason_first() -> None:
    trust = trust_of(SessionCounts(**COUNTS), has_enough_people=True)
    assert trust == Trust(unread=20, reasons=(("no_face", 75), ("too_dark", 25)), disagreement=5)


@pytest.mark.parametrize(("readings", "enough"), [(19, True), (80, False)])
def test_few_snapshots_or_few_people_have_no_rates(readings: int, enough: bool) -> None:
    assert trust_of(SessionCounts(**COUNTS | {"readings": readings}), has_enough_people=enough) == Trust()


def test_a_lecture_that_counted_nothing_has_no_rates() -> None:
    assert trust_of(None, has_enough_people=True) == Trust()
