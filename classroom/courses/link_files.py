"""The file in which new links are handed to a teacher, once."""

import csv
import io
from collections.abc import Iterable, Sequence

from django.utils import formats
from django.utils.translation import gettext as _

from classroom.privacy.spreadsheet_cells import safe_cell


def links_as_csv(rows: Iterable[Sequence[str]]) -> bytes:
    """Names, numbers and links as a CSV file that the reader's spreadsheet opens in columns.

    Where the comma parts decimals, spreadsheets expect a semicolon between cells.
    """
    delimiter = ";" if formats.get_format("DECIMAL_SEPARATOR") == "," else ","
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter)
    writer.writerow([_("Name"), _("Number"), _("Link")])
    writer.writerows([[safe_cell(cell) for cell in row] for row in rows])
    return text.getvalue().encode("utf-8-sig")
