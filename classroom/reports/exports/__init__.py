"""A report as a file: one function per format from a report's content to bytes."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils import timezone
from django.utils.text import slugify

from classroom.reports.content import LectureReport
from classroom.reports.exports.comma_separated import to_csv
from classroom.reports.exports.structured import to_json
from classroom.reports.exports.workbook import to_xlsx

XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Format:
    """A kind of file: its media type and the function that writes it."""

    content_type: str
    write: Callable[[LectureReport], bytes]


FORMATS = {
    "csv": Format("text/csv; charset=utf-8", to_csv),
    "xlsx": Format(XLSX_TYPE, to_xlsx),
    "json": Format("application/json", to_json),
}


def file_stem(report: LectureReport) -> str:
    """The name of a report's files, without what follows the dot. It says what the figures are."""
    class_session = report.class_session
    topic = slugify(class_session.topic, allow_unicode=True)[:60] or "lecture"
    return f"AI-estimate-{topic}-{timezone.localtime(class_session.start):%Y-%m-%d}"
