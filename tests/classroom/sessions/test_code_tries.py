"""Guessing short codes: what it costs a stranger, and that a school behind one address does not notice."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
import redis as redis_package
from django.db import connections
from django.test import Client
from django.urls import reverse

from classroom.sessions import code_tries
from classroom.sessions.code_tries import WRONG_CODES
from classroom.sessions.models import ClassSession
from classroom.sessions.services import CODE_ALPHABET, CODE_LENGTH, new_short_code

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("redis")]
SCHOOL, ELSEWHERE = "192.0.2.7", "198.51.100.20"
CLASS = 300
AT_ONCE = 8
WRONG = "WRONG2"


def type_code(code: str, address: str = SCHOOL, client: Client | None = None):
    return (client or Client()).post(reverse("join_by_code"), {"code": code}, REMOTE_ADDR=address)


def test_three_hundred_join_from_one_address_and_one_in_twenty_mistypes(class_session: ClassSession) -> None:
    for number in range(CLASS):
        if number % 20 == 0:
            assert type_code(WRONG).status_code == 400
        client = Client()
        link = type_code(class_session.short_code, client=client)["Location"]
        assert client.post(link, {"name": f"Student {number}", "choice": "no_camera"}).status_code == 302
    assert class_session.participations.count() == CLASS


def test_failed_tries_end_with_a_sentence_that_says_what_to_do(class_session: ClassSession) -> None:
    answers = [type_code(WRONG).status_code for _guess in range(WRONG_CODES.tries + 1)]
    assert answers == [400] * WRONG_CODES.tries + [429]
    refused = type_code(class_session.short_code)
    assert refused.status_code == 429
    assert "Use the link or the QR code, or wait. Try again in a minute." in refused.content.decode()


def test_while_one_address_guesses_others_join(class_session: ClassSession) -> None:
    for _guess in range(WRONG_CODES.tries + 1):
        type_code(WRONG)
    assert type_code(class_session.short_code, ELSEWHERE).status_code == 302
    assert Client().get(reverse("join", args=[class_session.join_token]), REMOTE_ADDR=SCHOOL).status_code == 200


def test_a_right_guess_among_many_at_once_is_not_told(class_session: ClassSession) -> None:
    """The counter is asked after the look-up, so a try that began before the limit was reached ends after it."""
    for _guess in range(WRONG_CODES.tries):
        type_code(WRONG)
    assert "Location" not in type_code(class_session.short_code)


def guess(_number: int) -> int:
    """Type a wrong code in a thread of its own; the answer's status."""
    try:
        return type_code(WRONG).status_code
    finally:
        connections.close_all()


@pytest.mark.django_db(transaction=True)
def test_guessing_a_code_takes_years(class_session: ClassSession, monkeypatch: pytest.MonkeyPatch) -> None:
    """The figures of docs/operations.md, by guesses that were answered, many at once: one address, twenty sessions."""
    codes, open_sessions = len(set(CODE_ALPHABET)) ** CODE_LENGTH, 20
    monkeypatch.setattr(code_tries, "WRONG_CODES", replace(WRONG_CODES, window_s=3600))  # however slow this machine is
    with ThreadPoolExecutor(AT_ONCE) as strangers:
        answers = Counter(strangers.map(guess, range(3 * WRONG_CODES.tries)))
    assert answers.keys() == {400, 429}
    tries_a_year = answers[400] * (60 / WRONG_CODES.window_s) * 60 * 24 * 365
    assert codes == 887_503_681
    assert codes / (open_sessions + 1) / tries_a_year > 2.5
    assert codes / 2 / tries_a_year > 28


def test_codes_use_the_whole_alphabet_and_nothing_else() -> None:
    letters = set("".join(new_short_code() for _code in range(400)))
    assert letters == set(CODE_ALPHABET)


def test_codes_wait_while_nobody_can_count(class_session: ClassSession, monkeypatch: pytest.MonkeyPatch) -> None:
    def unreachable(*_counters: object) -> int:
        raise redis_package.ConnectionError("gone")

    monkeypatch.setattr(code_tries, "seconds_to_wait", unreachable)
    page = type_code(class_session.short_code)
    assert page.status_code == 503
    assert "Try again in a few seconds" in page.content.decode()
