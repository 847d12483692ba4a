"""Accounts that a simulation makes for itself, against the pages of the product."""

import asyncio

import pytest
from pytest_django.live_server_helper import LiveServer

from classroom.accounts.models import User
from classroom.courses.models import Course
from classroom.operations.simulation.accounts import Credentials, own_admin, own_teacher
from classroom.operations.simulation.site import Browser, Lecture, shared_transport, sign_in, start_lecture, tls_context
from classroom.sessions.models import ClassSession

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("redis")]


async def begun(url: str, teacher: Credentials, admin: Credentials | None) -> Lecture:
    transport = shared_transport(tls_context(trusts_everybody=True))
    browsers = {account: Browser(url, transport) for account in (teacher, admin) if account}
    for account, browser in browsers.items():
        await sign_in(browser, account.username, account.password)
    lecture = await start_lecture(browsers[teacher], "Simulated class 1", browsers.get(admin))
    await transport.aclose()
    return lecture


def test_an_admin_lets_the_course_show_one_person(live_server: LiveServer) -> None:
    with own_teacher(patience_s=0) as teacher, own_admin() as admin:
        lecture = asyncio.run(begun(live_server.url, teacher, admin))
        assert ClassSession.objects.get(pk=lecture.session_id).minimum_group == 1
    assert not User.objects.exists()
    assert not Course.objects.exists()


def test_without_one_the_course_needs_the_usual_group(live_server: LiveServer) -> None:
    with own_teacher(patience_s=0) as teacher:
        lecture = asyncio.run(begun(live_server.url, teacher, None))
        assert ClassSession.objects.get(pk=lecture.session_id).minimum_group == 5
