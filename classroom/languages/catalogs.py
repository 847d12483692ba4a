"""Catalogs of translations: where they lie, how they are read, written and compiled. Babel alone, without Django."""

import os
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from classroom.languages.names import TRANSLATED

LOCALE = Path(__file__).resolve().parents[1] / "locale"
HEADER = "# Translations of Class Pulse; docs/languages.md says how they are made."
WRITTEN_AT = datetime(2026, 11, 21, tzinfo=UTC)  # a constant: when a sentence was translated is in the history


def po_path(language: str, locale: Path = LOCALE) -> Path:
    return locale / language / "LC_MESSAGES" / "django.po"


def empty_catalog(language: str) -> Catalog:
    return Catalog(
        locale=language,
        header_comment=HEADER,
        project="Class Pulse",
        version="1",
        msgid_bugs_address="none",
        last_translator="none",
        language_team=language,
        creation_date=WRITTEN_AT,
        revision_date=WRITTEN_AT,
        fuzzy=False,
    )


def read_catalog(language: str, locale: Path = LOCALE) -> Catalog:
    """What is translated into a language so far."""
    path = po_path(language, locale)
    if not path.exists():
        return empty_catalog(language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def write_catalog(language: str, catalog: Catalog, locale: Path = LOCALE) -> None:
    """Write a .po file whose lines move as little as possible: sorted by sentence, without numbers of lines."""
    path = po_path(language, locale)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, catalog, width=0, sort_output=True, ignore_obsolete=True, include_lineno=False)


def compile_catalogs(locale: Path = LOCALE) -> list[Path]:
    """Make every .mo file that is missing or older than its .po file.

    Returns:
        The files that were made.
    """
    sources = [po_path(language, locale) for language in TRANSLATED]
    outdated = [source for source in sources if _is_outdated(source.with_suffix(".mo"), source)]
    return [_compile(source) for source in outdated]


def _is_outdated(compiled: Path, source: Path) -> bool:
    return not compiled.exists() or compiled.stat().st_mtime < source.stat().st_mtime


def _compile(source: Path) -> Path:
    """Several processes may compile at once: each writes a file of its own and puts it in place whole."""
    compiled = source.with_suffix(".mo")
    own = compiled.with_suffix(f".{os.getpid()}")
    with source.open("rb") as po, own.open("wb") as mo:
        write_mo(mo, read_po(po))
    own.replace(compiled)
    return compiled
