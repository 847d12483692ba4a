"""Every test begins with a log that is about nothing."""

import pytest

from classroom.watching.subjects import begin


@pytest.fixture(autouse=True)
def about_nothing() -> None:
    begin(request="", path="")
