"""Reading a list of students out of a file: which lines there are, and what is wrong with which.

Nothing here touches the database. Everything that comes in was made by somebody else's program, or by somebody hostile.
"""

import codecs
import csv
import io
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import ParseError

import openpyxl
from defusedxml.common import DefusedXmlException
from django.utils.translation import gettext as _
from openpyxl.utils.exceptions import InvalidFileException

FILE_MAX_BYTES = 2 * 1024 * 1024
UNPACKED_MAX_BYTES = 8 * 1024 * 1024  # a real list of 2,000 students unpacks to less than one
MOST_PARTS = 200  # files inside of an XLSX
MOST_ROWS = 2000
MOST_COLUMNS = 50
MOST_LINES = 10_000  # of a sheet, empty ones included
NAME_LENGTH, NUMBER_LENGTH = 120, 40
DELIMITERS = ("\t", ";", ",")
COUNTED_FROM = 3  # rows; a column 1, 2, 3 of fewer proves nothing
ZIP_START = b"PK\x03\x04"


def _words(text: str) -> frozenset[str]:
    return frozenset(word.strip() for word in text.split("|"))


# What schools write above such columns, in the product's languages; several name columns are joined in their order.
NAME_HEADERS = _words(
    """name|full name|student|student name|first name|given name|last name|family name|surname|middle name
    |имя|фамилия|отчество|фио|ф.и.о.|фамилия имя|фамилия и имя|фамилия имя отчество|ученик|студент|учащийся
    |ім'я|прізвище|по батькові|піб|п.і.б.|прізвище ім'я|прізвище та ім'я|учень|здобувач
    |аты|тегі|әкесінің аты|аты-жөні|аты жөні|тегі аты|тегі, аты|оқушы|оқушының аты-жөні"""
)
NUMBER_HEADERS = _words(
    """number|student number|student no|student id|school number|id
    |номер|номер ученика|номер студента|табельный номер|номер зачётки|номер зачетки|личный номер
    |номер учня|номер здобувача|особистий номер
    |нөмір|нөмірі|оқушы нөмірі|студент нөмірі|жеке нөмірі"""
)


class RosterFileError(Exception):
    """The file as a whole cannot be used. The message says why and what to do, to the person who chose it."""


@dataclass(frozen=True)
class RosterRow:
    """One student of the file; `line` is what a text editor or a spreadsheet shows beside it."""

    line: int
    name: str
    number: str = ""


@dataclass(frozen=True)
class LineError:
    line: int
    message: str


@dataclass
class RosterFile:
    """What was read.

    Attributes:
        encoding: how a text file was understood; empty for a workbook.
        counts_lines: the numbers only counted the lines and were left out.
    """

    rows: list[RosterRow] = field(default_factory=list)
    errors: list[LineError] = field(default_factory=list)
    encoding: str = ""
    counts_lines: bool = False


Line = tuple[int, list[str]]


def read_roster(data: bytes) -> RosterFile:
    """Read a CSV or XLSX file.

    Raises:
        RosterFileError: nothing of it can be used.
    """
    if len(data) > FILE_MAX_BYTES:
        raise RosterFileError(
            _("The file is larger than 2 MB. A list of students is far smaller; choose another file.")
        )
    encoding = ""
    if data.startswith(ZIP_START):
        lines = list(_lines_of_workbook(data))
    else:
        text, encoding = _decoded(data)
        lines = list(_lines_of_text(text))
    found = _rows_of(lines)
    found.encoding = encoding
    return found


def normal(text: str) -> str:
    """The form in which two spellings of one name are the same."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def _decoded(data: bytes) -> tuple[str, str]:
    encodings = ["utf-16"] if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else ["utf-8-sig", "cp1251"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text, encoding
    raise RosterFileError(
        _("This is no text and no XLSX workbook. Save the list as CSV (UTF-8) or XLSX and try again.")
    )


def _lines_of_text(text: str) -> Iterator[Line]:
    """The cells of every line that is not empty."""
    delimiter = _delimiter_of(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    start = 1
    try:
        for cells in reader:
            yield start, cells
            start = reader.line_num + 1
    except csv.Error as error:
        message = _("Line {line} cannot be read as CSV: a quotation mark is not closed, or stands in the wrong place.")
        raise RosterFileError(message.format(line=start)) from error


def _delimiter_of(text: str) -> str:
    """What parts the header's cells; a line without a known header is one cell, commas and all."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    for delimiter in DELIMITERS:
        if any(_is_header(cell.strip('" ')) for cell in first.split(delimiter)):
            return delimiter
    return max(DELIMITERS[:2], key=first.count)


