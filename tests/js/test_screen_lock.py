"""The screen stays on while snapshots are sent, and not longer."""

import pytest

pytestmark = pytest.mark.browser

START = """const { ScreenLock } = await load("screen_lock");
const asked = [];
const request = async () => {
  const lock = { released: false, release() { this.released = true; } };
  asked.push(lock);
  return lock;
};
const wakeLock = { request };
const screen = new ScreenLock(wakeLock);
"""


def run(evaluate, body: str) -> object:
    return evaluate(START + body)


def test_it_is_asked_for_once(evaluate) -> None:
    assert run(evaluate, "await screen.keepOn(); await screen.keepOn(); return asked.length;") == 1


def test_it_is_given_back(evaluate) -> None:
    assert run(evaluate, "await screen.keepOn(); await screen.release(); return asked[0].released;") is True


def test_it_is_given_back_when_the_answer_comes_too_late(evaluate) -> None:
    body = "const kept = screen.keepOn(); await screen.release(); await kept; return asked[0].released;"
    assert run(evaluate, body) is True


def test_it_is_asked_for_again_after_the_browser_took_it(evaluate) -> None:
    assert (
        run(evaluate, "await screen.keepOn(); asked[0].onrelease(); await screen.keepOn(); return asked.length;") == 2
    )


def test_a_browser_that_refuses_or_has_none_is_no_error(evaluate) -> None:
    body = """const refuses = { request: async () => { throw new DOMException("no", "NotAllowedError"); } };
    const none = new ScreenLock(null);
    await new ScreenLock(refuses).keepOn(); await none.keepOn(); await none.release();
    return true;"""
    assert run(evaluate, body) is True
