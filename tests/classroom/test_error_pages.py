"""The page of a failure: nobody learns from it how the product is built, and it needs nothing that may have failed."""

import pytest
from django.test import Client

from classroom.live import health

WORDS_OF_THE_FAILURE = "hunter2 opens nothing in /srv/classroom/settings.py"
WORDS = {
    "en": "Something went wrong on our side",
    "kk": "Біздің тарапта бірдеңе болмай қалды",
    "ru": "У нас что-то пошло не так",
    "uk": "У нас щось пішло не так",
}


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> Client:
    """Asks a product whose page fails; these tests have no database."""

    def fail() -> None:
        raise RuntimeError(WORDS_OF_THE_FAILURE)

    monkeypatch.setattr(health, "recent_states", fail)
    return Client(raise_request_exception=False)


@pytest.mark.parametrize("language", WORDS)
def test_a_failure_is_told_in_the_language_of_the_visitor_without_a_database(failing: Client, language: str) -> None:
    answer = failing.get("/readyz", headers={"Accept-Language": language})
    assert answer.status_code == 500
    assert f'<html lang="{language}">' in answer.content.decode()
    assert f"<h1>{WORDS[language]}</h1>" in answer.content.decode()


def test_a_failure_tells_nothing_of_the_inside(failing: Client) -> None:
    page = failing.get("/readyz").content.decode()
    assert [word for word in ("RuntimeError", "hunter2", "Traceback", ".py", "recent_states") if word in page] == []


@pytest.mark.django_db
def test_a_form_of_a_page_that_was_open_too_long_is_refused_in_plain_words() -> None:
    answer = Client(enforce_csrf_checks=True).post("/join/", {"code": "ABCDEF"})
    assert answer.status_code == 403
    assert "<h1>You cannot do that here</h1>" in answer.content.decode()
