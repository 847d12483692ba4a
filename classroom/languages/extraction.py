"""Finding every sentence that can be translated, in Python files and Django templates."""

from collections.abc import Collection, Iterator, Mapping
from io import BytesIO
from pathlib import Path
from typing import IO, Any

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract, extract_python
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[2]
LAZY_KEYWORDS = {
    "gettext_lazy": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
    "gettext_noop": None,
}
KEYWORDS: Mapping[str, Any] = DEFAULT_KEYWORDS | LAZY_KEYWORDS
TEMPLATES = (".html", ".txt")  # the latter are mails
COMMENT_TAGS = ("Translators:",)


def extracted() -> Catalog:
    """Every sentence of the product, with the files it stands in."""
    found = Catalog(fuzzy=False)
    for path, method in _sources():
        place = str(path.relative_to(ROOT))
        with path.open("rb") as file:
            for line, message, comments, context in extract(method, file, KEYWORDS, COMMENT_TAGS):
                found.add(message, locations=[(place, line)], auto_comments=comments, context=context)
    return found


def extract_django(
    file: IO[bytes], keywords: Collection[str], comment_tags: Collection[str], options: Any
) -> Iterator[Any]:
    """Babel's way into a Django template: Django makes calls of gettext out of it, which are read as Python.

    Parentheses around all of it make the indentation of the template mean nothing.
    """
    source = templatize(file.read().decode())
    return extract_python(BytesIO(f"({source}\n)".encode()), dict.fromkeys(keywords), comment_tags, options)


def _sources() -> Iterator[tuple[Path, Any]]:
    for path in sorted((ROOT / "classroom").rglob("*.py")):
        if "migrations" not in path.parts:
            yield path, "python"
    for path in sorted((ROOT / "templates").rglob("*.*")):
        if path.suffix in TEMPLATES:
            yield path, extract_django
