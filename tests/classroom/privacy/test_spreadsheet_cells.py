import csv
import io

import pytest
from django.utils import translation

from classroom.privacy.spreadsheet_cells import FORMULA_SIGNS, safe_cell, spreadsheet_csv


@pytest.mark.parametrize("start", [*FORMULA_SIGNS, "\t", "\r", "\n"])
def test_text_that_begins_like_a_formula_is_kept_from_being_one(start: str) -> None:
    assert safe_cell(f"{start}1+1") == f"'{start}1+1"


@pytest.mark.parametrize("value", ["Cleo", "a=1", "", "Anna-Maria, 8a; twice", "a -1", -0.5, 3, None])
def test_everything_else_stays_as_it_is(value: object) -> None:
    assert safe_cell(value) == value


HIDDEN = [
    f"{before}{between}{sign}1+1{after}"
    for before in ("x;", "x,", "x\t", "x\n", "")
    for between in ("", '"', ' "', '""')
    for sign in FORMULA_SIGNS
    for after in ("", ";y", ",y", '"', '";y')
]


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_no_cell_begins_with_a_formula_whichever_separator_the_reader_has(language: str, separator: str) -> None:
    with translation.override(language):
        text = spreadsheet_csv([["first", value, "last"] for value in HIDDEN]).decode("utf-8-sig")
    cells = [cell for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator) for cell in row]
    assert [cell for cell in cells if cell.lstrip().startswith(tuple(FORMULA_SIGNS))] == []
