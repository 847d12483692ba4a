"""The student's own hints: a long, nearly unbroken stretch, rarely, and nothing on a single reading."""

import json

import pytest

pytestmark = pytest.mark.browser

TIRED = {"probabilities": [0, 0, 0, 0, 0.2, 0, 0.8], "engagement": 0.1}
SAD = {"probabilities": [0.1, 0, 0.1, 0, 0.7, 0, 0.1], "engagement": 0.4}
WELL = {"probabilities": [0, 0, 0, 0.5, 0, 0, 0.5], "engagement": 0.8}
UNREAD = {"probabilities": None, "engagement": None}


def hints(evaluate, *stretches: tuple[dict, int], has_teacher_hint: bool = False, every_s: int = 2) -> list:
    """What is suggested while answers come for so many seconds each, as [second, hint]."""
    return evaluate(
        f"""const {{ OwnHints }} = await load("own_hints");
        const hints = new OwnHints();
        const found = [];
        let second = 0;
        for (const [answer, seconds] of {json.dumps(stretches)})
          for (const end = second + seconds; second < end; second += {every_s}) {{
            const hint = hints.take(answer, second * 1000, {json.dumps(has_teacher_hint)});
            if (hint) found.push([second, hint]);
          }}
        return found;"""
    )


def test_three_tired_minutes_suggest_a_break(evaluate) -> None:
    assert hints(evaluate, (TIRED, 190)) == [[180, "break"]]


def test_less_than_three_minutes_suggest_nothing(evaluate) -> None:
    assert hints(evaluate, (TIRED, 178)) == []


def test_a_hard_stretch_offers_to_say_so(evaluate) -> None:
    assert hints(evaluate, (SAD, 190)) == [[180, "help"]]


def test_a_hard_stretch_points_to_the_teachers_hint(evaluate) -> None:
    assert hints(evaluate, (SAD, 190), has_teacher_hint=True) == [[180, "teacher"]]


def test_one_hint_in_ten_minutes(evaluate) -> None:
    assert [second for second, _hint in hints(evaluate, (TIRED, 1500))] == [180, 780, 1380]


def test_a_minute_of_wellbeing_ends_the_stretch(evaluate) -> None:
    assert hints(evaluate, (TIRED, 120), (WELL, 60), (TIRED, 120)) == []


def test_a_few_other_readings_do_not(evaluate) -> None:
    assert hints(evaluate, (TIRED, 100), (WELL, 10), (TIRED, 90)) == [[180, "break"]]


def test_half_a_minute_unread_ends_the_stretch(evaluate) -> None:
    assert hints(evaluate, (TIRED, 120), (UNREAD, 40), (TIRED, 120)) == []


def test_too_few_readings_say_nothing(evaluate) -> None:
    assert hints(evaluate, (TIRED, 600), every_s=20) == []


def test_being_well_never_brings_a_hint(evaluate) -> None:
    assert hints(evaluate, (WELL, 900)) == []
