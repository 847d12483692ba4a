"""Lectures beside each other against numbers computed in plain Python, from streams of readings that are known."""

import math
from collections.abc import Callable, Sequence
from statistics import fmean

import pytest
from django.test import Client
from django.urls import reverse

from classroom.courses.models import Course
from classroom.sessions.models import ClassSession
from tests.classroom.reports import known_stream as known
from tests.classroom.reports.known_lectures import EARLIER, LAST_WEEK, TWO_WEEKS_AGO, KnownLecture
from tests.classroom.reports.known_stream import EMOTIONS, SHOWN
from tests.typography import tied

FROM_TOP = ("happy", "surprise", "neutral", "sad", "fear", "disgust", "angry")  # as charts stack them
CLOSE = 1e-6
TODAYS_SHARES = [fmean(column) for column in zip(*map(known.shares_in, SHOWN), strict=True)]
TODAYS_ENGAGEMENT = fmean(map(known.engagement_in, SHOWN))

Trace = dict[str, list[float | None]]


def in_percent(share: float) -> str:
    return tied(f"{math.floor(100 * share + 0.5)} %")


def told_from_top(shares: Sequence[float]) -> list[str]:
    """As a table's columns say them, in the order of the charts."""
    return [in_percent(shares[EMOTIONS.index(emotion)]) for emotion in FROM_TOP]


def traces_of(figure: dict[str, list[dict]]) -> dict[str, Trace]:
    return {trace["meta"]["series"]: trace for trace in figure["data"]}


def by_emotion(trace: Trace, values: str) -> list[float]:
    """The values of a chart's lying bars, in the order of EMOTIONS."""
    found = dict(zip(trace["y"], trace[values], strict=True))
    return [found[emotion] for emotion in EMOTIONS]


def close_to(expected: Sequence[float | None]) -> object:
    return pytest.approx(list(expected), abs=CLOSE)


def over_time(facts: KnownLecture, value: Callable[[int], float]) -> list[float | None]:
    return [None if bucket == facts.hidden else value(bucket) for bucket in range(facts.buckets)]


def test_shares_stand_before_the_range_of_the_courses_other_lectures(
    adas: Client, streamed_before: list[ClassSession], streamed: ClassSession
) -> None:
    page = adas.get(reverse("report", args=[streamed.pk])).context
    traces = traces_of(page["figures"]["shares"])
    lows, highs = (list(map(edge, LAST_WEEK.shares, TWO_WEEKS_AGO.shares)) for edge in (min, max))
    assert by_emotion(traces["own_shares"], "x") == close_to(TODAYS_SHARES)
    assert by_emotion(traces["range"], "base") == close_to(lows)
    assert by_emotion(traces["range"], "x") == close_to([high - low for low, high in zip(lows, highs, strict=True)])
    assert page["others_count"] == len(EARLIER)


def test_two_lectures_stand_beside_each_other_minute_by_minute(
    adas: Client, streamed_before: list[ClassSession]
) -> None:
    older, newer = streamed_before
    page = adas.get(reverse("report_compare"), {"a": newer.pk, "b": older.pk}).context
    traces = traces_of(page["engagement_figure"])
    for prefix, facts in (("", LAST_WEEK), ("second_", TWO_WEEKS_AGO)):
        assert traces[f"{prefix}engagement"]["y"] == close_to(over_time(facts, facts.engagement_in))
        for edge, name in enumerate(("low", "high")):
            edges = over_time(facts, lambda bucket, facts=facts, edge=edge: facts.band_in(bucket)[edge])
            assert traces[f"{prefix}band"][name] == close_to(edges)


def test_two_lectures_are_compared_by_their_means(adas: Client, streamed_before: list[ClassSession]) -> None:
    older, newer = streamed_before
    page = adas.get(reverse("report_compare"), {"a": newer.pk, "b": older.pk}).context
    traces = traces_of(page["shares_figure"])
    assert by_emotion(traces["first_shares"], "x") == close_to(LAST_WEEK.shares)
    assert by_emotion(traces["second_shares"], "x") == close_to(TWO_WEEKS_AGO.shares)
    expected = zip(FROM_TOP, told_from_top(LAST_WEEK.shares), told_from_top(TWO_WEEKS_AGO.shares), strict=True)
    assert page["share_rows"] == list(expected)
    means = f"{in_percent(LAST_WEEK.engagement)} in A and {in_percent(TWO_WEEKS_AGO.engagement)} in B"
    assert page["summary"] == f"Engagement was {means}; the usual ranges do not overlap."
    assert LAST_WEEK.band[1] < TWO_WEEKS_AGO.band[0]


def test_the_weeks_of_a_course_are_the_means_of_its_lectures(
    adas: Client, course: Course, streamed_before: list[ClassSession], streamed: ClassSession
) -> None:
    page = adas.get(reverse("course_report", args=[course.pk])).context
    traces = traces_of(page["figure"])
    for place, emotion in enumerate(EMOTIONS):
        expected = [TWO_WEEKS_AGO.shares[place], LAST_WEEK.shares[place], TODAYS_SHARES[place]]
        assert traces[emotion]["y"] == close_to(expected)
    engagements = [TWO_WEEKS_AGO.engagement, LAST_WEEK.engagement, TODAYS_ENGAGEMENT]
    assert traces["engagement"]["y"] == close_to(engagements)
    errors = traces["engagement"]["error_y"]
    assert errors["arrayminus"][:2] == close_to([facts.engagement - facts.band[0] for facts in EARLIER])
    assert errors["array"][:2] == close_to([facts.band[1] - facts.engagement for facts in EARLIER])
    low, high = in_percent(min(engagements)), in_percent(max(engagements))
    assert page["summary"] == f"Over 3 measured lectures the mean engagement lies between {low} and {high}."


def test_each_row_of_the_weeks_is_of_its_lecture(
    adas: Client, course: Course, streamed_before: list[ClassSession]
) -> None:
    page = adas.get(reverse("course_report", args=[course.pk])).context
    assert page["emotions"] == list(FROM_TOP)
    for row, facts in zip(page["rows"], reversed(EARLIER), strict=True):
        assert row["shares"] == told_from_top(facts.shares)
        assert row["engagement"].startswith(in_percent(facts.engagement))
        assert row["coverage"] == {"sharing": facts.people, "joined": facts.joined}
        assert row["measured_percent"] == math.floor(100 * len(facts.shown) / facts.buckets + 0.5)


def test_the_overview_counts_what_was_held_and_who_shared_and_agreed(
    doras: Client, streamed_before: list[ClassSession], streamed: ClassSession
) -> None:
    (row,) = doras.get(reverse("report_overview")).context["rows"]
    # Sharing of those present, over the intervals in which both are told: in one only twelve of today's send.
    todays = [coverage for coverage in map(known.coverage_in, range(known.BUCKETS)) if coverage]
    sharing = fmean(shared for _joined, shared, _readable in todays) + sum(facts.people for facts in EARLIER)
    joined = known.JOINED + sum(facts.joined for facts in EARLIER)
    agreed = known.PEOPLE + sum(facts.people for facts in EARLIER)
    seats = known.PEOPLE + sum(facts.joined for facts in EARLIER)
    assert row["sessions"] == 3
    assert row["hours"] == pytest.approx(15 * (known.BUCKETS + sum(facts.buckets for facts in EARLIER)) / 3600)
    assert row["coverage"] == pytest.approx(sharing / joined)
    assert row["consent"] == round(agreed / seats, 2)
