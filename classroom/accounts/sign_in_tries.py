"""Guessing passwords: who may try how often, and browsers that no stranger can lock out (docs/decisions/0010)."""

import secrets
import unicodedata
from datetime import timedelta
from hashlib import sha256

from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpRequest, HttpResponse

from classroom.accounts.models import User
from classroom.attempts import Counter, Limit
from classroom.client_address import client_network

WINDOW_S = 300
FROM_ONE_PLACE = Limit("sign-in-from-one-place", 10, WINDOW_S)  # one account: from an address, or in a known browser
FROM_ONE_ADDRESS = Limit("sign-in-from-one-address", 100, WINDOW_S)  # all accounts: a school has one address
FROM_EVERYWHERE = Limit("sign-in-from-everywhere", 50, WINDOW_S)  # one account: somebody may have many addresses

CODES = Limit("second-step", 5, 900)  # whoever tries them has the password

KNOWN_FOR = timedelta(days=180)
NONCE_BYTES = 12


def counters_of_sign_in(request: HttpRequest, username: str) -> tuple[Counter, ...]:
    """What a try to sign in is counted by, the narrowest first."""
    account, browser = _folded(username), _known_browser(request, username)
    if browser is not None:
        return (FROM_ONE_PLACE.of(account, browser),)
    address = client_network(request)
    return FROM_ONE_PLACE.of(account, address), FROM_ONE_ADDRESS.of(address), FROM_EVERYWHERE.of(account)


def counter_of_codes(request: HttpRequest, person: User) -> Counter:
    """What a try of a second step is counted by."""
    name = person.get_username()
    return CODES.of(_folded(name), _known_browser(request, name) or "")


def counter_of_passwords(request: HttpRequest, person: User) -> Counter:
    """What a password typed by somebody signed in is counted by, so that an open browser does not find it out."""
    return FROM_ONE_PLACE.of(_folded(person.get_username()), f"signed in {request.session.session_key}")


def remember_browser(response: HttpResponse, person: User) -> None:
    """Make this browser known to an account that has just shown in it that it is who it says."""
    name = person.get_username()
    response.set_cookie(
        _cookie_name(name),
        _signer(name).sign(secrets.token_urlsafe(NONCE_BYTES)),
        max_age=KNOWN_FOR,
        httponly=True,
        samesite="Lax",
        secure=settings.SECURE_TLS,
    )


def _known_browser(request: HttpRequest, username: str) -> str | None:
    """The random name of a browser in which this account has signed in before."""
    try:
        return _signer(username).unsign(request.COOKIES.get(_cookie_name(username), ""), max_age=KNOWN_FOR)
    except BadSignature:
        return None


def _signer(username: str) -> TimestampSigner:
    return TimestampSigner(salt=f"classroom.known-browser.{_folded(username)}")


def _cookie_name(username: str) -> str:
    return f"known-browser-{sha256(_folded(username).encode()).hexdigest()[:12]}"


def _folded(username: str) -> str:
    """One spelling for all that look alike, so that capitals do not make counters."""
    return unicodedata.normalize("NFKC", username.strip()).casefold()
