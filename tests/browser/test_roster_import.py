"""A teacher brings a class list from a spreadsheet: sees what would change, lets it happen, and hands out the links."""

import csv
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.people import Students, Teacher

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

# As an older Russian spreadsheet saves it: cp1251, semicolons, and one line without a name.
CLASS_LIST = "имя;номер\nАнна Ли;17\n;18\nОлег Ким;19\n".encode("cp1251")


def import_class_list(page: Page) -> None:
    page.goto("/courses/new/")
    page.fill("[name=title]", "Chemistry from a list")
    page.click("main form button.button-primary")
    page.wait_for_url("**/courses/*/")
    page.goto(f"{page.url}students/import/")
    page.set_input_files("[type=file]", files=[{"name": "class.csv", "mimeType": "text/csv", "buffer": CLASS_LIST}])
    page.get_by_role("button", name="Look at it").click()
    expect(page.locator(".line-errors li")).to_contain_text(["Line 3"])
    expect(page.locator(".notice").first).to_contain_text("Windows-1251")
    page.get_by_role("button", name="Save the list").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("The list is saved")


def links_in(file: Path) -> dict[str, str]:
    """The personal link of each name in a file of links."""
    with file.open(encoding="utf-8-sig", newline="") as rows:
        return {row[0]: row[-1] for row in list(csv.reader(rows))[1:]}


def test_a_class_list_becomes_links_that_lead_in(teacher: Teacher, student: Students, tmp_path: Path) -> None:
    import_class_list(teacher.page)
    with teacher.page.expect_download() as download:
        teacher.page.get_by_role("button", name="File for students").click()
    download.value.save_as(tmp_path / "links.csv")
    links = links_in(tmp_path / "links.csv")
    assert list(links) == ["Анна Ли", "Олег Ким"]
    teacher.start_lecture("Chemistry from a list", "Acids")
    anna = student()
    anna.page.goto(links["Анна Ли"])
    expect(anna.page.locator("[name=name]")).to_have_value("Анна Ли")
    anna.page.click("button[value=camera]")
    anna.expect_sending()
