"""XLSX: one sheet of facts and one for each table. Each says first what its figures are: sheets are copied alone."""

import io
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from classroom.privacy.spreadsheet_cells import safe_cell
from classroom.reports.content import LectureReport
from classroom.reports.exports import rows

WIDE = 60
USUAL = 14


def to_xlsx(report: LectureReport) -> bytes:
    workbook = Workbook()
    first = workbook.active
    first.title = _("AI estimate")
    warning = [rows.warning(report)]
    _fill(first, [warning, [], *rows.facts(report)], widths=[36, WIDE])
    tables = [
        (_("Timeline"), [rows.timeline_heads(), *map(rows.timeline_row, report.buckets)], []),
        (_("Moments"), [rows.moment_heads(), *rows.moment_rows(report)], [USUAL, USUAL, WIDE, 30, 30, WIDE]),
        (_("Markers"), [rows.mark_heads(), *rows.mark_rows(report)], [USUAL, WIDE]),
    ]
    for title, content, widths in tables:
        sheet = workbook.create_sheet(title)
        _fill(sheet, [warning, *content], widths)
        sheet.freeze_panes = "A3"
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()


def _fill(sheet: Worksheet, content: Iterable[list[Any]], widths: list[int]) -> None:
    for row in content:
        sheet.append([_cell(value) for value in row])
    for cell in (*sheet[1], *sheet[2]):
        cell.font = Font(bold=True)
    for letter, width in zip("ABCDEFGH", widths, strict=False):
        sheet.column_dimensions[letter].width = width


def _cell(value: Any) -> Any:
    """No formula, and none of the control characters that the format cannot hold."""
    return safe_cell(ILLEGAL_CHARACTERS_RE.sub("", value) if isinstance(value, str) else value)
