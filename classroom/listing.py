"""What every list has: words to look for, filters as chips, and pages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, NamedTuple, TypeVar

from django.core.paginator import Page, Paginator
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest, QueryDict
from django.utils.functional import Promise

PAGE_ROWS = 20

Row = TypeVar("Row", bound=Model)
Item = TypeVar("Item")


class Chip(NamedTuple):
    """One filter of a list; the chosen one is shown as such."""

    value: str
    label: str | Promise
    is_chosen: bool


@dataclass(frozen=True)
class Section(Generic[Item]):
    """One of several lists on a page, with pages of its own: the address says under its name which one is open."""

    name: str
    page_obj: Page[Item]
    query: QueryDict

    @property
    def count(self) -> int:
        return self.page_obj.paginator.count

    @property
    def previous(self) -> str:
        return self._address(self.page_obj.previous_page_number())

    @property
    def next(self) -> str:
        return self._address(self.page_obj.next_page_number())

    def _address(self, page: int) -> str:
        query = self.query.copy()
        query[self.name] = str(page)
        return f"?{query.urlencode()}"


@dataclass(frozen=True)
class Wish(Generic[Row]):
    """What somebody wants to see of a list.

    Attributes:
        words: what was typed into the search field.
        show: the chosen filter; the first one unless a known one was asked for.
        kept: what else the address says and a search must not forget, by name.
    """

    request: HttpRequest
    words: str
    show: str
    filters: Mapping[str, str | Promise]
    kept: Mapping[str, str]

    def context(self, rows: QuerySet[Row]) -> dict[str, Any]:
        """The page of these rows, and what the search field and the chips need."""
        page: Page[Row] = Paginator(rows, PAGE_ROWS).get_page(self.request.GET.get("page"))
        return {"page_obj": page, "rows": page, **self.tools()}

    def tools(self) -> dict[str, Any]:
        """What the search field and the chips need."""
        chips = [Chip(value, label, value == self.show) for value, label in self.filters.items()]
        return {"q": self.words, "show": self.show, "chips": chips, "kept": self.kept}

    def section(self, name: str, items: Sequence[Item]) -> Section[Item]:
        """The page that is open of one of several lists."""
        page: Page[Item] = Paginator(items, PAGE_ROWS).get_page(self.request.GET.get(name))
        return Section(name, page, self.request.GET)


def matching(rows: QuerySet[Row], words: str, *fields: str) -> QuerySet[Row]:
    """Rows of which each word stands in one of the fields, whatever its case."""
    for word in words.split():
        rows = rows.filter(Q(*((f"{field}__icontains", word) for field in fields), _connector=Q.OR))
    return rows


def wish_of(request: HttpRequest, filters: Mapping[str, str | Promise], keep: Sequence[str] = ()) -> Wish[Any]:
    """Read the wish out of the address. What is not known falls back to the first filter.

    Args:
        keep: names of other parts of the address that stay as they are.
    """
    show = request.GET.get("show", "")
    words = request.GET.get("q", "").strip()[:200]
    kept = {name: request.GET[name] for name in keep if name in request.GET}
    return Wish(request, words, show if show in filters else next(iter(filters)), filters, kept)
