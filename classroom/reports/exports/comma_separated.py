"""CSV for spreadsheets, in the reader's language; JSON is for programs."""

from itertools import chain

from classroom.privacy.spreadsheet_cells import spreadsheet_csv
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
    return spreadsheet_csv(chain(blocks[0], *([[], *block] for block in blocks[1:])))
