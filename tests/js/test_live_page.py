"""What the teacher's page does with messages, keys and taps."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import translation
from playwright.sync_api import Page, Route, expect

from classroom.sessions.models import MarkerKind
from tests.js.live_page import CALM, TIMELINE, LivePage, bucket, marker, tick, timeline
from tests.typography import tied

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
        buckets: list[dict[str, Any]] | None = None,
        notes: str = "",
        draws: bool = False,
        is_tablet: bool = False,
        **changes: Any,
    ) -> LivePage:
        browser = page.context.browser
        assert browser is not None
        stored = timeline(CALM_LECTURE if buckets is None else buckets, **changes)
        opened.append(LivePage(browser, stored, notes, draws, is_tablet))
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


def test_the_code_stands_above_everything_and_fills_the_screen(open_page: OpenPage) -> None:
    """A new teacher has to find it at once, and who comes late asks for it at any moment."""
    live = open_page()
    code = live.page.locator("[data-code-button]")
    box = code.bounding_box()
    assert box is not None
    assert box["y"] + box["height"] < 200
    code.click()
    expect(live.page.locator("dialog[open] .qr")).to_be_visible()


def test_no_code_is_shown_when_nobody_can_join_any_more(open_page: OpenPage) -> None:
    expect(open_page(status="ended").page.locator("[data-code-button]")).to_be_hidden()


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


@pytest.mark.parametrize(("hands", "is_offered"), [(0, False), (None, True), (6, True)])
def test_raised_hands_can_be_lowered_and_nothing_moves(
    open_page: OpenPage, hands: int | None, is_offered: bool
) -> None:
    live = open_page()
    gauge = live.page.locator("[data-gauge]")
    before = gauge.bounding_box()
    live.say(tick(304, signals={**CALM, "hands": hands}))
    button = live.page.get_by_role("button", name="Lower all hands")
    expect(button).to_have_count(int(is_offered))
    assert gauge.bounding_box() == before
    if is_offered:
        with live.page.expect_response("**/lower/"):
            button.press("Enter")
        assert [address for address, _ in live.posts] == ["lower"]


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


def test_without_a_connection_the_figures_say_when_they_are_of(open_page: OpenPage) -> None:
    live = open_page(signals={**CALM, "lost": 6})
    live.page.evaluate("drop()")
    assert live.text("coverage-note") == live.text("engagement-note") == "As of 5:00."
    for name in ("glance", "signals"):
        expect(live.page.locator(f"[data-{name}]")).to_have_attribute("data-current", "false")
    looks = "(all) => all.map((each) => [getComputedStyle(each).color, getComputedStyle(each).fontWeight])"
    lost, fine = live.page.locator("[data-signal=lost], [data-signal=fine]").evaluate_all(looks)
    assert lost == fine


def test_figures_that_come_after_a_loss_are_of_now(open_page: OpenPage) -> None:
    live = open_page()
    note = live.page.locator("[data-coverage-note]")
    assert note.evaluate("(element) => { hangUp(1006); return element.textContent; }") == "As of 5:00."
    expect(note).to_contain_text("16 of them can be read")
    expect(live.page.locator("[data-glance]")).to_have_attribute("data-current", "true")


def test_in_a_pause_students_are_still_heard(open_page: OpenPage) -> None:
    live = open_page()
    live.say(tick(304, status="paused", signals={**CALM, "break": 6, "hands": None}))
    assert (live.text("signal=break"), live.text("signal=hands")) == ("6", "some")
    expect(live.page.get_by_role("button", name="Lower all hands")).to_be_visible()


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
    live.page.click("[data-marker=demo]")
    expect(live.page.locator("[data-marks] li")).to_have_count(1)
    expect(live.page.locator("[data-keys-switch]")).not_to_be_checked()
    live.page.check("[data-keys-switch]")
    live.page.keyboard.press("f")
    expect(live.page.locator("[data-projector]")).to_be_visible()


@pytest.mark.parametrize("is_tablet", [False, True])
def test_keys_are_shown_where_there_is_a_keyboard(open_page: OpenPage, is_tablet: bool) -> None:
    live = open_page(is_tablet=is_tablet)
    expect(live.page.locator("[data-keys-switch]")).to_be_visible(visible=not is_tablet)
    expect(live.page.locator("[data-projector-open] kbd")).to_be_visible(visible=not is_tablet)


@pytest.mark.parametrize("way", ["key", "button"])
def test_a_wrong_key_is_taken_back(open_page: OpenPage, way: str) -> None:
    live = open_page()
    live.page.keyboard.press("2")
    expect(live.page.locator("[data-take-back]")).to_be_visible()
    if way == "key":
        live.page.keyboard.press("u")
    else:
        live.page.get_by_role("button", name="Take back", exact=False).first.click()
    expect(live.page.locator("[data-marked]")).to_contain_text("Taken back")
    expect(live.page.locator("[data-take-back]")).to_be_hidden()
    expect(live.page.locator("[data-marks] li")).to_have_count(0)
    live.page.keyboard.press("u")
    assert [address for address, _ in live.posts] == ["markers", "remove"]


def test_a_wrong_break_is_taken_back_too(open_page: OpenPage) -> None:
    live = open_page()
    live.page.get_by_role("button", name="Break", exact=True).click()
    expect(live.page.locator("[data-marked]")).to_have_text("Marked at 5:03: Break")
    live.page.keyboard.press("u")
    expect(live.page.locator("[data-take-back]")).to_be_hidden()


def test_what_a_colleague_took_back_cannot_be_taken_back_again(open_page: OpenPage) -> None:
    live = open_page()
    live.page.keyboard.press("2")
    expect(live.page.locator("[data-marks] li")).to_have_count(1)
    live.say({"type": "marker_removed", "marker_id": 1})
    expect(live.page.locator("[data-take-back]")).to_be_hidden()
    expect(live.page.locator("[data-marked-list]")).to_be_hidden()


def test_an_earlier_marker_is_corrected_by_keyboard(open_page: OpenPage) -> None:
    live = open_page(markers=[marker(7, label="Heat pmup", hint="Page 21"), marker(8, label="Question", at_s=295)])
    live.page.locator("[data-marked-list] summary").press("Enter")
    assert live.page.locator("[data-mark-label]").all_inner_texts() == ["Question", "Heat pmup"]
    live.page.get_by_role("button", name="Correct: Heat pmup, 4:50").press("Enter")
    dialog = live.page.locator("[data-marker-dialog]")
    assert dialog.locator("[name=hint]").input_value() == "Page 21"
    dialog.locator("[name=label]").fill("Heat pump")
    dialog.locator("[name=label]").press("Enter")
    expect(dialog).to_be_hidden()
    expect(live.page.get_by_role("button", name="Correct: Heat pump, 4:50")).to_be_focused()
    [(address, fields)] = live.posts
    assert (address, fields["label"], fields["hint"]) == ("7", "Heat pump", "Page 21")


def test_an_earlier_marker_is_taken_back(open_page: OpenPage) -> None:
    live = open_page(markers=[marker(7), marker(8, label="Question")])
    live.page.keyboard.press("2")
    live.page.click("[data-figures] summary")
    live.page.click("[data-marked-list] summary")
    live.page.get_by_role("button", name="Take back: Demo, 4:50").click()
    expect(live.page.locator("[data-marks] li")).to_have_count(2)
    expect(live.page.locator("[data-figures] tbody tr").first).not_to_contain_text("Demo")
    expect(live.page.locator("[data-take-back]")).to_be_visible()
    assert [address for address, _ in live.posts] == ["markers", "remove"]


def test_what_could_not_be_taken_back_can_be_tried_again(open_page: OpenPage) -> None:
    live = open_page()
    live.page.keyboard.press("2")
    expect(live.page.locator("[data-take-back]")).to_be_visible()
    live.page.route("**/remove/", lambda route: route.abort())
    live.page.keyboard.press("u")
    expect(live.page.locator("[data-line]")).to_contain_text("That did not work")
    expect(live.page.locator("[data-take-back]")).to_be_visible()


def test_a_refused_correction_says_why_in_its_dialog(open_page: OpenPage) -> None:
    live = open_page(markers=[marker(7)])
    live.page.route("**/markers/7/", lambda route: route.fulfill(status=400, json={"error": "A marker needs words."}))
    live.page.click("[data-marked-list] summary")
    live.page.get_by_role("button", name="Correct: Demo, 4:50").click()
    live.page.locator("[data-marker-dialog] [type=submit]").click()
    expect(live.page.locator("[data-marker-dialog] [role=alert]")).to_have_text("A marker needs words.")


def test_what_a_colleague_marked_is_read_in_the_own_language(open_page: OpenPage) -> None:
    with translation.override("uk"):
        live = open_page(markers=[marker(7, label="")])
    live.page.click("[data-figures] summary")
    live.page.click("[data-marked-list] summary")
    for shown in ("[data-mark-label]", "[data-figures] tbody tr >> nth=0"):
        expect(live.page.locator(shown)).to_contain_text("Показ")
    flags = "document.querySelector('[data-chart]').layout.annotations.map(({ text }) => text)"
    assert "⚑ Показ" in live.page.evaluate(flags)


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


def test_words_that_were_typed_go_with_the_slide(open_page: OpenPage) -> None:
    live = open_page()
    live.page.keyboard.press("m")
    live.page.keyboard.type("heat pump")
    live.page.fill("[data-slide-number]", "12")
    live.page.click("[data-marker=slide]")
    expect(live.page.locator("[data-marked]")).to_have_text("Marked at 5:03: Slide 12 · heat pump")


def test_a_refused_slide_leaves_what_was_typed(open_page: OpenPage) -> None:
    live = open_page()
    live.page.route("**/markers/", lambda route: route.fulfill(status=400, json={"error": "Not now."}))
    live.page.fill("[data-marker-input]", "heat pump")
    live.page.fill("[data-slide-number]", "12")
    live.page.click("[data-marker=slide]")
    expect(live.page.locator("[data-line]")).to_have_text("Not now.")
    expect(live.page.locator("[data-marker-input]")).to_have_value("heat pump")


def test_words_typed_while_a_marker_is_on_its_way_stay_and_are_no_shortcuts(open_page: OpenPage) -> None:
    live = open_page()
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    live.page.route("**/markers/", hold)
    with live.page.expect_request("**/markers/"):
        live.page.keyboard.press("1")
    live.page.keyboard.press("m")
    live.page.keyboard.type("heat")
    held[0].fulfill(json={"status": "live", "version": 2, **marker(1, label="")})
    expect(live.page.locator("[data-marked]")).to_contain_text("Demo")
    live.page.keyboard.type(" pump")
    expect(live.page.locator("[data-marker-input]")).to_have_value("heat pump")


def test_two_kinds_that_are_pressed_at_once_share_no_words(open_page: OpenPage) -> None:
    live = open_page()
    live.page.fill("[data-slide-number]", "12")
    live.page.fill("[data-marker-input]", "heat pump")
    live.page.evaluate("""() => {
      for (const kind of ["slide", "demo"]) document.querySelector(`[data-marker=${kind}]`).click();
    }""")
    expect(live.page.locator("[data-marks] li")).to_have_count(2)
    assert [fields["label"] for _, fields in live.posts] == ["12 · heat pump", ""]


def test_a_slide_that_a_wrong_link_kept_back_is_sent_as_it_was_meant(open_page: OpenPage) -> None:
    live = open_page()
    live.page.fill("[data-slide-number]", "12")
    live.page.click("[data-hint] summary")
    for link in ("page 4", "https://example.org/4"):
        live.page.fill("[data-live-action=marker] [name=hint_url]", link)
        live.page.click("[data-marker=slide]")
    expect(live.page.locator("[data-marked]")).to_contain_text("Slide 12")
    [(_, fields)] = live.posts
    assert (fields["label"], fields["hint_url"]) == ("12", "https://example.org/4")


def test_the_next_slide_is_ready(open_page: OpenPage) -> None:
    live = open_page()
    live.page.keyboard.press("4")
    live.page.keyboard.type("12")
    live.page.keyboard.press("Enter")
    expect(live.page.locator("[data-slide-number]")).to_have_value("13")
    expect(live.page.locator("[data-marked]")).to_have_text("Marked at 5:03: Slide 12")
    live.page.keyboard.press("4")
    expect(live.page.locator("[data-slide-number]")).to_have_value("14")
    assert [(fields["kind"], fields["label"]) for _, fields in live.posts] == [
        ("slide", "12"),
        ("slide", "13"),
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
    live.say({"type": "marker", **marker(2, at_s=303, label="break", kind="break")})
    assert live.text("line").startswith("Break.")


def test_the_door_is_locked_and_opened(open_page: OpenPage) -> None:
    live = open_page()
    live.page.click("[data-door-button]")
    expect(live.page.locator("[data-door-sentence]")).to_contain_text("locked")
    live.page.click("[data-door-button]")
    expect(live.page.locator("[data-door-sentence]")).to_contain_text("open")
    assert [fields["locked"] for _, fields in live.posts] == ["1", "0"]


def test_an_answer_that_comes_late_does_not_undo_what_has_changed_since(open_page: OpenPage) -> None:
    live = open_page()
    late = {"status": "live", "is_door_locked": True, "version": 2}
    live.page.route("**/door/", lambda route: route.fulfill(json=late))
    live.say({"type": "state", "status": "live", "is_door_locked": False, "version": 7})
    with live.page.expect_response("**/door/"):
        live.page.click("[data-door-button]")
    live.say(tick(304))
    expect(live.page.locator("[data-door-sentence]")).to_contain_text("open")


def test_a_tick_that_was_made_before_the_end_does_not_undo_it(open_page: OpenPage) -> None:
    """After it there is none, so whoever believed it would wait for ever."""
    live = open_page()
    live.say({"type": "state", "status": "ended", "is_door_locked": False})
    live.say(tick(304, status="paused", version=1))
    assert live.page.locator("[data-report-link]").is_visible()
    assert live.page.locator("[data-live-action=resume]").is_hidden()


def test_a_tick_tells_of_a_pause_that_nobody_announced(open_page: OpenPage) -> None:
    live = open_page()
    live.say(tick(304, status="paused", version=2))
    live.say({"type": "state", "status": "live", "is_door_locked": True, "version": 1})
    expect(live.page.locator("[data-live-action=resume]")).to_be_visible()
    expect(live.page.locator("[data-door-sentence]")).to_contain_text("open")


def test_a_timeline_that_was_read_too_early_is_read_again(open_page: OpenPage) -> None:
    """It still has a marker that was taken back while it was on its way."""
    live = open_page(markers=[marker(7)])
    live.say({"type": "marker_removed", "marker_id": 7})
    answers = [timeline(CALM_LECTURE, markers=[marker(7)]), live.stored]
    live.page.route(f"**{TIMELINE}", lambda route: route.fulfill(json=answers.pop(0)))
    with live.page.expect_response(lambda _response: not answers):
        live.say(tick(400, closed=[bucket(25)]))  # buckets are missing, so it is read
    live.page.click("[data-figures] summary")
    expect(live.page.locator("[data-figures] tbody")).not_to_contain_text("Demo")


def test_a_late_word_does_not_bring_a_marker_back(open_page: OpenPage) -> None:
    live = open_page(markers=[marker(7), marker(8)])
    live.say({"type": "marker_removed", "marker_id": 7, "version": 3})
    live.say({"type": "state", "status": "live", "is_door_locked": False, "version": 3})
    live.say({"type": "marker", **marker(7, label="Demo of yesterday"), "version": 2})
    live.page.click("[data-marked-list] summary")
    expect(live.page.locator("[data-mark-label]")).to_have_text(["Demo"])


def test_a_marker_of_which_the_word_was_lost_comes_with_the_next_state(open_page: OpenPage) -> None:
    live = open_page()
    live.stored |= {"markers": [marker(7)]}
    live.say({"type": "state", "status": "live", "is_door_locked": False})
    expect(live.page.locator("[data-marks] li")).to_have_count(1)


def test_a_marker_and_its_state_are_no_reason_to_read_the_timeline(open_page: OpenPage) -> None:
    live, read = open_page(), []
    live.page.on("request", lambda request: read.append(request.url))
    live.say({"type": "marker", **marker(7)})
    live.say({"type": "state", "status": "live", "is_door_locked": False, "version": 2})
    with live.page.expect_response(f"**{TIMELINE}"):
        live.say({"type": "state", "status": "live", "is_door_locked": True})
    assert len(read) == 1


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
    live = open_page(markers=[marker(1, label="demo")])
    live.page.click("[data-figures] summary")
    newest = live.page.locator("[data-figures] tbody tr").first
    shares = ["50 %", "40–60 %", "25 %", "0 %", "75 %", *["0 %"] * 4]
    assert newest.inner_text().split("\t") == ["5:00", *map(tied, shares), "demo"]


def test_earlier_figures_come_on_request_and_go_with_the_table(open_page: OpenPage) -> None:
    live = open_page([bucket(sequence) for sequence in range(100)])
    rows = live.page.locator("[data-figures] tbody tr")
    earlier = live.page.get_by_role("button", name="Show earlier rows")
    live.page.click("[data-figures] summary")
    expect(rows).to_have_count(60)
    earlier.press("Enter")
    expect(rows).to_have_count(100)
    expect(rows.last).to_contain_text("0:15")
    expect(earlier).to_be_hidden()
    expect(live.page.get_by_role("region", name="Figures, the newest on top")).to_be_focused()
    for _time in range(2):
        live.page.click("[data-figures] summary")
    expect(rows).to_have_count(60)


def test_a_lecture_of_few_figures_has_no_earlier_ones(open_page: OpenPage) -> None:
    live = open_page()
    live.page.click("[data-figures] summary")
    expect(live.page.locator("[data-figures] tbody tr")).to_have_count(len(CALM_LECTURE))
    expect(live.page.locator("[data-earlier]")).to_be_hidden()


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


@pytest.mark.parametrize("scheme", LIGHT_AND_DARK)
def test_axe_finds_nothing_serious_where_markers_are_corrected(open_page: OpenPage, scheme: Any) -> None:
    live = open_page(markers=[marker(7, hint="Page 12"), marker(8, label="Question")], signals={**CALM, "hands": None})
    live.page.emulate_media(color_scheme=scheme)
    live.page.keyboard.press("2")
    for opener in ("[data-marked-list] summary", "[data-mark-correct]"):
        live.page.locator(opener).first.click()
        live.page.wait_for_function(COLOURS_ARE_STILL)
        found = Axe().run(live.page).response["violations"]
        assert [rule["id"] for rule in found if rule["impact"] in ("serious", "critical")] == []
