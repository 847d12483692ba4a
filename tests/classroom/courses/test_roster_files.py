import io
import zipfile

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from classroom.courses import roster_files
from classroom.courses.roster_files import RosterFileError, RosterRow, read_roster

ANNA, IVAN = RosterRow(2, "Анна Ким", "17"), RosterRow(3, "Иван Ли", "18")


def workbook(*rows: tuple[object, ...]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_table_is_read_in_every_encoding_and_with_every_delimiter(encoding: str, delimiter: str) -> None:
    lines = ["имя,номер", "Анна Ким,17", "Иван Ли,18"]
    found = read_roster("\r\n".join(lines).replace(",", delimiter).encode(encoding))
    assert (found.rows, found.errors) == ([ANNA, IVAN], [])


@pytest.mark.parametrize(
    "header", ["name;number", "ФИО;Номер", "ПІБ;Номер учня", "Ім’я;номер", "Аты-жөні;Нөмірі", "Student name;Student ID"]
)
def test_headers_are_known_in_four_languages(header: str) -> None:
    assert read_roster(f"{header}\nАнна Ким;17".encode()).rows == [ANNA]


def test_columns_of_first_and_last_name_are_joined_and_others_not_read() -> None:
    text = "Фамилия;Имя;Класс;Номер\nКим;Анна;7Б;17\n"
    assert read_roster(text.encode()).rows == [RosterRow(2, "Ким Анна", "17")]


def test_one_column_needs_no_header_and_keeps_its_commas() -> None:
    found = read_roster(b"Kim, Anna\n\nLee, Ivan\n")
    assert found.rows == [RosterRow(1, "Kim, Anna"), RosterRow(3, "Lee, Ivan")]


@pytest.mark.parametrize("text", ["Anna;17", "Anna\t17", "Anna,17"])
def test_several_columns_without_a_header_are_refused_with_the_way_out(text: str) -> None:
    with pytest.raises(RosterFileError, match=r"Line 1 has several columns.*name;number"):
        read_roster(text.encode())


def test_a_workbook_is_read_with_its_whole_numbers() -> None:
    content = workbook(("Name", "Number"), ("Анна Ким", 17.0), (None, None), ("Иван Ли", "0018"))
    assert read_roster(content).rows == [ANNA, RosterRow(4, "Иван Ли", "0018")]


def test_numbers_that_count_lines_are_left_out() -> None:
    found = read_roster(b"number,name\n1,Anna\n2,Ben\n3,Cleo\n")
    assert found.counts_lines
    assert {row.number for row in found.rows} == {""}


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (";17", "no name"),
        ("A" * 121 + ";17", "longer than 120"),
        ("Anna;" + "1" * 41, "longer than 40"),
        ("Ben;16", "same number stands in line 2"),
        ("anna  KIM;", "same name stands in line 3"),
        ("An\x07na;17", "cannot be shown"),
    ],
)
def test_a_line_that_cannot_be_used_is_named(line: str, message: str) -> None:
    found = read_roster(f"name;number\nCleo;16\nAnna Kim;\n{line}\nDora;99".encode())
    assert [(error.line, message in error.message) for error in found.errors] == [(4, True)]
    assert [row.name for row in found.rows] == ["Cleo", "Anna Kim", "Dora"]


def test_a_quotation_that_never_ends_is_named_by_its_line() -> None:
    with pytest.raises(RosterFileError, match="Line 3 cannot be read"):
        read_roster(b'name,number\nAnna,1\n"Ben,2\n')


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\xef\xbb\xbf", b"name,number\r\n"[:0]])
def test_an_empty_file_is_said(content: bytes) -> None:
    with pytest.raises(RosterFileError, match="empty"):
        read_roster(content)


@pytest.mark.parametrize("content", [b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", b"PK\x03\x04 and nothing else", b"\x98\xff\x98"])
def test_what_is_no_list_is_refused(content: bytes) -> None:
    with pytest.raises(RosterFileError, match=r"save it anew|Save the list"):
        read_roster(content)


def test_too_many_bytes_and_too_many_students_are_refused() -> None:
    with pytest.raises(RosterFileError, match="2 MB"):
        read_roster(b"a" * (roster_files.FILE_MAX_BYTES + 1))
    with pytest.raises(RosterFileError, match="2,000"):
        read_roster("\n".join(f"Student {letter}" for letter in map(chr, range(0x4E00, 0x4E00 + 2001))).encode())


def test_a_workbook_that_unpacks_to_far_more_is_refused_before_it_is_unpacked() -> None:
    bomb = io.BytesIO(workbook(("name",), ("Anna",)))
    with zipfile.ZipFile(bomb, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/zeros.bin", b"\0" * (roster_files.UNPACKED_MAX_BYTES + 1))
    assert len(bomb.getvalue()) < roster_files.FILE_MAX_BYTES
    with pytest.raises(RosterFileError, match="far too large when unpacked"):
        read_roster(bomb.getvalue())


def test_entities_in_a_workbook_are_refused() -> None:
    hostile = io.BytesIO()
    entity = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet>&a;</worksheet>'
    with zipfile.ZipFile(io.BytesIO(workbook(("name",), ("Anna",)))) as good, zipfile.ZipFile(hostile, "w") as archive:
        for part in good.namelist():
            archive.writestr(part, entity if part == "xl/worksheets/sheet1.xml" else good.read(part))
    with pytest.raises(RosterFileError, match="cannot be read"):
        read_roster(hostile.getvalue())


@given(st.binary(max_size=300))
def test_any_bytes_give_rows_or_the_one_error(content: bytes) -> None:
    try:
        found = read_roster(content)
    except RosterFileError:
        return
    assert all(row.name and row.line for row in found.rows)
