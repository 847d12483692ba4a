"""Pages in the language that the visitor chose, or that the browser asks for."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format, number_format

from classroom.accounts.models import User
from classroom.courses.forms import CourseForm
from classroom.languages.names import LANGUAGES
from classroom.privacy import services
from classroom.privacy.consent_texts import ConsentFacts, consent_document, consent_sections, text_version
from classroom.privacy.forms import OrganisationForm
from classroom.privacy.models import ConsentText
from classroom.reports.exports.rows import timeline_heads
from classroom.reports.tables import timeline_table
from classroom.sessions.models import ClassSession
from tests.factories import seat_in

TEMPLATES = Path(__file__).parents[3] / "templates"
FACTS = ConsentFacts("School", "office@school.invalid", "consent", 5, 15, 1.5, 365, 30, 90)
MOMENT = datetime(2026, 11, 3, 9, 5, tzinfo=UTC)


def choose(client: Client, language: str, then: str = "/join/") -> str:
    return client.post(reverse("set_language"), {"language": language, "next": then}).url


def html_language(page: str) -> str:
    return re.search(r'<html lang="(\w+)"', page)[1]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "Join a class"), ("kk", "Сабаққа қосылу"), ("ru", "Войти в занятие"), ("uk", "Увійти до заняття")],
)
def test_whoever_chooses_a_language_stays_on_the_page_and_reads_it(client: Client, language: str, words: str) -> None:
    assert choose(client, language, "/join/?code=ABC") == "/join/?code=ABC"
    page = client.get("/join/").content.decode()
    assert html_language(page) == language
    assert f"<h1>{words}</h1>" in page


@pytest.mark.django_db
def test_the_browser_is_asked_while_nothing_is_chosen(client: Client) -> None:
    page = client.get("/", headers={"Accept-Language": "de, uk;q=0.8"}).content.decode()
    assert html_language(page) == "uk"
    choose(client, "kk")
    page = client.get("/", headers={"Accept-Language": "uk"}).content.decode()
    assert html_language(page) == "kk"


@pytest.mark.django_db
def test_an_unknown_language_changes_nothing(client: Client) -> None:
    choose(client, "xx")
    assert html_language(client.get("/").content.decode()) == "en"


@pytest.mark.django_db
def test_the_choice_of_a_language_leads_to_no_other_site(client: Client) -> None:
    assert choose(client, "ru", "https://elsewhere.invalid/") == "/"


@pytest.mark.django_db
def test_every_language_is_offered_by_its_own_name_and_the_present_one_is_marked(client: Client) -> None:
    choose(client, "ru")
    page = client.get("/privacy/").content.decode()
    offered = re.findall(r'value="(\w+)" lang="\1"( aria-current="true")?>(\w+)<', page)
    assert [(code, name) for code, _mark, name in offered] == list(LANGUAGES)
    assert [code for code, mark, _name in offered if mark] == ["ru"]


@pytest.mark.django_db
def test_errors_are_told_in_the_language_of_the_page(client: Client) -> None:
    choose(client, "uk")
    assert "За цією адресою нічого немає" in client.get("/nothing/").content.decode()
    assert "Заняття з таким кодом зараз немає" in client.post("/join/", {"code": "ZZZZZZ"}).content.decode()
    answer = client.post(reverse("sign_in"), {"username": "ada", "password": "wrong"}).content.decode()
    assert "Please enter" not in answer


def test_the_page_of_a_failure_names_its_language() -> None:
    with translation.override("kk"):
        page = render_to_string("500.html")
    assert html_language(page) == "kk"
    assert "болмай қалды" in page


@pytest.mark.parametrize(
    ("language", "moment", "number"),
    [
        ("en", "3 Nov 2026, 09:05", "0.42"),
        ("kk", "2026 ж. 3 Қараша, 09:05", "0,42"),
        ("ru", "3 ноября 2026, 09:05", "0,42"),
        ("uk", "3 листопада 2026, 09:05", "0,42"),
    ],
)
def test_dates_and_numbers_follow_the_language(language: str, moment: str, number: str) -> None:
    with translation.override(language):
        assert date_format(MOMENT, "DATETIME_FORMAT") == moment
        assert number_format(0.42, 2) == number


def test_no_template_fixes_the_order_of_a_date() -> None:
    fixed = re.compile(r'\|(?:date|time):"(?!c"|H:i:s"|[A-Z_]+_FORMAT")[^"]*"')
    assert [
        (path.name, match[0]) for path in TEMPLATES.rglob("*.html") for match in fixed.finditer(path.read_text())
    ] == []


def test_what_english_calls_by_one_word_is_called_by_two_where_a_language_needs_them() -> None:
    """What students give is no code that they join with, a count no moment, and an organisation no person."""
    with translation.override("ru"):
        assert CourseForm(owner=User())["naming"].label == "Учащиеся указывают"
        assert "Вошли" in timeline_table([]).heads
        assert "Вошли" in timeline_heads()
        assert OrganisationForm()["name"].label == "Название организации"


def test_the_consent_text_is_one_version_in_all_languages() -> None:
    versions, headings = set(), set()
    for language in dict(settings.LANGUAGES):
        with translation.override(language):
            versions.add(text_version(FACTS))
            headings.add(consent_sections(FACTS)[0]["heading"])
    assert len(versions) == 1
    assert len(headings) == len(settings.LANGUAGES)


def test_seconds_in_the_consent_text_are_written_as_in_its_language() -> None:
    with translation.override("ru"):
        assert "раз в 1,5\u00a0с" in consent_sections(FACTS)[0]["paragraphs"][0]


def test_the_words_that_were_agreed_to_are_kept_in_their_language(class_session: ClassSession) -> None:
    with translation.override("kk"):
        text = seat_in(class_session).participation.consent.text
    assert text.language == "kk"
    assert text.document["kept"][0]["what"] == "Суреттер"


def test_a_corrected_translation_is_kept_beside_the_old_one(
    class_session: ClassSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    with translation.override("ru"):
        before = seat_in(class_session, name="Cleo").participation.consent.text
        monkeypatch.setattr(services, "consent_document", corrected)
        after = seat_in(class_session, name="Dan").participation.consent.text
        again = seat_in(class_session, name="Eve").participation.consent.text
    assert before.version == after.version
    assert before.document["kept"][0]["what"] == "Снимки"
    assert after.document["kept"][0]["what"] == "Кадры"
    assert again == after
    assert ConsentText.objects.count() == 2


def corrected(facts: ConsentFacts) -> dict:
    document = consent_document(facts)
    document["kept"][0]["what"] = "Кадры"
    return document
