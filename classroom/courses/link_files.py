"""The file in which new links are handed to a teacher, once."""

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from classroom.privacy.spreadsheet_cells import spreadsheet_csv


def links_as_csv(rows: Iterable[Sequence[str]]) -> bytes:
    """Names, numbers and links as a CSV file."""
    return spreadsheet_csv([[_("Name"), _("Number"), _("Link")], *rows])
