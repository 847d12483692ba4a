"""One product for all modules, a lecture a test, and what was measured at the end of the run."""

import logging
from collections.abc import Callable, Iterator

import pytest

from classroom.operations.demo_courses import OPEN_COURSE
from tests.chaos.classes import Class
from tests.chaos.measurements import measured
from tests.chaos.people import Teacher
from tests.chaos.product import FaultyProduct

NOT_RUN = "NOT RUN: "
logging.getLogger("httpx").setLevel(logging.WARNING)  # a line a request would bury what failed


@pytest.fixture(scope="package")
def product() -> Iterator[FaultyProduct]:
    with FaultyProduct("chaos", {"FRAME_WORKERS": "2"}).running() as product:
        yield product


@pytest.fixture(scope="module")
def teacher(product: FaultyProduct) -> Iterator[Teacher]:
    teacher = Teacher(product.url)
    yield teacher
    teacher.close()


@pytest.fixture
def gather(product: FaultyProduct, teacher: Teacher) -> Iterator[Callable[..., Class]]:
    """Begins a lecture with cameras and a dashboard in the course that shows a class of one; ends it afterwards."""
    classes: list[Class] = []

    def gather(students: int = 2, url: str = "") -> Class:
        ((course,),) = product.query("SELECT id FROM courses_course WHERE title = %s", OPEN_COURSE)
        classes.append(Class.gather(teacher, int(str(course)), students, url))
        return classes[-1]

    yield gather
    for each in classes:
        each.dismiss()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for line in measured:
        terminalreporter.write_line(line)
    for report in terminalreporter.getreports("skipped"):
        reason = str(report.longrepr[-1] if isinstance(report.longrepr, tuple) else report.longrepr)
        if NOT_RUN in reason:
            terminalreporter.write_line(f"{report.nodeid}: {reason}", yellow=True, bold=True)