def _lines_of_workbook(data: bytes) -> Iterator[Line]:
    """The cells of the first sheet. defusedxml, which openpyxl uses when it is there, refuses entities."""
    unreadable = _("This workbook cannot be read. Open it in a spreadsheet, save it anew as XLSX, and try again.")
    try:
        _refuse_bombs(data)
        workbook = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        sheet = next((sheet for sheet in workbook.worksheets if sheet.sheet_state == "visible"), None)
        if sheet is None:
            raise RosterFileError(_("This workbook has no visible sheet. Put the list on the first one."))
        rows = sheet.iter_rows(max_row=MOST_LINES, max_col=MOST_COLUMNS, values_only=True)
        for line, cells in enumerate(rows, start=1):
            yield line, [_text_of(cell) for cell in cells]
    except (
        zipfile.BadZipFile, InvalidFileException, DefusedXmlException, ParseError,
        KeyError, ValueError, TypeError, IndexError, AttributeError, EOFError, NotImplementedError,
    ) as error:  # fmt: skip
        raise RosterFileError(unreadable) from error  # openpyxl says what it meets in a broken file in all these ways


def _refuse_bombs(data: bytes) -> None:
    """zipfile never unpacks more of a part than the part's header says, so the headers' sum is a true limit."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = archive.infolist()
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > UNPACKED_MAX_BYTES:
        raise RosterFileError(_("This workbook is far too large when unpacked. Copy the list alone into a new one."))


def _text_of(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def _rows_of(lines: Iterable[Line]) -> RosterFile:
    cleaned = ((line, [" ".join(cell.split()) for cell in cells]) for line, cells in lines)
    filled = [(line, cells) for line, cells in cleaned if any(cells)]
    if not filled:
        raise RosterFileError(_("The file is empty."))
    columns = _columns_of(filled[0][1])
    if columns:
        filled = filled[1:]
    if len(filled) > MOST_ROWS:
        raise RosterFileError(_("The file has more than 2,000 students. Divide it into several courses."))
    found = _checked(_split(filled, columns) if columns else _single_column(filled))
    return _without_line_counts(found)


def _columns_of(header: list[str]) -> tuple[list[int], int | None] | None:
    """Where names and numbers stand, or None when the first line is no header."""
    normals = [normal(cell).replace("’", "'").replace("ʼ", "'") for cell in header]
    names = [place for place, cell in enumerate(normals) if cell in NAME_HEADERS]
    numbers = [place for place, cell in enumerate(normals) if cell in NUMBER_HEADERS]
    return (names, numbers[0] if numbers else None) if names else None


def _is_header(cell: str) -> bool:
    return _columns_of([cell]) is not None


def _split(lines: list[Line], columns: tuple[list[int], int | None]) -> Iterator[RosterRow]:
    names, number = columns
    for line, cells in lines:
        padded = cells + [""] * MOST_COLUMNS
        name = " ".join(padded[place] for place in names if padded[place])
        yield RosterRow(line, name, padded[number] if number is not None else "")


def _single_column(lines: list[Line]) -> Iterator[RosterRow]:
    for line, cells in lines:
        filled = [cell for cell in cells if cell]
        if len(filled) > 1 or _looks_like_two_columns(filled[0]):
            message = _(
                "Line {line} has several columns, and the first line does not say which. Begin with: name;number"
            )
            raise RosterFileError(message.format(line=line))
        yield RosterRow(line, filled[0])


def _looks_like_two_columns(cell: str) -> bool:
    """“Ivanova, Anna” is a name; “Anna,1204” is not."""
    return any(any(sign.isdigit() for sign in part) for part in cell.split(",")[1:])


def _checked(rows: Iterable[RosterRow]) -> RosterFile:
    """Part the rows from the errors; a student who stands in the file twice is an error."""
    found = RosterFile()
    first_lines: dict[tuple[str, str], int] = {}
    for row in rows:
        key = ("number", row.number) if row.number else ("name", normal(row.name))
        message = _fault_of(row) or _fault_of_repetition(first_lines.setdefault(key, row.line), row)
        if message:
            found.errors.append(LineError(row.line, message))
        else:
            found.rows.append(row)
    return found


def _fault_of(row: RosterRow) -> str:
    if not row.name:
        return _("There is no name.")
    if len(row.name) > NAME_LENGTH:
        return _("The name is longer than {length} characters.").format(length=NAME_LENGTH)
    if len(row.number) > NUMBER_LENGTH:
        return _("The number is longer than {length} characters.").format(length=NUMBER_LENGTH)
    if not all(sign.isprintable() for sign in row.name + row.number):
        return _("There are characters that cannot be shown.")
    return ""


def _fault_of_repetition(first_line: int, row: RosterRow) -> str:
    if first_line == row.line:
        return ""
    if row.number:
        return _("The same number stands in line {line}.").format(line=first_line)
    return _("The same name stands in line {line}. Give both a number to tell them apart.").format(line=first_line)


def _without_line_counts(found: RosterFile) -> RosterFile:
    """Numbers 1, 2, 3 … count lines: next month they would stand beside other names."""
    numbers = [row.number for row in found.rows]
    if len(numbers) < COUNTED_FROM or numbers != [str(place) for place in range(1, len(numbers) + 1)]:
        return found
    plain = _checked(RosterRow(row.line, row.name) for row in found.rows)
    return RosterFile(plain.rows, sorted([*found.errors, *plain.errors], key=lambda error: error.line), "", True)
