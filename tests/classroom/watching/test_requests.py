"""Identifiers of requests, sockets and tasks."""

import asyncio
import logging
from types import SimpleNamespace

import pytest
from celery.app.task import Context
from celery.signals import setup_logging
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from classroom.watching.metrics import REGISTRY
from classroom.watching.requests import IdentifiedSockets, RequestIdentifierMiddleware
from classroom.watching.subjects import begin, present_subjects
from classroom.watching.tasks import begin_task, end_task, say_who_asked

SESSION_ID = "0f0e0d0c-0000-4000-8000-000000000001"


def test_a_proxys_identifier_is_kept(client: Client) -> None:
    assert client.get(reverse("healthz"), headers={"X-Request-ID": "proxy-1234"})["X-Request-ID"] == "proxy-1234"


@pytest.mark.parametrize("strange", ["", "short", "x" * 65, "two words here", "line\nline-two", "ümlaut-äöü"])
def test_anything_else_is_replaced_by_one_of_our_own(client: Client, strange: str) -> None:
    given = client.get(reverse("healthz"), headers={"X-Request-ID": strange})["X-Request-ID"]
    assert given != strange
    assert len(given) == 16


async def test_a_view_runs_under_the_identifier_of_its_request() -> None:
    seen: list[dict[str, str]] = []

    async def view(_request: HttpRequest) -> HttpResponse:
        seen.append(present_subjects())
        return HttpResponse()

    request = RequestFactory().get(f"/sessions/{SESSION_ID}/live/", headers={"X-Request-ID": "proxy-1234"})
    await RequestIdentifierMiddleware(view)(request)
    assert seen == [{"request": "proxy-1234", "session": SESSION_ID}]


def test_answers_are_counted_by_their_kind_those_to_probes_are_not(client: Client, db: None) -> None:
    before = REGISTRY.get_sample_value("classpulse_http_responses_total", {"status": "4xx"}) or 0
    client.get("/no-such-page/")
    client.post(reverse("metrics"))
    assert REGISTRY.get_sample_value("classpulse_http_responses_total", {"status": "4xx"}) == before + 1


async def test_a_socket_has_an_identifier_and_a_session() -> None:
    seen: list[dict[str, str]] = []

    async def application(_scope: object, _receive: object, _send: object) -> None:
        seen.append(present_subjects())

    for _ in range(2):
        scope = {"path": f"/ws/participate/{SESSION_ID}/"}
        await asyncio.create_task(IdentifiedSockets(application)(scope, None, None))
    first, second = seen
    assert first["session"] == second["session"] == SESSION_ID
    assert first["request"] != second["request"]


def test_a_message_to_a_worker_says_who_asked_and_when() -> None:
    begin(request="proxy-1234", path="/")
    headers: dict[str, object] = {}
    say_who_asked(headers=headers)
    assert headers["caused_by"] == "proxy-1234"
    assert isinstance(headers["sent_at"], float)


def test_a_task_knows_the_request_that_caused_it_and_forgets_it() -> None:
    task = SimpleNamespace(name="live.flush_sessions", request=Context({"caused_by": "proxy-1234"}))
    begin_task(task_id="77", task=task)
    assert present_subjects() == {"request": "proxy-1234", "task": "live.flush_sessions[77]"}
    end_task()
    assert present_subjects() == {}


def test_celery_leaves_the_log_as_it_is() -> None:
    before = list(logging.getLogger().handlers)
    assert before
    heard = setup_logging.send(sender=None, loglevel="DEBUG")
    assert heard  # with a listener Celery sets nothing up by itself
    assert logging.getLogger().handlers == before
