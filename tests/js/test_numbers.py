"""Numbers and lengths of time in the language of the page."""

import pytest

from classroom.timelines.notation import clock, percent, span
from tests.js.conftest import Evaluate
from tests.typography import tied

WORDS = 'const { decimal, fill, percent, separators } = await load("words");'


@pytest.mark.parametrize(("language", "written"), [("en", "0.40"), ("kk", "0,40"), ("ru", "0,40"), ("uk", "0,40")])
def test_a_decimal_has_the_sign_of_the_language(evaluate: Evaluate, language: str, written: str) -> None:
    assert evaluate(f'{WORDS} return decimal(0.4, 2, "{language}");') == written


def test_the_language_is_that_of_the_page(evaluate: Evaluate) -> None:
    change = 'document.documentElement.lang = "uk"; const sentence = fill("раз на {seconds} с", { seconds: 1.5 });'
    back = 'document.documentElement.lang = ""; return sentence;'
    assert evaluate(f"{WORDS} {change} {back}") == "раз на 1,5 с"


def test_words_are_filled_in_as_they_are_and_unknown_braces_stay(evaluate: Evaluate) -> None:
    assert evaluate(f'{WORDS} return fill("{{name}} {{other}}", {{ name: "1.5" }});') == "1.5 {other}"


def test_a_whole_number_gets_no_decimals(evaluate: Evaluate) -> None:
    assert evaluate(f"{WORDS} return [decimal(1200), percent(0.421)];") == ["1200", tied("42 %")]


def test_reports_write_shares_and_times_as_the_browser_does_and_halves_go_up(evaluate: Evaluate) -> None:
    shares = [0, 0.005, 0.125, 0.285, 0.575, 0.995, 1]
    seconds = [0, 9, 60, 754, 3599, 3600, 4530, 36_000]
    write = f"return [{shares}.map(percent), {seconds}.map(clock), span(0.125, 0.65)];"
    written = evaluate(f'const {{ clock, percent, span }} = await load("words"); {write}')
    assert written == [
        [percent(share) for share in shares],
        [clock(second) for second in seconds],
        span(0.125, 0.65),
    ]
    assert [percent(share) for share in (0.125, 0.285, 0.575)] == [tied(f"{whole} %") for whole in (13, 29, 58)]
    assert (span(0.125, 0.65), clock(754), clock(4530)) == (tied("13–65 %"), "12:34", "1:15:30")


def test_plotly_gets_the_signs_of_the_language(evaluate: Evaluate) -> None:
    assert evaluate(f'{WORDS} return [separators("en"), separators("ru")];') == [".,", ",\xa0"]


def test_longer_words_for_emotions_get_more_room_beside_the_chart(evaluate: Evaluate) -> None:
    rooms = 'return ["sad", "отвращение"].map((emotion_disgust) => labelRoom({ emotion_disgust, engagement: "" }));'
    short, long = evaluate(f'const {{ labelRoom }} = await load("chart_measures"); {rooms}')
    assert short < long
