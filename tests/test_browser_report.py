from types import SimpleNamespace

from tests.browser_report import not_run_lines


def test_what_was_skipped_is_counted_by_kind() -> None:
    skipped = [SimpleNamespace(keywords={marker: 1}) for marker in ("browser", "browser", "shared_data", "other")]
    assert list(not_run_lines(skipped)) == ["2 browser tests NOT RUN", "1 tests on shared data NOT RUN"]


def test_nothing_is_said_when_all_ran() -> None:
    assert list(not_run_lines([])) == []
