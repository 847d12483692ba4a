"""A student who reads Kazakh, Russian or Ukrainian finds every word of the way into a lecture in that language."""

import re
from collections.abc import Callable, Iterable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from classroom.languages.names import LANGUAGES, SOURCE, TRANSLATED
from tests.browser.people import PHONE, Lecture, Students, Teacher, Visitor

pytestmark = [pytest.mark.browser, pytest.mark.timeout(400)]

NAMES = dict(LANGUAGES)
SPEAKING = "main h1, main h2, main h3, main p, main th, main td, main label, main .button, svg text, .page-header li a"
IS_DRAWN = """() => [...document.querySelectorAll("[data-chart], [data-figure]")].every((chart) => chart.data)
  && (!document.querySelector("[data-sentence]") || document.querySelector("[data-hand][aria-disabled=false]"))"""
TYPED = frozenset({"Photosynthesis", "Cleo", "ada", "dora"})  # names and topics are nobody's to translate
SURPLUS_PX = "() => document.scrollingElement.scrollWidth - innerWidth"


def choose(page: Page, language: str) -> None:
    """Press the language's name at the foot of the page."""
    page.locator(".page-footer").get_by_role("button", name=NAMES[language], exact=True).click()
    expect(page.locator("html")).to_have_attribute("lang", language)
    expect(page.locator(".page-footer [aria-current=true]")).to_have_text(NAMES[language])


def sentences(page: Page) -> set[str]:
    """What stands in the speaking elements, without numbers and without what people typed."""
    spoken = {" ".join(text.split()) for text in page.locator(SPEAKING).all_text_contents()}
    return {text for text in spoken if any(letter.isalpha() for letter in text) and "Demo" not in text}


@pytest.fixture
def english(person: Callable[..., Any], lecture: Lecture) -> dict[str, set[str]]:
    """The English sentences of every page on the way."""
    page = person(Visitor, viewport=PHONE).page
    return {path: read(page, path) for path in way_into(lecture)}


def way_into(lecture: Lecture) -> tuple[str, ...]:
    return ("/", "/join/", lecture.join_url, "/privacy/")


def read(page: Page, path: str) -> set[str]:
    page.goto(path)
    return sentences(page)


def test_no_english_is_left_on_the_way_into_a_lecture(
    person: Callable[..., Any], lecture: Lecture, english: dict[str, set[str]]
) -> None:
    assert all(len(spoken) > 3 for spoken in english.values())
    for language in TRANSLATED:
        page = person(Visitor, viewport=PHONE).page
        page.goto("/")
        choose(page, language)
        for path, spoken in english.items():
            assert read(page, path) & spoken == set(), f"English on {path} in {NAMES[language]}"
            assert page.evaluate(SURPLUS_PX) <= 0, f"{path} scrolls sideways in {NAMES[language]}"


def test_no_english_is_left_inside_a_lecture_and_in_its_report(
    person: Callable[..., Any], student: Students, teacher: Teacher, admin: Visitor, lecture: Lecture
) -> None:
    """The three people's own pages, drawn by scripts as far as they are."""
    cleo = student()
    cleo.join(lecture)
    cleo.expect_sending()
    teacher.wait_for_measured(2)
    pages = ((cleo.page, f"/participate/{lecture.id}/"), (teacher.page, f"/sessions/{lecture.id}/live/"))
    assert_translated(pages)
    teacher.end_lecture()
    admin.page.goto(f"/reports/{lecture.id}/")
    expect(admin.page.locator("[data-report]")).to_be_visible()
    assert_translated([(admin.page, f"/reports/{lecture.id}/")])


def assert_translated(pages: Iterable[tuple[Page, str]]) -> None:
    for page, path in pages:
        english = read_drawn(page, path)
        assert len(english) > 10
        for language in TRANSLATED:
            choose(page, language)
            left = {text for text in read_drawn(page, path) & english if is_translatable(text)}
            assert left == set(), f"English on {path} in {NAMES[language]}"
            assert page.evaluate(SURPLUS_PX) <= 0, f"{path} scrolls sideways in {NAMES[language]}"
        choose(page, SOURCE)


def is_translatable(text: str) -> bool:
    """Whether it is made of words: not of a link, of a code, or of names and topics alone."""
    return "://" not in text and not re.fullmatch(r"[A-Z0-9]{6}", text) and bool(set(text.split(" · ")) - TYPED)


def read_drawn(page: Page, path: str) -> set[str]:
    page.goto(path)
    page.wait_for_function(IS_DRAWN)
    return sentences(page)


def test_a_language_is_chosen_without_scripts(person: Callable[..., Any], lecture: Lecture) -> None:
    page = person(Visitor, viewport=PHONE, java_script_enabled=False).page
    page.goto(lecture.join_url)
    choose(page, "uk")
    assert page.url.endswith(lecture.join_url.rpartition("/join")[2])
    expect(page.get_by_role("button", name="Увійти без камери")).to_be_visible()
    choose(page, SOURCE)
    expect(page.get_by_role("button", name="Join without camera")).to_be_visible()
