"""Every address of the product, asked by everybody: see permissions.py."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from classroom.reports.exports import FORMATS
from tests.classroom.cast import Cast, cast
from tests.classroom.permissions import ACTORS, CHANGES, MATRIX, WITHOUT_NAME, Address

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


# Of Django's own pages these show the same whatever the method.
SHOWING_ANYWAY = {"admin:index", "admin:app_list", *(name for name in MATRIX if name.endswith("_history"))}
SHOWING = sorted(
    name
    for name, address in MATRIX.items()
    if address.method == "get" and name not in CHANGES and name not in SHOWING_ANYWAY
)


@pytest.mark.parametrize("name", SHOWING)
def test_what_takes_a_post_has_a_line_that_posts(cast: Cast, name: str) -> None:
    """Else nobody asks who may: a page that only shows refuses the method, whoever asks."""
    posting = replace(MATRIX[name], method="post")
    answers = {actor: answer_to(cast, actor, name, posting) for actor in ACTORS}
    taken_from = {
        actor for actor, answer in answers.items() if answer.status_code != 405 and not is_refused(answer, name)
    }

    assert taken_from == set()


@pytest.mark.parametrize("file_format", sorted(FORMATS))
def test_only_readers_of_a_report_get_it_as_a_file(cast: Cast, file_format: str) -> None:
    path = reverse("report_export", args=[cast.ended.pk, file_format])
    let_in = {actor for actor in ACTORS if cast.clients[actor].get(path).status_code == 200}

    assert let_in == MATRIX["report_export"].who
