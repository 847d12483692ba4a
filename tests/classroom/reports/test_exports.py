import csv
import io
import json
from zipfile import ZipFile

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from classroom.privacy.audit import pseudonym_of
from classroom.privacy.models import AuditEntry
from classroom.reports.models import NextTimeNote
from classroom.sessions.models import ClassSession, Marker
from tests.classroom.reports.conftest import CHANGE_AT_S, lecture_with_a_moment
from tests.factories import ClassSessionFactory
from tests.typography import tied

FORMATS = ("csv", "xlsx", "json")
FORMULA = '=HYPERLINK("http://evil.example","x")'


def export(client: Client, lecture: ClassSession, file_format: str) -> object:
    return client.get(reverse("report_export", args=[lecture.pk, file_format]))


def csv_rows(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


@pytest.fixture
def hostile(changing: ClassSession) -> ClassSession:
    """A lecture whose words are formulas."""
    ClassSession.objects.update(topic=FORMULA)
    Marker.objects.create(class_session=changing, label="@SUM(A1)", at=changing.start)
    NextTimeNote.objects.create(class_session=changing, at_s=CHANGE_AT_S, text="-2+3\x07")
    return changing


@pytest.mark.parametrize("file_format", FORMATS)
def test_every_file_is_named_and_audited(doras: Client, dora: object, changing: ClassSession, file_format: str) -> None:
    response = export(doras, changing, file_format)
    assert (
        f'filename="AI-estimate-photosynthesis-{changing.start:%Y-%m-%d}.{file_format}"'
        in response["Content-Disposition"]
    )
    entry = AuditEntry.objects.get(action="report.export")
    assert (entry.actor, entry.target) == (pseudonym_of(dora.audit_name), f"session:{changing.pk}")
    assert entry.detail == {"format": file_format}


def test_csv_starts_with_its_mark_and_the_warning(adas: Client, changing: ClassSession) -> None:
    content = export(adas, changing, "csv").content
    assert content.startswith(b"\xef\xbb\xbf")
    rows = csv_rows(content)
    assert rows[0][0].startswith("AI estimate")
    heads = next(index for index, row in enumerate(rows) if row and row[0] == "Start (s)")
    first = dict(zip(rows[heads], rows[heads + 1], strict=True))
    assert ["Shares and engagement", "numbers from 0 to 1"] in rows
    assert (first["happy"], first["Engagement"], first["Sharing"], first["Said: lost"]) == ("0.5", "0.7", "6", "some")


def test_what_is_hidden_is_empty_and_no_zero(adas: Client, reported: ClassSession) -> None:
    rows = csv_rows(export(adas, reported, "csv").content)
    hidden = next(row for row in rows if row and row[0] == "15")
    assert set(hidden[2:-2]) == {""}


def test_csv_opens_in_columns_where_the_comma_parts_decimals(adas: Client, changing: ClassSession) -> None:
    adas.cookies["django_language"] = "ru"
    text = export(adas, changing, "csv").content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text), delimiter=";"))
    heads = next(number for number, row in enumerate(rows) if len(row) > 20)
    assert "0,7" in rows[heads + 1]


def test_words_in_csv_are_no_formulas(adas: Client, hostile: ClassSession) -> None:
    cells = {cell for row in csv_rows(export(adas, hostile, "csv").content) for cell in row}
    assert {f"'{FORMULA}", "'@SUM(A1)"} <= cells
    assert not any(cell.startswith(("=", "@", "+", "-")) for cell in cells)


def test_xlsx_says_what_it_is_and_has_a_sheet_for_each_table(adas: Client, changing: ClassSession) -> None:
    workbook = load_workbook(io.BytesIO(export(adas, changing, "xlsx").content))
    assert workbook.sheetnames == ["AI estimate", "Timeline", "Moments", "Markers"]
    assert all(sheet["A1"].value.startswith("AI estimate") for sheet in workbook)
    assert [cell.value for cell in workbook["Timeline"][3]][:2] == [0, 15]
    assert workbook["Moments"]["C3"].value == tied("Engagement fell from about 70 % to 30 %.")


def test_words_in_xlsx_are_no_formulas(adas: Client, hostile: ClassSession) -> None:
    content = export(adas, hostile, "xlsx").content
    with ZipFile(io.BytesIO(content)) as archive:
        sheets = [archive.read(name) for name in archive.namelist() if name.startswith("xl/worksheets/")]
    assert not any(b"<f>" in sheet for sheet in sheets)
    moments = load_workbook(io.BytesIO(content))["Moments"]
    assert moments["F3"].value == "'-2+3"


