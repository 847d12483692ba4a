"""Cells of a file that a spreadsheet opens: text that begins like a formula is kept from being one."""

from typing import TypeVar

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")  # OWASP, "CSV Injection"

Cell = TypeVar("Cell")


def safe_cell(value: Cell) -> Cell | str:
    """The value for a CSV or XLSX cell: text that a spreadsheet would calculate gets a leading apostrophe.

    Numbers, dates and None stay what they are: a negative number is no formula.
    """
    if isinstance(value, str) and value.startswith(FORMULA_STARTS):
        return f"'{value}"
    return value
