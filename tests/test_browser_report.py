from types import SimpleNamespace

import pytest

from tests import browser_report
from tests.browser_report import not_run_lines, other_reason_lines


def test_what_was_skipped_is_counted_by_kind() -> None:
    skipped = [_skipped("browser"), _skipped("browser"), _skipped("shared_data"), _skipped("other")]
    assert list(not_run_lines(skipped)) == ["2 browser tests NOT RUN", "1 tests on shared data NOT RUN"]


@pytest.mark.parametrize(
    ("chromium", "line"), [(None, "1 browser tests NOT RUN"), ("/chromium", "1 tests on shared data NOT RUN")]
)
def test_a_browser_test_on_shared_data_is_counted_by_what_was_missing(
    chromium: str | None, line: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(browser_report, "find_chromium", lambda: chromium)
    assert list(not_run_lines([_skipped("browser", "shared_data")])) == [line]


def test_nothing_is_said_when_all_ran() -> None:
    assert list(not_run_lines([])) == []


def test_other_reasons_are_told_in_their_own_words() -> None:
    skipped = [_skipped("browser"), *(_skipped("other", reason="NOT RUN: no PyTorch") for _test in range(2))]
    assert list(other_reason_lines(skipped)) == ["2 tests NOT RUN: no PyTorch"]


def _skipped(*markers: str, reason: str = "") -> SimpleNamespace:
    longrepr = ("test_file.py", 1, f"Skipped: {reason}")
    return SimpleNamespace(keywords=dict.fromkeys(markers, 1), longrepr=longrepr)
