"""Every address of the product, asked by everybody: see permissions.py."""

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.urls import get_resolver, reverse

from tests.classroom.cast import Cast, cast
from tests.classroom.permissions import ACTORS, MATRIX

REFUSALS = (401, 403, 404)
NAMES = sorted({pattern.name for pattern in get_resolver().url_patterns if getattr(pattern, "name", None)})

__all__ = ["cast"]
pytestmark = pytest.mark.usefixtures("redis")


def answer_to(cast: Cast, actor: str, name: str) -> HttpResponse:
    """Ask, and undo whatever the answer changed."""
    address = MATRIX[name]
    session = cast.ended if address.ended else cast.live
    arguments = [cast.values[argument] for argument in address.arguments]
    parameters = {"session_id": session.pk, "pk": cast.values["pk"], "file_format": "json"}
    needed = [] if arguments else [parameters[parameter] for parameter in _parameters(name)]
    with transaction.atomic():
        response = getattr(cast.clients[actor], address.method)(reverse(name, args=arguments or needed))
        transaction.set_rollback(True)
    return response


def _parameters(name: str) -> list[str]:
    pattern = next(entry for entry in get_resolver().url_patterns if getattr(entry, "name", None) == name)
    return list(pattern.pattern.converters)


def is_refused(response: HttpResponse, name: str) -> bool:
    """Refused with a status, or sent to the place where everybody starts."""
    if response.status_code in REFUSALS:
        return True
    places = {reverse("sign_in"), reverse("join_by_code")} - {reverse(name) if not _parameters(name) else ""}
    return response.status_code == 302 and response["Location"].split("?")[0] in places


def test_every_address_has_its_line() -> None:
    assert set(MATRIX) == set(NAMES)


@pytest.mark.parametrize("name", sorted(MATRIX))
def test_only_those_named_get_in(cast: Cast, name: str) -> None:
    let_in = {actor for actor in ACTORS if not is_refused(answer_to(cast, actor, name), name)}

    assert let_in == MATRIX[name].who
