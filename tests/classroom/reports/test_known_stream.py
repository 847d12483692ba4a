"""The figures of a report against numbers computed in plain Python, from a stream of readings that is known."""

import csv
import io
from statistics import fmean

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from classroom.sessions.models import ClassSession
from tests.classroom.reports import known_stream as known
from tests.classroom.reports.known_stream import BUCKET_S, BUCKETS, CHANGE, EMOTIONS, PEOPLE, SHOWN

Series = dict[str, list[float | None]]


@pytest.fixture
def page(adas: Client, streamed: ClassSession) -> dict[str, object]:
    return adas.get(reverse("report", args=[streamed.pk])).context


def series_of(page: dict[str, object], chart: str) -> Series:
    return {trace["meta"]["series"]: trace.get("y", []) for trace in page["figures"][chart]["data"]}


def expected_shares() -> Series:
    """Seven series, with nothing in the hidden interval."""
    rows = [known.shares_in(bucket) if bucket in SHOWN else [None] * 7 for bucket in range(BUCKETS)]
    return dict(zip(EMOTIONS, map(list, zip(*rows, strict=True)), strict=True))


def expected_engagement() -> list[float | None]:
    return [known.engagement_in(bucket) if bucket in SHOWN else None for bucket in range(BUCKETS)]


def test_the_chart_shows_the_means_of_the_stream(page: dict[str, object]) -> None:
    series = series_of(page, "timeline")
    for emotion, expected in expected_shares().items():
        assert series[emotion] == pytest.approx(expected)
    assert series["engagement"] == pytest.approx(expected_engagement())
    coverages = [known.coverage_in(bucket) or (None,) * 3 for bucket in range(BUCKETS)]
    assert [series["joined"], series["sharing"], series["readable"]] == list(map(list, zip(*coverages, strict=True)))


def test_the_headline_is_the_mean_of_what_was_published(page: dict[str, object], streamed: ClassSession) -> None:
    headline, stored = page["headline"], streamed.report
    assert stored.engagement == pytest.approx(fmean(known.engagement_in(bucket) for bucket in SHOWN))
    assert stored.shares == pytest.approx([fmean(row) for row in zip(*map(known.shares_in, SHOWN), strict=True)])
    assert stored.measured_share == len(SHOWN) / BUCKETS
    assert headline["coverage"] == {"sharing": 21, "joined": known.JOINED}
    assert (headline["level"], stored.readable_max) == ("middling", PEOPLE)


def test_the_band_is_as_wide_as_four_fifths_of_the_means_of_such_a_class(page: object, streamed: ClassSession) -> None:
    bands = [known.band_in(bucket) for bucket in SHOWN]
    expected = [fmean(edges) for edges in zip(*bands, strict=True)]
    assert streamed.report.engagement_band == pytest.approx(expected, abs=0.01)


def test_the_distribution_is_warners_estimate_from_the_lots(page: dict[str, object]) -> None:
    series = series_of(page, "levels")
    for index, level in enumerate(known.LEVELS):
        expected = [known.levels_in(bucket)[index] if bucket in SHOWN else None for bucket in range(BUCKETS)]
        assert series[level] == pytest.approx(expected)


def test_the_signals_are_those_that_were_said_and_a_few_are_some(page: dict[str, object]) -> None:
    traces = {trace["meta"]["series"]: trace for trace in page["figures"]["signals"]["data"]}
    names = ("lost", "too_fast", "too_slow", "fine", "break", "hands")
    for name, said in zip(names, zip(*map(known.signals_in, range(BUCKETS)), strict=True), strict=True):
        assert traces[name]["y"] == [count if count >= 5 else None for count in said]
        assert traces[name]["some"] == [bucket for bucket, count in enumerate(said) if 0 < count < 5]


def test_the_moment_is_where_the_stream_changes_and_as_large(adas: Client, streamed: ClassSession) -> None:
    report = adas.get(reverse("report_export", args=[streamed.pk, "json"])).json()
    (moment,) = report["moments"]
    assert (moment["start_s"], moment["end_s"]) == (CHANGE * BUCKET_S, BUCKETS * BUCKET_S)
    series = expected_shares() | {"engagement": expected_engagement()}
    changes = {name: known.usual_and_new(values) for name, values in series.items()}
    largest = sorted(changes, key=lambda name: -abs(changes[name][1] - changes[name][0]))[:3]
    assert [change["series"] for change in moment["changes"]] == largest == ["happy", "engagement", "angry"]
    for change in moment["changes"]:
        assert (change["before"], change["after"]) == pytest.approx(changes[change["series"]])
    assert moment["signals"] == {"lost": 9, "fine": 6, "hands": "some"}
    assert [mark["label"] for mark in moment["markers"]] == ["demo"]


def test_what_could_not_be_read_and_what_was_called_wrong_is_counted(page: dict[str, object]) -> None:
    unread, reasons, disagreement = known.percents_of_trust(late=PEOPLE)
    trust = page["trust"]
    assert (trust["unread"], trust["disagreement"]) == (unread, disagreement)
    assert trust["reasons"] == [
        ("no face in the picture", reasons["no_face"]),
        ("too dark", reasons["too_dark"]),
    ]


def rows_of_csv(content: bytes) -> list[list[str]]:
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    heads = next(place for place, row in enumerate(rows) if len(row) > len(EMOTIONS))
    return rows[heads + 1 : heads + 1 + BUCKETS]


def rows_of_workbook(content: bytes) -> list[tuple[object, ...]]:
    return list(load_workbook(io.BytesIO(content))["Timeline"].iter_rows(min_row=3, values_only=True))


@pytest.mark.parametrize(("file_format", "rows_of"), [("csv", rows_of_csv), ("xlsx", rows_of_workbook)])
def test_the_files_for_spreadsheets_hold_the_same_numbers(
    adas: Client, streamed: ClassSession, file_format: str, rows_of: object
) -> None:
    rows = rows_of(adas.get(reverse("report_export", args=[streamed.pk, file_format])).content)
    told = [[float(cell) for cell in rows[bucket][2:10]] for bucket in SHOWN]
    assert told == [pytest.approx([*known.shares_in(bucket), known.engagement_in(bucket)]) for bucket in SHOWN]
    assert {cell or None for cell in rows[known.HIDDEN][2:15]} == {None}


def test_the_file_for_programs_holds_them_too(adas: Client, streamed: ClassSession) -> None:
    buckets = adas.get(reverse("report_export", args=[streamed.pk, "json"])).json()["buckets"]
    for bucket in SHOWN:
        assert buckets[bucket]["shares"] == pytest.approx(dict(zip(EMOTIONS, known.shares_in(bucket), strict=True)))
        assert list(buckets[bucket]["levels"].values()) == pytest.approx(known.levels_in(bucket))
    assert (buckets[known.HIDDEN]["shares"], buckets[known.HIDDEN]["levels"]) == (None, None)
