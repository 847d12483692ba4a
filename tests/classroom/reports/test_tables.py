"""Which number stands in which cell of a chart's table."""

import re

from classroom.reports.tables import shares_table, timeline_table
from tests.classroom.reports.lectures import bucket
from tests.typography import tied

FROM_TOP = ("happy", "surprise", "neutral", "sad", "fear", "disgust", "angry")  # as charts stack them
SHARES = (0.01, 0.02, 0.03, 0.14, 0.15, 0.16, 0.49)  # angry, disgust, fear, happy, sad, surprise, neutral
WRITTEN = [tied(f"{whole} %") for whole in (14, 16, 49, 15, 3, 2, 1)]


def cells_of(row: str) -> list[str]:
    return re.findall("<t[dh][^>]*>(.*?)</t[dh]>", row)


def test_shares_over_time_stand_in_the_order_of_the_stack() -> None:
    table = timeline_table([bucket(0, shares=SHARES), bucket(1, None)])
    assert table.heads[1:8] == FROM_TOP
    measured, hidden = map(cells_of, table.rows)
    assert measured[1:8] == WRITTEN
    assert hidden[1:8] == ["–"] * 7


def test_shares_and_those_of_other_lectures_stand_in_the_order_of_the_stack() -> None:
    other = (0.0, *SHARES[1:])
    rows = list(map(cells_of, shares_table(SHARES, [SHARES, other]).rows))
    assert [row[:2] for row in rows] == [[name, written] for name, written in zip(FROM_TOP, WRITTEN, strict=True)]
    assert (rows[0][2], rows[-1][2]) == (tied("14–14 %"), tied("0–1 %"))
    assert {row[2] for row in map(cells_of, shares_table(SHARES, []).rows)} == {"–"}
