"""The card of a student's own hint: what it says and offers, and that it stays away from whoever does not want it."""

import json
from typing import Any

import pytest
from django.template.loader import render_to_string

pytestmark = pytest.mark.browser

WORDS = {"hint_break": "Take a break", "hint_help": "Ask for help", "hint_teacher": "See the hint above"}
START = """
  const { OwnHintCard } = await import("/js/parts/hint_cards.js");
  const taps = [];
  const shown = () => !root.querySelector("[data-own-hint]").hidden;
  const press = (name) => root.querySelector(`[data-own-hint-${name}]`).click();
  const made = () => new OwnHintCard(root, words, () => taps.push("lost"));
  localStorage.clear();
"""


def run(evaluate: Any, body: str) -> Any:
    """Run a body with the page's own markup: the card, and the switch below it."""
    markup = render_to_string("class_sessions/_hints.html") + '<input type="checkbox" data-own-hints>'
    root = f'const root = new DOMParser().parseFromString({json.dumps(markup)}, "text/html").body;'
    return evaluate(f"{root} const words = {json.dumps(WORDS)};{START}{body}")


def test_it_waits_until_there_is_a_hint(evaluate: Any) -> None:
    body = 'const card = made(); card.show(null); const before = shown(); card.show("break"); return [before, shown()];'
    assert run(evaluate, body) == [False, True]


@pytest.mark.parametrize(("hint", "is_offered"), [("break", False), ("teacher", False), ("help", True)])
def test_only_who_finds_it_hard_is_offered_to_say_so(evaluate: Any, hint: str, is_offered: bool) -> None:
    body = f"""made().show("{hint}");
      const find = (name) => root.querySelector(`[data-own-hint-${{name}}]`);
      return [find("text").textContent, find("lost").hidden];"""
    assert run(evaluate, body) == [WORDS[f"hint_{hint}"], not is_offered]


def test_to_say_so_taps_lost_and_closes_it(evaluate: Any) -> None:
    assert run(evaluate, 'made().show("help"); press("lost"); return [taps, shown()];') == [["lost"], False]


def test_thanks_closes_it_until_the_next_one(evaluate: Any) -> None:
    body = """const card = made(); card.show("break"); press("close"); const closed = !shown();
      card.show("break"); return [closed, shown(), taps];"""
    assert run(evaluate, body) == [True, True, []]


def test_who_does_not_want_them_gets_none_also_after_a_reload(evaluate: Any) -> None:
    body = """made().show("break"); press("off"); const off = !shown();
      const again = made(); again.show("break");
      return [off, shown(), root.querySelector("[data-own-hints]").checked];"""
    assert run(evaluate, body) == [True, False, False]


def test_the_switch_brings_them_back(evaluate: Any) -> None:
    body = """const card = made(); card.choose(false);
      const box = root.querySelector("[data-own-hints]");
      box.checked = true; box.dispatchEvent(new Event("change"));
      card.show("break"); return shown();"""
    assert run(evaluate, body) is True
