"""Near none and all a student's share is known to within less than 0.4: as docs/privacy.md says, and no less.

No share is below none or above all, and so no sum over n people below none or above n. All figures here are whole half
points, so nothing is lost to floats; two hundred half points are everything.
"""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from classroom.timelines.aggregation import ClassFigures
from classroom.timelines.publication import publish, step_for
from tests.classroom.timelines.small_groups import MINIMUM

ALL = 200  # half points
FAINT = 1e-6
GROUPS = [5, 10, 19, 20, 50, 100]  # contributors at first, before one more comes

Interval = tuple[int, int]
Least = Callable[[int], int | None]


def step_of(people: int) -> int:
    return round(ALL * step_for(people))


def sum_of(people: int, figure: int) -> Interval:
    """Where the sum over so many people lies whose published mean is this figure."""
    half = step_of(people) // 2
    return max(0, people * (figure - half)), min(people * ALL, people * (figure + half))


def known_of_one_more(people: int, before: int, after: int) -> Interval:
    """Where the share of the one lies who comes to so many people; empty where the figures cannot follow each other."""
    (low, high), (next_low, next_high) = sum_of(people, before), sum_of(people + 1, after)
    return max(0, next_low - high), min(ALL, next_high - low)


def known_whatever_the_figures(people: int) -> Iterator[Interval]:
    for before in range(0, ALL + 1, step_of(people)):
        for after in range(0, ALL + 1, step_of(people + 1)):
            low, high = known_of_one_more(people, before, after)
            if low < high:
                yield low, high


def at_most_in_a_bucket_of_none(people: int) -> int:
    return min(ALL, sum_of(people, 0)[1])


def at_most_when_it_stays_none(people: int) -> int:
    return known_of_one_more(people, 0, 0)[1]


def at_most_when_it_falls_to_none(people: int) -> int | None:
    low, high = known_of_one_more(people, step_of(people), 0)
    return high if low < high else None


def narrowest(people: int) -> int:
    return min(high - low for low, high in known_whatever_the_figures(people))


def narrowest_in_the_middle(people: int) -> int | None:
    middle = [high - low for low, high in known_whatever_the_figures(people) if low > 0 and high < ALL]
    return min(middle, default=None)


def documented(row: str) -> list[float | None]:
    """The points in one row of the documentation's table."""
    text = Path(settings.BASE_DIR, "docs/privacy.md").read_text()
    (cells,) = re.findall(rf"^\| {re.escape(row)} \|(.*)\|$", text, re.MULTILINE)
    return [None if cell.strip() == "–" else float(cell) for cell in cells.split("|")]


def test_the_table_is_of_these_groups() -> None:
    assert documented("contributors at first") == GROUPS


@pytest.mark.parametrize(
    ("row", "least"),
    [
        ("step of the figures", step_of),
        ("the figure is 0: each contributor has at most", at_most_in_a_bucket_of_none),
        ("one more comes, and it goes on being 0: that one has at most", at_most_when_it_stays_none),
        ("one more comes, and it falls by a step to 0: that one has at most", at_most_when_it_falls_to_none),
        ("whatever the figure before and after: the narrowest range of the one more", narrowest),
        ("the narrowest of those ranges that end neither at none nor at all", narrowest_in_the_middle),
    ],
)
def test_the_documentation_says_what_is_left_open(row: str, least: Least) -> None:
    told = [least(people) for people in GROUPS]
    assert documented(row) == [None if half_points is None else half_points / 2 for half_points in told]


@pytest.mark.parametrize("people", [*range(MINIMUM, 27), 30, 50, 100])
def test_less_than_forty_points_are_left_open_only_near_none_and_all_or_in_classes_of_twenty(people: int) -> None:
    for low, high in known_whatever_the_figures(people):
        is_near_an_end = low == 0 or high == ALL
        assert high - low >= 80 or is_near_an_end or (20 <= people <= 25 and high - low >= 62)


@given(st.integers(MINIMUM, 40), st.lists(st.floats(0, 1), min_size=41, max_size=41))
def test_what_is_concluded_from_two_published_figures_holds_the_truth(people: int, values: list[float]) -> None:
    """The table speaks of what the product publishes, and not of another rounding."""
    before, after = (published(values[:count]) for count in (people, people + 1))
    low, high = known_of_one_more(people, before, after)
    assert low - FAINT <= ALL * values[people] <= high + FAINT


def test_whoever_comes_as_the_anger_of_five_falls_to_none_has_two_and_a_half_points_at_most() -> None:
    five = [0.0252] * 5
    assert (published(five), published([*five, 0.0])) == (10, 0)
    assert known_of_one_more(5, 10, 0) == (0, 5)


def published(values: list[float]) -> int:
    """The engagement of these people as the product tells it, in half points."""
    figures = ClassFigures(len(values), (0.0,) * 7, sum(values) / len(values), None, None, len(values))
    engagement = publish(figures, MINIMUM).engagement
    assert engagement is not None
    return round(ALL * engagement)
