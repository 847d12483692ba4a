"""Who is here: words typed into the search and the filter that was chosen go together."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.accessibility import serious_findings
from tests.browser.people import Lecture, Students, Teacher

pytestmark = [pytest.mark.browser, pytest.mark.timeout(400)]


def test_a_filter_keeps_the_words_that_were_typed(student: Students, teacher: Teacher, lecture: Lecture) -> None:
    for name in ("Cleo", "Elif"):
        student().join(lecture, name=name, choice="no_camera")
    teacher.page.goto(f"/sessions/{lecture.id}/people/")
    people, guests = teacher.page.locator("[data-people]"), teacher.page.get_by_role("link", name="Guests")
    expect(people).to_contain_text("Elif")
    teacher.page.get_by_role("searchbox").fill("cle")
    expect(people).not_to_contain_text("Elif")
    expect(guests).to_have_attribute("href", re.compile("q=cle"))
    guests.click()
    expect(guests).to_have_attribute("aria-current", "true")
    expect(people).to_contain_text("Cleo")
    expect(people).not_to_contain_text("Elif")
    assert serious_findings(teacher.page) == []
