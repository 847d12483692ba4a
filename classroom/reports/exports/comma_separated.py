"""CSV, UTF-8 with the byte order mark by which spreadsheets know it."""

import csv
import io

from classroom.privacy.spreadsheet_cells import safe_cell
from classroom.reports.content import LectureReport
from classroom.reports.exports import rows


def to_csv(report: LectureReport) -> bytes:
    """The warning, the facts, and then each table below its headings, with an empty line between them."""
    blocks = [
        [[rows.warning(report)], *rows.facts(report)],
        [rows.timeline_heads(), *(rows.timeline_row(bucket) for bucket in report.buckets)],
        [rows.moment_heads(), *rows.moment_rows(report)],
        [rows.mark_heads(), *rows.mark_rows(report)],
    ]
    file = io.StringIO()
    writer = csv.writer(file)
    for number, block in enumerate(blocks):
        if number:
            writer.writerow([])
        writer.writerows([safe_cell(value) for value in row] for row in block)
    return file.getvalue().encode("utf-8-sig")
