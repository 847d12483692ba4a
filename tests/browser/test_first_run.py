"""The first hour on an empty installation: from the line in the server's log to the first report."""

import re
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest
from playwright.sync_api import Page, expect
from psycopg import sql

from tests.browser.complaints import Complaints
from tests.browser.people import Student, Teacher, Visitor
from tests.browser.product import Product
from tests.browser.screens import assert_fits, assert_state_fits

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]

DATABASE = "first_run"
PASSWORD = "quite-a-long-password"
SETUP_LINK = re.compile(r'http://[^\s"]+/setup/\?token=[^\s"]+')


@pytest.fixture
def empty(product: Product) -> Iterator[Product]:
    """An installation like a deployed one, beside the trial's data on its servers: nobody has an account."""
    with psycopg.connect(product.database_url, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(DATABASE)))
        environment = {
            "DATABASE_URL": urlsplit(product.database_url)._replace(path=f"/{DATABASE}").geturl(),
            "REDIS_URL": product.redis_url.replace("db=0", "db=1"),
            "DEPLOYMENT_REGION": "KZ",
            "SECRET_KEY": "for the first run alone",
            "ALLOWED_HOSTS": "localhost,127.0.0.1",
            "SECURE_TLS": "0",
            "FRAME_WORKERS": "1",
        }
        with Product("first", environment).running() as empty:
            yield empty
        connection.execute(sql.SQL("DROP DATABASE {}").format(sql.Identifier(DATABASE)))


@pytest.fixture
def somebody(empty: Product, browser: Any, complaints: Complaints) -> Iterator[Callable[..., Any]]:
    """Makes people who come to the empty installation."""
    people: list[Visitor] = []

    def somebody(kind: type[Visitor] = Visitor) -> Visitor:
        people.append(kind(browser, empty.url, complaints))
        return people[-1]

    yield somebody
    for person in people:
        person.context.close()


def test_the_first_admin_is_led_to_the_first_report(empty: Product, somebody: Callable[..., Any]) -> None:
    admin, teacher, cleo = somebody().page, somebody(Teacher), somebody(Student)
    set_up(admin, empty)
    accept(teacher.page, invited(admin))
    make_a_course(teacher.page)
    lecture = teacher.start_lecture("Biology 8a", "Roots")
    cleo.page.goto(lecture.join_url)
    expect(cleo.page.locator("main")).to_contain_text("School 7")
    cleo.join(lecture, choice="no_camera")
    teacher.end_lecture()

    admin.goto("/reports/")
    admin.get_by_role("link", name="Roots").click()
    expect(admin.locator("[data-report]")).to_be_visible()
    admin.goto("/courses/")
    expect(admin.get_by_text("From here to the first lecture")).to_have_count(0)


def set_up(page: Page, empty: Product) -> None:
    """Every page leads to the setup; who can read the log has the link."""
    page.goto("/")
    expect(page.get_by_role("heading", name="Nobody has an account here yet")).to_be_visible()
    assert_state_fits(page, "setup-closed")
    link = SETUP_LINK.search(empty.output())
    assert link, empty.output()
    page.goto(link[0])
    answers = {"name": "School 7", "contact_email": "office@school.invalid", "legal_basis": "consent"}
    answers |= {"username": "root", "email": "root@school.invalid", "password1": PASSWORD, "password2": PASSWORD}
    for name, answer in answers.items():
        page.fill(f"[name={name}]", answer)
    assert_state_fits(page, "setup")
    page.get_by_role("button", name="Make my account").click()
    expect(page.get_by_text("From here to the first lecture")).to_be_visible()
    assert_state_fits(page, "courses-first-steps")
    for name, path in {"reports-empty": "/reports/", "overview-empty": "/reports/overview/"}.items():
        assert_fits(page, name, path)
    page.goto("/courses/")


def invited(page: Page) -> str:
    """Follow the first step that is to be done; the link for the teacher."""
    page.locator("main").get_by_role("link", name="Invite a teacher").click()
    for name, answer in {"first_name": "Grace", "last_name": "Hopper", "username": "grace"}.items():
        page.fill(f"[name={name}]", answer)
    page.get_by_role("button", name="Make the account and a link").click()
    return page.locator("[data-copy]").get_attribute("data-copy") or ""


def accept(page: Page, link: str) -> None:
    page.goto(link)
    for name in ("new_password1", "new_password2"):
        page.fill(f"[name={name}]", PASSWORD)
    page.get_by_role("button", name="Set the password").click()
    page.fill("[name=username]", "grace")
    page.fill("[name=password]", PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_text("Your first lecture takes three steps")).to_be_visible()


def make_a_course(page: Page) -> None:
    page.locator("main").get_by_role("link", name="Make a course").first.click()
    page.fill("[name=title]", "Biology 8a")
    page.get_by_role("button", name="Make the course").click()
    expect(page.get_by_role("heading", name="Biology 8a")).to_be_visible()
