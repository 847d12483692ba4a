"""Whose login a socket came with. It is only read: to renew or end it takes a page, whose answer can carry a cookie.

Channels' own way ends every login that was signed with an older key, also while that key still counts.
"""

from importlib import import_module

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, load_backend
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.base import SessionBase
from django.utils.crypto import constant_time_compare

from classroom.accounts.models import User

SessionStore = import_module(settings.SESSION_ENGINE).SessionStore


def login_exists(session_key: str | None) -> bool:
    """Whether there is such a login still; signing out ends it, and a page renews it under another key."""
    return session_key is not None and bool(SessionStore().exists(session_key))


def person_of(session_key: str | None) -> User | AnonymousUser:
    """Whose login it is now; nobody's when it ended, the password changed or the account may not sign in any more."""
    login = SessionStore(session_key)
    backend = login.get(BACKEND_SESSION_KEY)
    if backend not in settings.AUTHENTICATION_BACKENDS:
        return AnonymousUser()
    person = load_backend(backend).get_user(login[SESSION_KEY])
    return person if isinstance(person, User) and _is_signed_for(login, person) else AnonymousUser()


def _is_signed_for(login: SessionBase, person: User) -> bool:
    signature = login.get(HASH_SESSION_KEY, "")
    valid = (person.get_session_auth_hash(), *person.get_session_auth_fallback_hash())
    return any(constant_time_compare(signature, one) for one in valid)
