"""What the teacher's page does with messages, keys and taps."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import translation
from playwright.sync_api import Page, expect

from classroom.sessions.models import MarkerKind
from tests.js.live_page import CALM, LivePage, bucket, tick, timeline

pytestmark = pytest.mark.browser

CALM_LECTURE = [bucket(sequence) for sequence in range(20)]
LOST = {**CALM, "lost": 9}
LOST_LECTURE = [*CALM_LECTURE, bucket(20, signals=LOST)]
LIGHT_AND_DARK = ("light", "dark")
COLOURS_ARE_STILL = "() => document.getAnimations().every(({ playState }) => playState === 'finished')"
PRESS = (
    "(key) => document.body.dispatchEvent(new KeyboardEvent('keydown', { bubbles: true, cancelable: true, ...key }))"
)
SIZES_PX = """() => Object.fromEntries(Object.entries({
  numbers: ".signals dd", names: ".signals dt", some: "[data-signal=lost]", coverage: "[data-coverage-value]",
  level: "[data-engagement-value]", chart: "[data-chart] text",
}).map(([name, selector]) => {
  const found = [...document.querySelectorAll(selector)];
  const sizes = found.map((element) => parseFloat(getComputedStyle(element).fontSize));
  return [name, [Math.min(...sizes), Math.max(...sizes)]];
}))"""
CUT_WORDS = """(all) => {
  for (const element of all) element.style.overflowWrap = "normal";
  return all.filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth).map(({ textContent }) => textContent);
}"""

OpenPage = Callable[..., LivePage]


@pytest.fixture
def open_page(page: Page) -> Iterator[OpenPage]:
    """Opens the live view on hand-made buckets; it is closed after the test."""
    opened: list[LivePage] = []

    def open_it(
        buckets: list[dict[str, Any]] | None = None, notes: str = "", draws: bool = False, **changes: Any
    ) -> LivePage:
        browser = page.context.browser
        assert browser is not None
        stored = timeline(CALM_LECTURE if buckets is None else buckets, **changes)
        opened.append(LivePage(browser, stored, notes, draws))
        return opened[-1]

    yield open_it
    for live in opened:
        live.context.close()


def switch_alerts_on(live: LivePage) -> None:
    live.page.click("[data-alert-button]")
    live.page.check("[data-alert-switch]")
    live.page.keyboard.press("Escape")


def test_a_glance_says_who_shares_and_what_students_say(open_page: OpenPage) -> None:
    live = open_page(signals={**CALM, "lost": None, "too_fast": 6})
    assert live.text("coverage-value") == "19 of 24"
    assert live.text("signal=lost") == "some"
    assert live.text("signal=too_fast") == "6"
    assert live.text("signal=hands") == "0"
    assert live.text("engagement-value") == "middling"


def test_what_students_say_is_read_from_two_metres(open_page: OpenPage) -> None:
    """Whoever stands at the board sees first who shares and what students say, then the level, then the chart."""
    live = open_page(signals={**CALM, "lost": None, "too_fast": 6}, draws=True)
    live.page.wait_for_selector("[data-chart] text")
    sizes = live.page.evaluate(SIZES_PX)
    assert sizes["coverage"][0] >= sizes["numbers"][0] == sizes["some"][0]
    assert sizes["numbers"][0] >= sizes["level"][1] >= sizes["chart"][1]
    assert sizes["names"][0] >= 18
    colours = "(all) => all.map((element) => getComputedStyle(element).color)"
    assert set(live.page.locator(".signals dt").evaluate_all(colours)) == set(
        live.page.locator("body").evaluate_all(colours)
    )


@pytest.mark.parametrize("language", ["en", "kk", "ru", "uk"])
@pytest.mark.parametrize("width", [360, 900, 1280])
def test_what_students_say_fits_in_every_language(open_page: OpenPage, language: str, width: int) -> None:
    with translation.override(language):
        live = open_page(signals=dict.fromkeys(CALM))
    live.page.set_viewport_size({"width": width, "height": 800})
    assert live.page.evaluate("() => document.scrollingElement.scrollWidth - innerWidth") <= 0
    assert live.page.locator(".signals :is(dt, dd)").evaluate_all(CUT_WORDS) == []


def test_what_stays_the_same_is_not_written_again(open_page: OpenPage) -> None:
    live = open_page()
    live.say(tick(304))
    live.page.evaluate("""() => {
      globalThis.changes = 0;
      const watcher = new MutationObserver((found) => (globalThis.changes += found.length));
      watcher.observe(document.querySelector("[data-live]"), { subtree: true, childList: true, characterData: true });
    }""")
    for elapsed_s in range(305, 309):
        live.say(tick(elapsed_s))
    assert live.page.evaluate("changes") <= 4 * live.page.locator("[data-clock]").count()


def test_in_a_pause_the_figures_say_when_they_are_of(open_page: OpenPage) -> None:
    live = open_page()
    live.say({"type": "state", "status": "paused", "is_door_locked": False})
    assert live.text("coverage-note") == "As of 5:00."
    assert live.text("signal=lost") == "–"


def test_nobody_is_alerted_who_did_not_ask(open_page: OpenPage) -> None:
    live = open_page(LOST_LECTURE)
    expect(live.page.locator("[data-alert]")).to_be_hidden()


def test_an_alert_says_why_and_waits(open_page: OpenPage) -> None:
    live = open_page(LOST_LECTURE)
    switch_alerts_on(live)
    assert live.text("alert-text") == "By 5:00, 9 of 24 had tapped “lost”."
    live.say(tick(330))
    expect(live.page.locator("[data-alert]")).to_be_visible()


@pytest.mark.parametrize("button", ["alert-snooze", "alert-dismiss"])
def test_an_alert_that_was_put_off_stays_away_after_a_reload(open_page: OpenPage, button: str) -> None:
    live = open_page(LOST_LECTURE)
    switch_alerts_on(live)
    live.page.click(f"[data-{button}]")
    expect(live.page.locator("[data-alert]")).to_be_hidden()
    live.open()
    assert live.text("alert-button") == "Alerts: on"
    expect(live.page.locator("[data-alert]")).to_be_hidden()


def test_one_key_marks_a_moment(open_page: OpenPage) -> None:
    live = open_page()
    live.page.keyboard.press("2")
    expect(live.page.locator("[data-marked]")).to_have_text("Marked at 5:03: Question")
    [(address, fields)] = live.posts
    assert address == "markers"
    assert (fields["kind"], fields["label"]) == ("question", "")


@pytest.mark.parametrize(
    ("key", "code"),
    [("ь", "KeyM"), ("Ь", "KeyM"), ("m", "KeyM"), ("M", "KeyM"), ("m", "Semicolon")],
    ids=["Cyrillic", "Cyrillic, caps lock", "Latin", "Latin, caps lock", "where M sits elsewhere"],
)
def test_m_takes_words_on_every_layout(open_page: OpenPage, key: str, code: str) -> None:
    live = open_page()
    live.page.evaluate(PRESS, {"key": key, "code": code})
    expect(live.page.locator("[data-marker-input]")).to_be_focused()


@pytest.mark.parametrize(
    ("key", "code"),
    [("ә", "Digit2"), ("2", "Numpad2"), ("é", "Digit2")],
    ids=["Kazakh", "number block", "French"],
)
def test_digits_mark_on_every_layout(open_page: OpenPage, key: str, code: str) -> None:
    live = open_page()
    live.page.evaluate(PRESS, {"key": key, "code": code})
    expect(live.page.locator("[data-marked]")).to_have_text("Marked at 5:03: Question")


@pytest.mark.parametrize("more", ["repeat", "ctrlKey", "metaKey", "altKey"])
def test_a_held_key_and_a_command_of_the_browser_do_nothing(open_page: OpenPage, more: str) -> None:
    live = open_page()
    live.page.evaluate(PRESS, {"key": "f", "code": "KeyF", more: True})
    expect(live.page.locator("[data-projector]")).to_be_hidden()


def test_keys_can_be_switched_off_in_this_browser(open_page: OpenPage) -> None:
    live = open_page()
    live.page.uncheck("[data-keys-switch]")
    live.open()
    live.page.keyboard.press("f")
    expect(live.page.locator("[data-projector]")).to_be_hidden()
    expect(live.page.locator("[data-projector-open] kbd")).to_be_hidden()
    live.page.check("[data-keys-switch]")
    live.page.keyboard.press("f")
    expect(live.page.locator("[data-projector]")).to_be_visible()


def test_each_kind_of_marker_can_be_set(open_page: OpenPage) -> None:
    page = open_page().page
    quick = page.locator("[data-marker]").evaluate_all("(all) => all.map(({ dataset }) => dataset.marker)")
    forms = page.locator("form [name=kind]").evaluate_all("(all) => all.map(({ value }) => value)")
    assert sorted([*quick, *forms]) == sorted(MarkerKind)


def test_only_one_button_says_break_and_no_key_marks_one_without_pausing(open_page: OpenPage) -> None:
    live = open_page()
    expect(live.page.get_by_role("button", name="Break")).to_have_count(1)
    live.page.keyboard.press("4")
    expect(live.page.locator("[data-slide-number]")).to_be_focused()


def test_typed_words_go_with_the_kind_that_is_pressed(open_page: OpenPage) -> None:
    live = open_page()
    live.page.keyboard.press("m")
    live.page.keyboard.type("heat pump")
    live.page.click("[data-marker=demo]")
    expect(live.page.locator("[data-marked]")).to_have_text("Marked at 5:03: heat pump")
    assert live.posts[0][1]["kind"] == "demo"
    assert live.page.input_value("[data-marker-input]") == ""


def test_the_next_slide_is_ready(open_page: OpenPage) -> None:
    live = open_page()
    live.page.keyboard.press("4")
    live.page.keyboard.type("12")
    live.page.keyboard.press("Enter")
    expect(live.page.locator("[data-slide-number]")).to_have_value("13")
    live.page.keyboard.press("4")
    expect(live.page.locator("[data-slide-number]")).to_have_value("14")
    assert [(fields["kind"], fields["label"]) for _, fields in live.posts] == [
        ("slide", "Slide 12"),
        ("slide", "Slide 13"),
    ]


def test_a_hint_goes_out_once_with_the_next_marker(open_page: OpenPage) -> None:
    live = open_page()
    live.page.click("[data-hint] summary")
    live.page.fill("[name=hint]", "Look at page 4")
    live.page.click("[data-marker=exercise]")
    expect(live.page.locator("[data-marked]")).to_contain_text("with a hint")
    assert live.posts[0][1]["hint"] == "Look at page 4"
    assert live.page.input_value("[name=hint]") == ""


def test_a_break_pauses_and_marks(open_page: OpenPage) -> None:
    live = open_page()
    with live.page.expect_response("**/markers/"):
        live.page.get_by_role("button", name="Break", exact=True).click()
    assert [address for address, _ in live.posts] == ["pause", "markers"]
    assert live.posts[1][1]["kind"] == "break"
    live.say({"type": "state", "status": "paused", "is_door_locked": False})
    live.say({"type": "marker", "at_s": 303, "label": "break", "kind": "break", "hint": "", "hint_url": ""})
    assert live.text("line").startswith("Break.")


def test_the_door_is_locked_and_opened(open_page: OpenPage) -> None:
    live = open_page()
    live.page.click("[data-door-button]")
    expect(live.page.locator("[data-door-sentence]")).to_contain_text("locked")
    live.page.click("[data-door-button]")
    expect(live.page.locator("[data-door-sentence]")).to_contain_text("open")
    assert [fields["locked"] for _, fields in live.posts] == ["1", "0"]


def test_one_key_fills_the_screen_with_the_code(open_page: OpenPage) -> None:
    live = open_page()
    live.page.keyboard.press("f")
    expect(live.page.locator("[data-projector] .join-code")).to_be_visible()
    live.page.keyboard.press("f")
    expect(live.page.locator("[data-projector]")).to_be_hidden()


@pytest.mark.parametrize(("notes", "is_shown"), [("<p>Show it first.</p>", True), ("", False)])
def test_notes_of_the_last_time_are_offered_if_there_are_any(open_page: OpenPage, notes: str, is_shown: bool) -> None:
    live = open_page(notes=notes)
    expect(live.page.locator("[data-notes]")).to_be_visible(visible=is_shown)


def test_figures_are_also_a_table(open_page: OpenPage) -> None:
    live = open_page(markers=[{"at_s": 290, "label": "demo", "kind": "demo"}])
    live.page.click("[data-figures] summary")
    newest = live.page.locator("[data-figures] tbody tr").first
    assert newest.inner_text().split("\t") == ["5:00", "50 %", "40–60 %", "25 %", "0 %", "75 %", *["0 %"] * 4, "demo"]


def test_the_end_leaves_the_report_and_no_buttons(open_page: OpenPage) -> None:
    live = open_page()
    live.say({"type": "state", "status": "ended", "is_door_locked": False})
    expect(live.page.get_by_role("link", name="Read the report")).to_be_visible()
    for name in ("foot", "alert-button", "live-action=break", "signals"):
        expect(live.page.locator(f"[data-{name}]")).to_be_hidden()


@pytest.mark.parametrize("scheme", LIGHT_AND_DARK)
def test_axe_finds_nothing_serious(open_page: OpenPage, scheme: Any) -> None:
    live = open_page(LOST_LECTURE)
    switch_alerts_on(live)
    live.page.emulate_media(color_scheme=scheme)
    live.page.wait_for_function(COLOURS_ARE_STILL)
    found = Axe().run(live.page).response["violations"]
    assert [rule["id"] for rule in found if rule["impact"] in ("serious", "critical")] == []
