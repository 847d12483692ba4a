"""What a line of the log is about: the request or socket, the class session, the task. Never a person."""

import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from uuid import UUID

REQUEST: ContextVar[str] = ContextVar("request", default="")
SESSION: ContextVar[str] = ContextVar("session", default="")
TASK: ContextVar[str] = ContextVar("task", default="")

SUBJECTS = {"request": REQUEST, "session": SESSION, "task": TASK}
IDENTIFIER = re.compile(r"[A-Za-z0-9._-]{8,64}")
SESSION_IN_PATH = re.compile(r"/(?:sessions|participate|reports)/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/")


def new_identifier() -> str:
    return secrets.token_hex(8)


def identifier_from(header: str) -> str:
    """The identifier a proxy has given, or a new one when it gave none that could stand in a log."""
    return header if IDENTIFIER.fullmatch(header) else new_identifier()


def begin(*, request: str, path: str) -> None:
    """A request or socket begins. Each has a context of its own, so that nothing has to be taken back."""
    REQUEST.set(request)
    found = SESSION_IN_PATH.search(path)
    SESSION.set(found[1] if found else "")


@contextmanager
def about_session(session_id: UUID | str, caused_by: str | None = None) -> Iterator[None]:
    """What is logged in here is about this class session, and about the request that caused it where one is given."""
    session = SESSION.set(str(session_id))
    request = REQUEST.set(REQUEST.get() if caused_by is None else caused_by)
    try:
        yield
    finally:
        REQUEST.reset(request)
        SESSION.reset(session)


def present_subjects() -> dict[str, str]:
    """What is known about the line that is written now, by name."""
    return {name: value for name, variable in SUBJECTS.items() if (value := variable.get())}
