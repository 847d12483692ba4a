"""The translator's work: what is missing, what is written in, what is wrong. docs/languages.md tells the way."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message

from classroom.languages.catalogs import LOCALE, empty_catalog, read_catalog, write_catalog
from classroom.languages.extraction import extracted
from classroom.languages.names import TRANSLATED

PLACEHOLDER = re.compile(r"\{\w*\}|%\(\w+\)[sd]|%d")
TAG = re.compile(r"</?[a-z]+[^>]*>")

Entry = dict[str, Any]


def update_catalogs(locale: Path = LOCALE) -> None:
    """Bring the .po files to the sentences that the source has now. What is not said any more goes."""
    template = extracted()
    for language in TRANSLATED:
        write_catalog(language, updated(template, read_catalog(language, locale), language), locale)


def updated(template: Catalog, old: Catalog, language: str) -> Catalog:
    """The template's sentences with the old catalog's translations."""
    catalog = empty_catalog(language)
    for message in sentences(template):
        known = old.get(message.id, message.context)
        catalog.add(
            message.id,
            known.string if known else None,
            locations=message.locations,
            auto_comments=message.auto_comments,
            context=message.context,
        )
    return catalog


def missing(locale: Path = LOCALE) -> list[Entry]:
    """What has to be translated, one entry a sentence, with an empty place for each language that lacks it."""
    template = extracted()
    catalogs = {language: read_catalog(language, locale) for language in TRANSLATED}
    entries = [_entry(message, catalogs) for message in sentences(template)]
    return [entry for entry in entries if not catalogs.keys().isdisjoint(entry)]


def fill(entries: Sequence[Entry], locale: Path = LOCALE) -> list[str]:
    """Write translations into the .po files.

    Args:
        entries: as `missing` gives them, with the empty places filled.

    Returns:
        What was left out: sentences that the source does not have, and faulty translations.
    """
    update_catalogs(locale)
    complaints = []
    for language in TRANSLATED:
        catalog = read_catalog(language, locale)
        for entry in entries:
            if language in entry:
                complaints += _put(catalog, entry, language)
        write_catalog(language, catalog, locale)
    return complaints


def faults(template: Catalog, catalog: Catalog) -> list[str]:
    """Everything that keeps a catalog from being complete and right, each with its sentence."""
    complaints = []
    for message in sentences(template):
        translated = catalog.get(message.id, message.context)
        complaints += [f"{problem}: {_first(message)!r}" for problem in _problems(message, translated, catalog)]
    for message in sentences(catalog):
        if template.get(message.id, message.context) is None:
            complaints.append(f"not in the source any more: {_first(message)!r}")
    return complaints


def sentences(catalog: Catalog) -> Iterator[Message]:
    """The messages of a catalog without its header."""
    return (message for message in catalog if message.id)


def _entry(message: Message, catalogs: dict[str, Catalog]) -> Entry:
    entry: Entry = {"sentence": message.id, "where": sorted({place for place, _line in message.locations})}
    if message.context:
        entry["context"] = message.context
    for language, catalog in catalogs.items():
        if _problems(message, catalog.get(message.id, message.context), catalog):
            entry[language] = [""] * catalog.num_plurals if message.pluralizable else ""
    return entry


def _put(catalog: Catalog, entry: Entry, language: str) -> list[str]:
    """Write one translation, or say why not."""
    sentence = entry["sentence"]
    key = tuple(sentence) if isinstance(sentence, list) else sentence
    message = catalog.get(key, entry.get("context"))
    if message is None:
        return [f"{language}: not in the source: {sentence!r}"]
    given = entry[language]
    candidate = Message(message.id, tuple(given) if isinstance(given, list) else given, context=message.context)
    problems = _problems(message, candidate, catalog)
    if not problems:
        message.string = candidate.string
    return [f"{language}: {problem}: {sentence!r}" for problem in problems]


def _problems(message: Message, translated: Message | None, catalog: Catalog) -> list[str]:
    if translated is None or not translated.string:
        return ["not translated"]
    if translated.fuzzy:
        return ["fuzzy"]
    forms = translated.string if isinstance(translated.string, tuple | list) else (translated.string,)
    if len(forms) != (catalog.num_plurals if message.pluralizable else 1):
        return ["wrong number of plural forms"]
    if not all(form and form.strip() for form in forms):
        return ["not translated"]
    return [problem for index, form in enumerate(forms) for problem in _differences(_original(message, index), form)]


def _original(message: Message, index: int) -> str:
    """What a form is compared with. In a language with two forms the first is for one thing alone."""
    if not message.pluralizable:
        return str(message.id)
    return str(message.id[min(index, 1)]) if PLACEHOLDER.search(message.id[0]) is None else str(message.id[1])


def _differences(original: str, translation: str) -> Iterator[str]:
    if set(PLACEHOLDER.findall(original)) != set(PLACEHOLDER.findall(translation)):
        yield "other placeholders"
    if sorted(TAG.findall(original)) != sorted(TAG.findall(translation)):
        yield "other tags"
    if original.isspace() != translation.isspace() or _edges(original) != _edges(translation):
        yield "other white space at its ends"
    if _lone_percent(original) != _lone_percent(translation):
        yield "a percent sign that is written differently (%% or %)"


def _edges(text: str) -> tuple[str, str]:
    return text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]


def _lone_percent(text: str) -> bool:
    return "%" in PLACEHOLDER.sub("", text).replace("%%", "")


def _first(message: Message) -> str:
    return str(message.id[0] if message.pluralizable else message.id)
