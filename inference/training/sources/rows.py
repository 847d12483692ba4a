"""Rows of a `.csv` file, one at a time, whose cells are known by the names of their columns."""

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from inference.frames import Image
from inference.preprocessing import CROP_SIDE
from inference.training.crops import USAGES, DatasetError
from inference.training.sources.names import usage_number
from inference.training.sources.progress import lines_with_progress


class Row:
    """One row; its cells come without the spaces around them."""

    def __init__(self, columns: list[str], cells: list[str], place: str) -> None:
        """Keep a row's cells; `place` names file and line in error messages."""
        if len(cells) != len(columns):
            raise DatasetError(f"{place}: has {len(cells)} cells for {len(columns)} columns")
        self._cells = dict(zip(columns, cells, strict=True))
        self.place = place

    def text(self, column: str) -> str:
        """Return a cell."""
        return self._cells[column].strip()

    def number(self, column: str, below: int) -> int:
        """Return a cell that holds a whole number of 0 up to, not including, `below`.

        Raises:
            DatasetError: it holds something else; the message names its place, as in the readers below.
        """
        text = self.text(column)
        if not (text.isascii() and text.isdigit() and int(text) < below):
            raise DatasetError(f"{self.place}, column {column}: {text!r} is not one of 0..{below - 1}")
        return int(text)

    def usage(self, column: str) -> int:
        """Return a cell that names a part of the data set, as its number."""
        number = usage_number(self.text(column))
        if number is None:
            raise DatasetError(f"{self.place}, column {column}: {self.text(column)!r} is none of {', '.join(USAGES)}")
        return number

    def picture(self, column: str) -> Image:
        """Return a cell that holds the 2,304 grey values of a crop: uint8, shape (48, 48)."""
        place = f"{self.place}, column {column}"
        try:
            # int64: its reader stops at the largest number, narrower ones wrap round.
            values = np.fromstring(self.text(column), dtype=np.int64, sep=" ")
        except ValueError as error:
            raise DatasetError(f"{place}: holds something that is not a whole number") from error
        if len(values) != CROP_SIDE * CROP_SIDE:
            raise DatasetError(f"{place}: has {len(values)} pixels, not {CROP_SIDE}x{CROP_SIDE}")
        if values.min() < 0 or values.max() > 255:
            outside = values[(values < 0) | (values > 255)][0]
            raise DatasetError(f"{place}: {outside} lies outside 0..255")
        return values.astype(np.uint8).reshape(CROP_SIDE, CROP_SIDE)


class Rows:
    """The rows of an open file after its header; `columns` holds the header's names in lower case, without spaces."""

    def __init__(self, path: Path, lines: Iterator[str]) -> None:
        """Read the header."""
        self._path = path
        self._cells = csv.reader(lines)
        self.columns = [name.strip().lower() for name in self._next_cells() or []]

    def need(self, *columns: str) -> None:
        """Raise DatasetError unless the file has these columns."""
        missing = [column for column in columns if column not in self.columns]
        if missing:
            present = ", ".join(self.columns) or "none"
            raise DatasetError(f"{self._path} has no column {', '.join(missing)}; its columns are: {present}")

    def __iter__(self) -> Iterator[Row]:
        """Yield the rows that are not blank."""
        while (cells := self._next_cells()) is not None:
            if cells:
                yield Row(self.columns, cells, self._place())

    def _next_cells(self) -> list[str] | None:
        """Return the next line's cells, or None at the end of the file."""
        try:
            return next(self._cells, None)
        except (csv.Error, UnicodeDecodeError) as error:
            raise DatasetError(f"{self._place()}: cannot be read as text with commas: {error}") from error

    def _place(self) -> str:
        """Name the line read last."""
        return f"{self._path}, line {self._cells.line_num}"


@contextmanager
def open_rows(path: Path) -> Iterator[Rows]:
    """Open a `.csv` file; a bar shows how far it is read."""
    try:
        with lines_with_progress(path) as lines:
            yield Rows(path, lines)
    except OSError as error:
        raise DatasetError(f"{path} cannot be read: {error}") from error
