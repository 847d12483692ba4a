"""Nothing is left untranslated, and the tools that see to it."""

import functools
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from classroom.languages.catalogs import empty_catalog, read_catalog
from classroom.languages.extraction import extracted
from classroom.languages.names import TRANSLATED
from classroom.languages.translating import faults, fill, missing, updated

source = functools.cache(extracted)


def template_of(*sentences: str | tuple[str, str]) -> Catalog:
    template = Catalog()
    for sentence in sentences:
        template.add(sentence)
    return template


def in_russian(sentence: str | tuple[str, str], translation: str | tuple[str, ...]) -> Catalog:
    catalog = empty_catalog("ru")
    catalog.add(sentence, translation)
    return catalog


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_sentence_of_the_product_is_translated(language: str) -> None:
    assert faults(source(), read_catalog(language)) == []


def test_people_read_of_lectures_and_never_of_sessions() -> None:
    said = [" ".join(message.id) if isinstance(message.id, tuple) else message.id for message in source()]
    assert [sentence for sentence in said if "session" in sentence.lower()] == []


def test_a_sentence_without_a_translation_is_a_fault() -> None:
    assert faults(template_of("Hello"), empty_catalog("ru")) == ["not translated: 'Hello'"]


def test_a_sentence_that_is_said_no_more_is_a_fault() -> None:
    (fault,) = faults(template_of(), in_russian("Hello", "Привет"))
    assert fault.startswith("not in the source any more")


@pytest.mark.parametrize(
    ("sentence", "translation"),
    [
        ("{count} left", "осталось"),
        ("%(name)s left", "вышел %(имя)s"),
        ('<a href="%(url)s">Go</a>', "Перейти %(url)s"),
        ("100 %%", "100 %"),
        ("Hello", " "),
        (("{count} day", "{count} days"), ("{count} день", "{count} дня")),
        (("{count} day", "{count} days"), ("{count} день", "дня", "{count} дней")),
    ],
)
def test_a_translation_that_would_break_is_a_fault(
    sentence: str | tuple[str, str], translation: str | tuple[str, ...]
) -> None:
    assert len(faults(template_of(sentence), in_russian(sentence, translation))) == 1


def test_a_guess_is_a_fault() -> None:
    catalog = empty_catalog("ru")
    catalog.add("Hello", "Привет", flags=["fuzzy"])
    assert faults(template_of("Hello"), catalog) == ["fuzzy: 'Hello'"]


def test_updating_keeps_what_is_still_said_and_drops_the_rest() -> None:
    old = in_russian("Hello", "Привет")
    old.add("Bye", "Пока")
    catalog = updated(template_of("Hello", "Welcome"), old, "ru")
    assert catalog["Hello"].string == "Привет"
    assert "Bye" not in catalog
    assert "Welcome" in catalog


def test_what_is_missing_can_be_filled_in(tmp_path: Path) -> None:
    entry = next(entry for entry in missing(tmp_path) if entry["sentence"] == "Privacy notice")
    assert "templates/components/_footer.html" in entry["where"]
    assert fill([entry | {"kk": "Құпиялық", "ru": "Конфиденциальность", "uk": "Приватність"}], tmp_path) == []
    assert read_catalog("kk", tmp_path)["Privacy notice"].string == "Құпиялық"
    assert "Privacy notice" not in [entry["sentence"] for entry in missing(tmp_path)]


def test_a_faulty_translation_is_not_filled_in(tmp_path: Path) -> None:
    sentence = "Text version %(version)s."
    (complaint,) = fill([{"sentence": sentence, "ru": "Версия текста."}], tmp_path)
    assert complaint.startswith("ru: other placeholders")
    assert not read_catalog("ru", tmp_path)[sentence].string


def test_an_unknown_sentence_is_not_filled_in(tmp_path: Path) -> None:
    (complaint,) = fill([{"sentence": "Nobody says this", "ru": "Так никто не говорит"}], tmp_path)
    assert complaint.startswith("ru: not in the source")
