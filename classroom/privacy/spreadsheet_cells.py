"""Files that a spreadsheet opens: columns as it expects them, and no text that it would calculate."""

import csv
import io
import re
from collections.abc import Iterable
from typing import TypeVar

from django.utils import formats

# OWASP, "CSV Injection": signs, wide ones too, at the beginning of what one spreadsheet or another takes for a cell.
# Which separator parts cells is the reader's spreadsheet's to say, and quotation marks before a sign may be lost.
FORMULA_SIGNS = "=+@＝＋－＠-"
FORMULA = re.compile(rf'(?:^|(?<=[;,\t\r\n]))(["\s]*)(?=[{FORMULA_SIGNS}])')
CELL_STARTS = ("\t", "\r", "\n")

Cell = TypeVar("Cell")


def safe_cell(value: Cell) -> Cell | str:
    """The value for a CSV or XLSX cell: what a spreadsheet would calculate in a text gets an apostrophe before it.

    Numbers, dates and None stay what they are: a negative number is no formula.
    """
    if not isinstance(value, str):
        return value
    guarded = FORMULA.sub(r"\1'", value)
    return f"'{guarded}" if guarded.startswith(CELL_STARTS) else guarded


def spreadsheet_csv(rows: Iterable[Iterable[object]]) -> bytes:
    """The rows as CSV in UTF-8, with the mark by which spreadsheets know it, as the reader's spreadsheet opens it.

    Where the comma parts decimals, spreadsheets expect a semicolon between cells.
    """
    comma = formats.get_format("DECIMAL_SEPARATOR")
    file = io.StringIO(newline="")
    writer = csv.writer(file, delimiter=";" if comma == "," else ",")
    writer.writerows([_written(value, comma) for value in row] for row in rows)
    return file.getvalue().encode("utf-8-sig")


def _written(value: object, comma: str) -> object:
    return str(value).replace(".", comma) if isinstance(value, float) else safe_cell(value)
