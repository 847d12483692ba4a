"""Somebody whose password was right and whose second step is still to come. Nobody is signed in before it."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.utils import timezone

from classroom.accounts.models import User

KEY = "half_signed_in"
LIFE_S = 600


@dataclass(frozen=True)
class HalfSignedIn:
    """Who waits for the second step, and where they want to go."""

    person: User
    next_page: str


def wait_for_second_step(request: HttpRequest, person: User, next_page: str) -> None:
    """Remember the right password for ten minutes, in a session that stands for nobody yet."""
    request.session.flush()
    request.session[KEY] = {
        "person": person.pk,
        "password": person.get_session_auth_hash(),
        "next_page": next_page,
        "until": timezone.now().timestamp() + LIFE_S,
    }


def half_signed_in(request: HttpRequest) -> HalfSignedIn | None:
    """Who waits in this browser; None when nobody does, it took too long, or account or password have changed."""
    kept = request.session.get(KEY)
    if kept is None or kept["until"] < timezone.now().timestamp():
        return None
    person = User.objects.filter(pk=kept["person"], is_active=True).first()
    if person is None or person.get_session_auth_hash() != kept["password"]:
        return None
    return HalfSignedIn(person, kept["next_page"])


def forget_half_signed_in(request: HttpRequest) -> None:
    request.session.pop(KEY, None)
