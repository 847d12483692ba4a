"""Compiling translations without a gettext of the system, and counting in them."""

import gettext
import os
from pathlib import Path

import pytest

from classroom.languages.catalogs import compile_catalogs, empty_catalog, po_path, write_catalog
from classroom.languages.names import TRANSLATED


@pytest.fixture
def locale(tmp_path: Path) -> Path:
    for language in TRANSLATED:
        catalog = empty_catalog(language)
        catalog.add("Hello", f"Hello in {language}")
        forms = ["one", "few", "many"] if catalog.num_plurals == 3 else ["one", "other"]
        catalog.add(("day", "days"), tuple(forms))
        write_catalog(language, catalog, tmp_path)
    return tmp_path


def translations(locale: Path, language: str) -> gettext.NullTranslations:
    return gettext.translation("django", locale, [language])


def test_catalogs_are_compiled_once(locale: Path) -> None:
    assert len(compile_catalogs(locale)) == len(TRANSLATED)
    assert compile_catalogs(locale) == []
    assert translations(locale, "kk").gettext("Hello") == "Hello in kk"


def test_a_catalog_that_was_changed_is_compiled_again(locale: Path) -> None:
    compile_catalogs(locale)
    changed = po_path("ru", locale)
    os.utime(changed, (changed.stat().st_atime, changed.with_suffix(".mo").stat().st_mtime + 1))
    assert compile_catalogs(locale) == [changed.with_suffix(".mo")]


def test_compiling_leaves_nothing_else_behind(locale: Path) -> None:
    compile_catalogs(locale)
    assert {path.name for path in po_path("uk", locale).parent.iterdir()} == {"django.po", "django.mo"}


@pytest.mark.parametrize("language", ["ru", "uk"])
def test_russian_and_ukrainian_count_in_three_forms(locale: Path, language: str) -> None:
    compile_catalogs(locale)
    counted = translations(locale, language)
    forms = {count: counted.ngettext("day", "days", count) for count in (1, 2, 5, 11, 12, 21, 22, 25, 111)}
    assert [count for count, form in forms.items() if form == "one"] == [1, 21]
    assert [count for count, form in forms.items() if form == "few"] == [2, 22]


def test_kazakh_counts_in_two_forms(locale: Path) -> None:
    compile_catalogs(locale)
    counted = translations(locale, "kk")
    assert [counted.ngettext("day", "days", count) for count in (1, 2, 21)] == ["one", "other", "other"]
