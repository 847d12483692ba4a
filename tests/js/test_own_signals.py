"""One signal at a time, taken back by a second tap, faded by time, restored by the server's word."""

import pytest

pytestmark = pytest.mark.browser

START = """const { OwnSignals } = await load("own_signals");
const sent = [];
const memory = { value: { signal: null, at: 0 }, change(changes) { Object.assign(this.value, changes); } };
let nowMs = 0, isConnected = true;
const send = (message) => { if (isConnected) sent.push(JSON.parse(message)); return isConnected; };
const made = () => new OwnSignals({ send, onChange: () => {}, memory, now: () => nowMs });
const signals = made();
"""


def run(evaluate, body: str) -> object:
    return evaluate(START + body)


def test_the_last_tap_counts(evaluate) -> None:
    sent = run(evaluate, 'signals.tap("lost"); signals.tap("fine"); return [sent.at(-1), signals.signal];')
    assert sent == [{"type": "signal", "signal": "fine"}, "fine"]


def test_the_same_tap_takes_it_back(evaluate) -> None:
    sent = run(evaluate, 'signals.tap("lost"); signals.tap("lost"); return [sent.at(-1), signals.signal];')
    assert sent == [{"type": "signal", "signal": None}, None]


def test_a_hand_goes_up_and_down(evaluate) -> None:
    raised = run(evaluate, "signals.toggleHand(); signals.toggleHand(); return sent.map(({ raised }) => raised);")
    assert raised == [True, False]


def test_a_tap_fades_by_itself_and_a_hand_does_not(evaluate) -> None:
    body = """signals.tap("lost"); signals.toggleHand();
    nowMs = 119_999; signals.fade(); const before = signals.signal;
    nowMs = 120_000; signals.fade(); return [before, signals.signal, signals.hand, sent.length];"""
    assert run(evaluate, body) == ["lost", None, True, 2]


def test_without_a_connection_nothing_is_said(evaluate) -> None:
    body = 'isConnected = false; signals.tap("lost"); signals.toggleHand(); return [signals.signal, signals.hand];'
    assert run(evaluate, body) == [None, False]


def test_a_reload_does_not_lengthen_a_tap(evaluate) -> None:
    body = """signals.tap("lost"); nowMs = 100_000;
    const again = made(); again.restore({ signal: "lost", hand: true }); return [again.leftMs, again.hand];"""
    assert run(evaluate, body) == [20_000, True]


def test_a_tap_of_another_window_counts_from_now(evaluate) -> None:
    body = 'nowMs = 50_000; signals.restore({ signal: "fine", hand: false }); return [signals.signal, signals.leftMs];'
    assert run(evaluate, body) == ["fine", 120_000]


def test_what_the_server_forgot_is_gone(evaluate) -> None:
    assert run(evaluate, 'signals.tap("lost"); signals.restore({ signal: null }); return signals.signal;') is None


def test_a_tap_that_was_refused_is_undone(evaluate) -> None:
    body = 'signals.tap("lost"); signals.tap("fine"); signals.undo(); signals.undo(); return signals.signal;'
    assert run(evaluate, body) == "lost"


def test_a_hand_that_the_teacher_lowered_says_so_until_the_next_tap(evaluate) -> None:
    body = """signals.toggleHand(); signals.lowerHand(); const lowered = [signals.hand, signals.wasLowered];
    signals.toggleHand(); return [...lowered, signals.hand, signals.wasLowered];"""
    assert run(evaluate, body) == [False, True, True, False]


def test_a_refused_tap_raises_no_lowered_hand(evaluate) -> None:
    body = """signals.toggleHand(); signals.tap("lost"); signals.lowerHand(); signals.undo();
    return [signals.signal, signals.hand];"""
    assert run(evaluate, body) == [None, False]
