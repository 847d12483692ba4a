"""The way of an account from the invitation to signing in by two steps: each page fits, and nobody complains."""

from base64 import b32decode
from collections.abc import Callable
from typing import Any

import pytest
from django_otp.oath import totp
from playwright.sync_api import Page, expect

from tests.browser.people import Visitor
from tests.browser.screens import assert_state_fits

pytestmark = [pytest.mark.browser, pytest.mark.timeout(400)]

LONG_ENOUGH = "quite a long one, typed twice"


def test_pages_from_an_invitation_to_two_steps_fit(admin: Visitor, person: Callable[..., Any]) -> None:
    page = person(Visitor).page
    page.goto(invited(admin.page))
    assert_state_fits(page, "password-set")
    choose_a_password(page)
    assert_state_fits(page, "password-was-set")
    sign_in(page)
    assert_state_fits(page, "courses-of-a-new-teacher")
    turn_on_the_second_step(page)
    assert_state_fits(page, "second-step-codes")
    code = page.locator("main li code").first.inner_text()
    page.goto("/second-step/")
    assert_state_fits(page, "second-step-on")
    page.get_by_role("button", name="Sign out").click()
    page.goto("/sign-in/")
    sign_in(page)
    page.wait_for_url("**/sign-in/code/")
    assert_state_fits(page, "sign-in-second-step")
    page.fill("[name=code]", code)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/courses/")


def invited(page: Page) -> str:
    """Invite Grace; the link by which she chooses her password."""
    page.goto("/people/invite/")
    for name, answer in {"first_name": "Grace", "last_name": "Hopper", "username": "grace"}.items():
        page.fill(f"[name={name}]", answer)
    page.get_by_role("button", name="Make the account and a link").click()
    link = page.locator("[data-copy]").get_attribute("data-copy") or ""
    assert_state_fits(page, "person-invited")
    return link


def choose_a_password(page: Page) -> None:
    for name in ("new_password1", "new_password2"):
        page.fill(f"[name={name}]", LONG_ENOUGH)
    page.get_by_role("button", name="Set the password").click()
    expect(page.get_by_text("Your password is set.")).to_be_visible()


def sign_in(page: Page) -> None:
    page.fill("[name=username]", "grace")
    page.fill("[name=password]", LONG_ENOUGH)
    page.locator("main").get_by_role("button", name="Sign in").click()


def turn_on_the_second_step(page: Page) -> None:
    page.goto("/second-step/")
    secret = page.locator(".copy-line code").text_content() or ""
    page.fill("[name=code]", f"{totp(b32decode(secret.replace(' ', ''))):06}")
    page.get_by_role("button", name="Turn it on").click()
    expect(page.locator("h1")).to_have_text("Your backup codes")
