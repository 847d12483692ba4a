"""What every list has: words to look for, filters as chips, and pages."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Generic, NamedTuple, TypeVar

from django.core.paginator import Page, Paginator
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.functional import Promise

PAGE_ROWS = 20

Row = TypeVar("Row", bound=Model)


class Chip(NamedTuple):
    """One filter of a list; the chosen one is shown as such."""

    value: str
    label: str | Promise
    is_chosen: bool


@dataclass(frozen=True)
class Wish(Generic[Row]):
    """What somebody wants to see of a list.

    Attributes:
        words: what was typed into the search field.
        show: the chosen filter; the first one unless a known one was asked for.
    """

    request: HttpRequest
    words: str
    show: str
    filters: Mapping[str, str | Promise]

    def context(self, rows: QuerySet[Row]) -> dict[str, Any]:
        """The page of these rows, and what the search field and the chips need."""
        page: Page[Row] = Paginator(rows, PAGE_ROWS).get_page(self.request.GET.get("page"))
        chips = [Chip(value, label, value == self.show) for value, label in self.filters.items()]
        return {"page_obj": page, "rows": page, "q": self.words, "show": self.show, "chips": chips}


def wish_of(request: HttpRequest, filters: Mapping[str, str | Promise]) -> Wish[Any]:
    """Read the wish out of the address. What is not known falls back to the first filter."""
    show = request.GET.get("show", "")
    words = request.GET.get("q", "").strip()[:200]
    return Wish(request, words, show if show in filters else next(iter(filters)), filters)
