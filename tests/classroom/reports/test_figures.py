from html.parser import HTMLParser
from typing import Any

from django.test import Client
from django.urls import reverse

from classroom.courses.models import Course
from classroom.reports.figures import (
    course_figure,
    grid_of,
    levels_figure,
    shares_figure,
    signals_figure,
    timeline_figure,
    two_engagements_figure,
    two_shares_figure,
)
from classroom.sessions.models import ClassSession
from classroom.timelines.publication import Coverage
from tests.classroom.reports.conftest import lecture_with_a_moment
from tests.classroom.reports.lectures import NEUTRAL, bucket

SAD = (0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0)


def by_series(figure: dict) -> dict[str, dict]:
    return {trace["meta"]["series"]: trace for trace in figure["data"]}


def test_the_timeline_has_three_panes_on_one_time_axis() -> None:
    grid = grid_of([bucket(0, coverage=Coverage(14, 12, 12)), bucket(2, 0.7)], length_s=50, bucket_s=15)
    traces = by_series(timeline_figure(grid, 15))
    assert traces["neutral"]["y"] == [0.8, None, 0.8, None]
    assert traces["gap"]["y"] == [None, 1, None, 1]
    assert (traces["engagement"]["y"], traces["engagement"]["yaxis"]) == ([0.5, None, 0.7, None], "y2")
    assert (traces["sharing"]["y"], traces["sharing"]["yaxis"]) == ([12, None, None, None], "y3")


def test_a_gap_knows_where_cameras_were_asked_less_often() -> None:
    grid = grid_of([bucket(0, None, slowed=True), bucket(1, None)], length_s=45, bucket_s=15)
    for figure in (timeline_figure(grid, 15), levels_figure(grid, 15)):
        assert by_series(figure)["gap"]["customdata"] == [1, 0, 0]


def test_points_lie_on_a_grid_that_is_told_once() -> None:
    traces = timeline_figure(grid_of([bucket(0)], 15, 15), 15)["data"]
    assert {(trace["x0"], trace["dx"]) for trace in traces} == {(0.125, 0.25)}
    assert not any("x" in trace for trace in traces)


def test_ninety_minutes_have_round_ticks() -> None:
    axis = timeline_figure(grid_of([], 5400, 15), 15)["layout"]["xaxis"]
    assert (axis["range"], axis["dtick"]) == ([0, 90.0], 10)


def test_hidden_levels_are_a_gap_and_no_zero() -> None:
    grid = [bucket(0, levels=(0.2, 0.5, 0.3)), bucket(1)]
    traces = by_series(levels_figure(grid, 15))
    assert (traces["low"]["y"], traces["high"]["y"]) == ([0.2, None], [0.3, None])
    assert traces["gap"]["y"] == [None, 1]


def test_some_students_are_told_by_their_place_and_never_by_a_number() -> None:
    grid = [bucket(0, signals=(None, 0, 0, 6, 0, 0)), bucket(1)]
    traces = by_series(signals_figure(grid, 15))
    assert (traces["lost"]["y"], traces["lost"]["some"]) == ([None, None], [0])
    assert (traces["fine"]["y"], traces["fine"]["some"]) == ([6, None], [])


def test_shares_stand_before_the_range_of_the_other_lectures() -> None:
    others, own = shares_figure(NEUTRAL, [SAD, NEUTRAL])["data"]
    sad = others["y"].index("sad")
    assert (others["base"][sad], others["x"][sad]) == (0.1, 0.9)
    assert (own["y"][-1], own["x"][-1]) == ("neutral", 0.8)


def test_without_other_lectures_there_is_no_range() -> None:
    (own,) = shares_figure(NEUTRAL, [])["data"]
    assert own["meta"]["series"] == "own_shares"


def test_a_share_is_rounded_by_the_page_alone() -> None:
    """Of 0.1648 a chart would otherwise say 17 % and a table 16 %: 0.165 is rounded upwards."""
    shares = (0.1648, 0.0, 0.0, 0.0, 0.0, 0.0, 0.8352)
    weeks = course_figure(["3 Nov"], [shares], [{"value": 0.1648, "low": 0.1, "high": 0.2}])
    drawn = [*shares_figure(shares, [shares])["data"], *two_shares_figure(shares, shares)["data"]]
    assert all(trace.get("base", trace["x"])[trace["y"].index("angry")] == 0.1648 for trace in drawn)
    assert by_series(weeks)["angry"]["y"] == by_series(weeks)["engagement"]["y"] == [0.1648]


def test_two_lectures_share_the_order_and_the_axis() -> None:
    second, first = two_shares_figure(NEUTRAL, SAD)["data"]
    assert first["y"] == second["y"]
    figure = two_engagements_figure([bucket(0)], [bucket(0), bucket(1, 0.7)], 15, 15)
    assert figure["layout"]["xaxis"]["range"] == [0, 0.5]
    assert by_series(figure)["second_engagement"]["y"] == [0.5, 0.7]


def test_a_lecture_that_was_not_measured_has_no_column() -> None:
    rows = [{"value": 0.5, "low": 0.4, "high": 0.7}, {"value": None, "low": None, "high": None}]
    traces = by_series(course_figure(["3 Nov", "10 Nov"], [NEUTRAL, None], rows))
    assert traces["neutral"]["y"] == [0.8, None]
    assert traces["engagement"]["error_y"]["array"] == [0.2, 0.0]


class ChartsOfAPage(HTMLParser):
    """Each chart's name, its words, and whether the section that it stands in has a table."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.sections: list[dict[str, Any]] = []
        self.found: dict[str, dict[str, Any]] = {}
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "section":
            self.sections.append({"charts": [], "tables": 0})
        elif tag == "table" and self.sections:
            self.sections[-1]["tables"] += 1
        elif values.get("data-figure"):
            name = str(values["data-figure"])
            self.found[name] = {"words": values.get("aria-label") or "", "section": self.sections[-1]}
            self.sections[-1]["charts"].append(name)

    def handle_endtag(self, tag: str) -> None:
        if tag == "section" and self.sections:
            section = self.sections.pop()
            for name in section["charts"]:
                self.found[name]["tables"] = section["tables"]


def pages_with_charts(course: Course, lecture: ClassSession, other: ClassSession) -> dict[str, str]:
    return {
        "report": reverse("report", args=[lecture.pk]),
        "course": reverse("course_report", args=[course.pk]),
        "compare": reverse("report_compare") + f"?a={lecture.pk}&b={other.pk}",
    }


def test_every_chart_of_a_page_is_told_in_words_and_in_a_table(
    adas: Client, course: Course, changing: ClassSession
) -> None:
    other = lecture_with_a_moment(course, topic="Respiration", days_ago=7)
    charts = {}
    for name, address in pages_with_charts(course, changing, other).items():
        page = adas.get(address).content.decode()
        found = ChartsOfAPage(page).found
        assert page.count("data-figure=") == len(found), name
        charts |= {f"{name} {chart}": facts for chart, facts in found.items()}
    assert len(charts) == 7
    for name, facts in charts.items():
        assert len(facts["words"]) > 20, name
        # The lectures of a course stand in a section of their own, right below their chart.
        assert facts["tables"] or name == "course course-figure", name
    lectures = adas.get(reverse("course_report", args=[course.pk])).content.decode()
    assert lectures.index('data-figure="course-figure"') < lectures.index(
        'class="table table-dense table-figures table-lectures"'
    )
