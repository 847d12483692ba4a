"""The card that shows a student what was read last: a word, seven bars, and the button that takes it back."""

import json
import re
from typing import Any

import pytest
from django.template.loader import render_to_string

from classroom.live.messages import WrongOutcome
from classroom.timelines.emotions import EMOTIONS
from tests.typography import tied

pytestmark = pytest.mark.browser

SHARES = [0.02, 0.01, 0.05, 0.6, 0.12, 0.08, 0.12]
WORDS = {f"emotion_{name}": f"looks {name}" for name in EMOTIONS} | {
    "reason_no_face": "No face was found",
    "wrong_sent": "Told",
    "wrong_lost": "Not told",
    "wrong_taken": "Out",
}
START = f"""
  const {{ ReadingCard }} = await import("/js/parts/reading.js");
  const told = [];
  const find = (name) => root.querySelector(`[data-${{name}}]`);
  const picture = Object.assign(root.ownerDocument.createElement("canvas"), {{ width: 320, height: 240 }});
  const card = new ReadingCard(root.querySelector("[data-reading]"), picture, words, (number) => told.push(number) > 0);
  const bar = (row) => [row.querySelector("[data-fill]").style.getPropertyValue("--share"),
    row.querySelector("[data-percent]").textContent];
  const bars = () =>
    Object.fromEntries([...root.querySelectorAll("[data-emotion]")].map((row) => [row.dataset.emotion, bar(row)]));
  const READ = {{ sequence: 7, xyxy: [0.4, 0.3, 0.6, 0.6], probabilities: {json.dumps(SHARES)}, label: "happy" }};
  const UNREAD = {{ sequence: 8, xyxy: null, probabilities: null, label: null, reason: "no_face" }};
"""


def run(evaluate: Any, body: str, words: dict[str, str] = WORDS) -> Any:
    """Run a body with the page's own markup and a card made of it."""
    markup = render_to_string("class_sessions/_reading.html")
    root = f'const root = new DOMParser().parseFromString({json.dumps(markup)}, "text/html").body;'
    return evaluate(f"{root} const words = {json.dumps(words)};{START}{body}")


def test_nothing_is_shown_before_something_was_read(evaluate: Any) -> None:
    body = 'const before = find("reading").hidden; card.show(READ); return [before, find("reading").hidden];'
    assert run(evaluate, body) == [True, False]


def test_a_reading_has_its_word_and_a_bar_for_each_of_seven(evaluate: Any) -> None:
    label, bars = run(evaluate, 'card.show(READ); return [find("reading-label").textContent, bars()];')
    assert label == "looks happy"
    assert bars == {
        name: [str(share), tied(f"{round(share * 100)} %")] for name, share in zip(EMOTIONS, SHARES, strict=True)
    }


def test_without_a_reading_the_reason_stands_there_and_no_number(evaluate: Any) -> None:
    label, bars = run(
        evaluate, 'card.show(READ); card.show(UNREAD); return [find("reading-label").textContent, bars()];'
    )
    assert label == "No face was found"
    assert set(map(tuple, bars.values())) == {("0", "–")}
    assert set(bars) == set(EMOTIONS)


def test_what_was_not_read_cannot_be_called_wrong(evaluate: Any) -> None:
    body = """card.show(UNREAD); find("wrong").click(); const ofNothing = [...told];
      const off = find("wrong").getAttribute("aria-disabled");
      return [ofNothing, off];"""
    assert run(evaluate, body) == [[], "true"]


def test_a_tap_that_comes_with_a_new_reading_means_the_one_before(evaluate: Any) -> None:
    body = """card.show(READ); card.show({ ...READ, sequence: 9 }); find("wrong").click();
      const noteAfter = find("reading-note").textContent;
      return [told, noteAfter];"""
    assert run(evaluate, body) == [[7], "Told"]


def test_a_second_tap_on_one_reading_tells_nothing_and_leaves_the_note(evaluate: Any) -> None:
    body = """card.show(READ); find("wrong").click(); card.wrongWasHeard("taken"); find("wrong").click();
      return [told, find("reading-note").textContent, find("wrong").getAttribute("aria-disabled")];"""
    assert run(evaluate, body) == [[7], "Out", "true"]


def test_the_reading_before_is_told_once_too_and_the_next_one_can_be_told(evaluate: Any) -> None:
    body = """card.show(READ); find("wrong").click(); card.show({ ...READ, sequence: 9 }); find("wrong").click();
      const ofOne = [...told], off = find("wrong").getAttribute("aria-disabled");
      await new Promise((resolve) => setTimeout(resolve, 450)); find("wrong").click();
      return [ofOne, off, told];"""
    assert run(evaluate, body) == [[7], "false", [7, 9]]


def test_what_was_lost_on_the_way_is_told_again(evaluate: Any) -> None:
    body = """card.show(READ); find("wrong").click(); card.wrongWasLost();
      const note = find("reading-note").textContent, off = find("wrong").getAttribute("aria-disabled");
      find("wrong").click();
      return [note, off, told];"""
    assert run(evaluate, body) == ["Not told", "false", [7, 7]]


def test_what_nobody_took_can_be_told_again(evaluate: Any) -> None:
    body = """card.onWrong = () => false; card.show(READ); find("wrong").click();
      return [find("reading-note").textContent, find("wrong").getAttribute("aria-disabled")];"""
    assert run(evaluate, body) == ["Not told", "false"]


@pytest.mark.parametrize(
    ("outcome", "says"),
    [
        (WrongOutcome.TAKEN, "it does not count"),
        (WrongOutcome.LATE, "Only that you disagreed is counted"),
        (WrongOutcome.UNKNOWN, "Nothing changed"),
    ],
)
def test_the_note_says_what_became_of_the_reading(evaluate: Any, outcome: WrongOutcome, says: str) -> None:
    template = render_to_string("class_sessions/_student_words.html")
    words = dict(re.findall(r'data-word="(wrong_\w+)">([^<]*)<', template))
    note = run(evaluate, f'card.wrongWasHeard("{outcome}"); return find("reading-note").textContent;', words)
    assert says in note


def test_the_crop_is_the_face_with_a_margin(evaluate: Any) -> None:
    """The picture is red where the face is, the crop red in its middle and blue at its border."""
    body = """const paint = picture.getContext("2d");
      paint.fillStyle = "blue"; paint.fillRect(0, 0, 320, 240);
      paint.fillStyle = "red"; paint.fillRect(128, 84, 64, 48);
      card.show({ ...READ, xyxy: [0.4, 0.35, 0.6, 0.55] });
      const pixel = (x, y) => [...find("crop").getContext("2d").getImageData(x, y, 1, 1).data];
      return [pixel(96, 96), pixel(2, 96)];"""
    assert run(evaluate, body) == [[255, 0, 0, 255], [0, 0, 255, 255]]