def test_json_holds_the_published_figures(adas: Client, changing: ClassSession) -> None:
    report = json.loads(export(adas, changing, "json").content)
    assert report["note"] == "AI estimate"
    bucket = report["buckets"][0]
    assert (bucket["shares"]["happy"], bucket["engagement"]) == (0.5, 0.7)
    assert bucket["levels"] == {"low": 0.2, "middling": 0.5, "high": 0.3}
    assert bucket["signals"]["lost"] == "some"
    assert report["moments"][0]["start_s"] == CHANGE_AT_S


def test_markers_without_words_are_named_in_the_readers_language(adas: Client, changing: ClassSession) -> None:
    labels = [("demo", ""), ("slide", "12"), ("slide", "13 · Heat"), ("demo", "Heat pump"), ("question", "Сұрақ")]
    for kind, label in labels:
        Marker.objects.create(class_session=changing, kind=kind, label=label, at=changing.start)
    wanted = ["Показ", "Слайд 12", "Слайд 13 · Heat", "Heat pump", "Сұрақ"]
    in_russian = {"HTTP_ACCEPT_LANGUAGE": "ru"}
    page = adas.get(reverse("report", args=[changing.pk]), **in_russian).content.decode()
    assert [word for word in wanted if f"0:00 · {word}" in page] == wanted
    files = {name: adas.get(reverse("report_export", args=[changing.pk, name]), **in_russian) for name in FORMATS}
    markers = json.loads(files["json"].content)["markers"]
    assert [(mark["kind"], mark["label"]) for mark in markers][:2] == [("demo", "Показ"), ("slide", "Слайд 12")]
    sheet = load_workbook(io.BytesIO(files["xlsx"].content)).worksheets[-1]
    assert [row[1] for row in sheet.iter_rows(values_only=True)][-5:] == wanted


def test_a_topic_in_cyrillic_names_the_file(adas: Client, reported: ClassSession) -> None:
    assert "AI-estimate-%D3%99" in export(adas, reported, "csv")["Content-Disposition"]


def test_a_synthetic_lecture_says_so_in_its_files(adas: Client, changing: ClassSession) -> None:
    ClassSession.objects.update(model_name="synthetic")
    assert "synthetic" in csv_rows(export(adas, changing, "csv").content)[0][0]
    assert json.loads(export(adas, changing, "json").content)["synthetic"] is True


def test_others_get_no_file(bens: Client, client: Client, changing: ClassSession) -> None:
    assert export(bens, changing, "csv").status_code == 404
    assert export(client, changing, "csv")["Location"].startswith(reverse("sign_in"))
    assert not AuditEntry.objects.filter(action="report.export").exists()


def test_unknown_formats_and_lectures_without_a_report_are_not_found(
    adas: Client, changing: ClassSession, class_session: ClassSession
) -> None:
    assert export(adas, changing, "exe").status_code == 404
    assert export(adas, class_session, "csv").status_code == 404
    assert export(adas, ClassSessionFactory(course=changing.course, ended=True), "csv").status_code == 404


@pytest.mark.parametrize("file_format", ["png", "pdf"])
def test_what_the_browser_makes_is_audited_like_a_file(
    adas: Client, ada: object, changing: ClassSession, file_format: str
) -> None:
    address = reverse("report_exported", args=[changing.pk])
    assert adas.post(address, {"file_format": file_format}).status_code == 200
    entry = AuditEntry.objects.get(action="report.export")
    assert (entry.actor, entry.target) == (pseudonym_of(ada.audit_name), f"session:{changing.pk}")
    assert entry.detail == {"format": file_format}


def test_pictures_of_comparisons_are_audited_too(adas: Client, changing: ClassSession) -> None:
    earlier = lecture_with_a_moment(changing.course)
    page = adas.get(reverse("report_compare"), {"a": changing.pk, "b": earlier.pk}).content.decode()
    assert f'name="beside" value="{earlier.pk}"' in page
    adas.post(reverse("report_exported", args=[changing.pk]), {"file_format": "png", "beside": earlier.pk})
    adas.post(reverse("course_report_exported", args=[changing.course_id]), {"file_format": "pdf"})
    entries = AuditEntry.objects.filter(action="report.export").order_by("pk")
    wanted = [f"session:{changing.pk}", f"session:{earlier.pk}", f"course:{changing.course_id}"]
    assert [entry.target for entry in entries] == wanted


def test_only_what_a_browser_makes_is_noted_so(adas: Client, bens: Client, changing: ClassSession) -> None:
    address = reverse("report_exported", args=[changing.pk])
    assert adas.post(address, {"file_format": "csv"}).status_code == 400
    assert bens.post(address, {"file_format": "png"}).status_code == bens.post(address).status_code == 404
    assert adas.get(address).status_code == 405
    assert not AuditEntry.objects.filter(action="report.export").exists()
