"""Files that a spreadsheet opens: columns as it expects them, and no text that it would calculate."""

import csv
import io
from collections.abc import Iterable
from typing import TypeVar

from django.utils import formats

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")  # OWASP, "CSV Injection"

Cell = TypeVar("Cell")


def safe_cell(value: Cell) -> Cell | str:
    """The value for a CSV or XLSX cell: text that a spreadsheet would calculate gets a leading apostrophe.

    Numbers, dates and None stay what they are: a negative number is no formula.
    """
    if isinstance(value, str) and value.startswith(FORMULA_STARTS):
        return f"'{value}"
    return value


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
