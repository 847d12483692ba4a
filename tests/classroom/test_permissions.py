"""Every address of the product, asked by everybody: see permissions.py."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from classroom.reports.exports import FORMATS
from tests.classroom.cast import Cast, cast
from tests.classroom.permissions import (
    ACTORS,
    ADMIN,
    ANONYMOUS,
    CHANGES,
    MATRIX,
    STUDENT,
    TEACHER,
    WITHOUT_NAME,
    Address,
)

REFUSALS = (401, 403, 404)


def addresses(
    patterns: Iterable[URLPattern | URLResolver], namespace: str = "", route: str = ""
) -> Iterator[tuple[str, list[str]]]:
    """Every address by its full name, or by its route where it has none, and the names of its parameters."""
    for entry in patterns:
        path = route + str(entry.pattern)
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from addresses(entry.url_patterns, inner, path)
        else:
            yield namespace + entry.name if entry.name else path, list(entry.pattern.converters)


PARAMETERS = dict(addresses(get_resolver().url_patterns))
LINES = [(name, address) for table in (MATRIX, CHANGES) for name, address in sorted(table.items())]

__all__ = ["cast"]
pytestmark = pytest.mark.usefixtures("redis")


def answer_to(cast: Cast, actor: str, name: str, address: Address) -> HttpResponse:
    """Ask, and undo whatever the answer changed."""
    session = cast.ended if address.ended else cast.live
    arguments = [cast.values[argument] for argument in address.arguments]
    parameters = {"session_id": session.pk, "pk": cast.values["pk"], "file_format": "json"}
    needed = [] if arguments else [parameters[parameter] for parameter in PARAMETERS[name]]
    with transaction.atomic():
        response = getattr(cast.clients[actor], address.method)(reverse(name, args=arguments or needed))
        transaction.set_rollback(True)
    return response


def is_refused(response: HttpResponse, name: str) -> bool:
    """Refused with a status, or sent to a place where people begin."""
    if response.status_code in REFUSALS:
        return True
    places = {reverse(place) for place in ("sign_in", "join_by_code", "admin:login") if place != name}
    return response.status_code == 302 and response["Location"].split("?")[0] in places


def test_every_address_has_its_line() -> None:
    assert set(PARAMETERS) == set(MATRIX) | WITHOUT_NAME
    assert [name for name in CHANGES if MATRIX[name].method != "get"] == []


@pytest.mark.parametrize(("name", "address"), LINES, ids=[f"{name}-{address.method}" for name, address in LINES])
def test_only_those_named_get_in(cast: Cast, name: str, address: Address) -> None:
    let_in = {actor for actor in ACTORS if not is_refused(answer_to(cast, actor, name, address), name)}

    assert let_in == address.who


@pytest.mark.parametrize("actor", [ANONYMOUS, TEACHER, STUDENT])
def test_the_camera_may_be_used_on_the_participation_page_and_nowhere_else(cast: Cast, actor: str) -> None:
    """Whatever the answer is: the header tells the browser, and so whatever a page has been made to load."""
    pages = {name: address for name, address in MATRIX.items() if address.method == "get"}
    policies = {name: answer_to(cast, actor, name, page)["Permissions-Policy"] for name, page in pages.items()}
    allowing = {name for name, policy in policies.items() if "camera=()" not in policy.split(", ")}
    assert allowing == {"participate"}
    assert policies["participate"].split(", ").count("camera=(self)") == 1


# Of Django's own pages these show the same whatever the method; who asks to leave and is not in is sent to the first.
SHOWING_ANYWAY = {"admin:index", "admin:app_list", *(name for name in MATRIX if name.endswith("_history"))}
EXCEPTIONS = {*((name, "post") for name in SHOWING_ANYWAY), ("admin:logout", "get")}
WITH_LINE = {(name, address.method) for name, address in LINES}
WITHOUT_LINE = sorted(
    (name, method) for name in MATRIX for method in ("get", "post") if (name, method) not in WITH_LINE | EXCEPTIONS
)


@pytest.mark.parametrize(("name", "method"), WITHOUT_LINE)
def test_what_takes_a_method_has_a_line_for_it(cast: Cast, name: str, method: str) -> None:
    """Else nobody asks who may. Those who get in hear that there is no such method, not that it found nothing."""
    asked = replace(MATRIX[name], method=method)
    answers = {actor: answer_to(cast, actor, name, asked) for actor in ACTORS}
    known = {actor: answer for actor, answer in answers.items() if answer.status_code != 405}

    assert {actor for actor, answer in known.items() if not is_refused(answer, name)} == set()
    assert {
        actor for actor, answer in known.items() if actor in MATRIX[name].who and answer.status_code == 404
    } == set()


@pytest.mark.parametrize("method", ["put", "patch", "delete", "options"])
def test_no_address_knows_any_other_method(cast: Cast, method: str) -> None:
    """So nobody has to ask who may."""
    answers = {
        name: answer_to(cast, ADMIN, name, replace(address, method=method)).status_code
        for name, address in MATRIX.items()
    }

    assert {name for name, status in answers.items() if status != 405} == set()


@pytest.mark.parametrize("file_format", sorted(FORMATS))
def test_only_readers_of_a_report_get_it_as_a_file(cast: Cast, file_format: str) -> None:
    path = reverse("report_export", args=[cast.ended.pk, file_format])
    let_in = {actor for actor in ACTORS if cast.clients[actor].get(path).status_code == 200}

    assert let_in == MATRIX["report_export"].who
