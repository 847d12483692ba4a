"""Says at the end of a test run which tests did not run, and for want of what (a pytest plugin)."""

import os
import shutil
from collections import Counter
from collections.abc import Iterator

import pytest

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")
BROWSER_TESTS = "browser tests"
DATA_TESTS = "tests on shared data"


def find_chromium() -> str | None:
    """The path of a Chromium: the variable CHROMIUM, else the first one on PATH."""
    named = os.environ.get("CHROMIUM")
    return named or next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)


def pytest_runtest_setup(item: pytest.Item) -> None:
    if item.get_closest_marker("browser") is None or find_chromium():
        return
    if os.environ.get("REQUIRE_BROWSER") == "1":
        pytest.fail("REQUIRE_BROWSER=1, but there is no Chromium on PATH and none named by CHROMIUM.", pytrace=False)
    pytest.skip("there is no Chromium on PATH and none named by CHROMIUM")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    skipped = terminalreporter.getreports("skipped")
    for line in (*not_run_lines(skipped), *other_reason_lines(skipped)):
        terminalreporter.write_line(line, yellow=True, bold=True)


def not_run_lines(skipped: list[pytest.TestReport]) -> Iterator[str]:
    """One line for each kind of test of which some were skipped."""
    kinds = Counter(map(_kind_of, skipped))
    return (f"{kinds[kind]} {kind} NOT RUN" for kind in (BROWSER_TESTS, DATA_TESTS) if kinds[kind])


def other_reason_lines(skipped: list[pytest.TestReport]) -> Iterator[str]:
    """One line for each reason that has nothing to do with a Chromium or data sets."""
    reasons = Counter(_reason_of(report) for report in skipped if _kind_of(report) is None)
    return (f"{count} tests NOT RUN: {reason}" for reason, count in reasons.items())


def _reason_of(report: pytest.TestReport) -> str:
    """What the test says; a skipped one is reported as file, line and "Skipped: reason"."""
    said = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longreprtext
    return said.removeprefix("Skipped: ").removeprefix("NOT RUN: ")


def _kind_of(report: pytest.TestReport) -> str | None:
    """What kept a test from running; one that needs both counts as a browser test where there is no Chromium."""
    if "browser" in report.keywords and not ("shared_data" in report.keywords and find_chromium()):
        return BROWSER_TESTS
    return DATA_TESTS if "shared_data" in report.keywords else None
