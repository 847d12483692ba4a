"""How a record becomes a line: as text or as JSON, one line an event, with what it is about."""

import logging
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import kombu.exceptions
import redis.exceptions
from django.conf import settings
from django.db import InterfaceError, OperationalError
from pythonjsonlogger.json import JsonFormatter

from classroom.watching.subjects import present_subjects

CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
SERVER_AWAY = (
    *(redis.exceptions.ConnectionError, redis.exceptions.TimeoutError, kombu.exceptions.OperationalError),
    *(InterfaceError, ConnectionError, TimeoutError),
)
CONNECTION_CLASSES = ("08", "57P")  # of SQLSTATE: connection exceptions and shutdowns; none at all: not connected


class ShortOutages(logging.Filter):
    """Leaves out the traceback where a server is away: it always shows the same way through libraries."""

    def filter(self, record: logging.LogRecord) -> bool:
        error = record.exc_info[1] if isinstance(record.exc_info, tuple) else None
        if error is not None and any(is_outage(cause) for cause in _causes(error)):
            record.msg, record.args = _with_error(record.getMessage(), error), ()
            record.exc_info = record.exc_text = None
        return True


def is_outage(error: BaseException) -> bool:
    """Whether it says that Redis or PostgreSQL cannot be reached; what it objected to is another matter."""
    if isinstance(error, OperationalError):
        state = getattr(error.__cause__, "sqlstate", None)
        return state is None or state.startswith(CONNECTION_CLASSES)
    return isinstance(error, SERVER_AWAY)


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """What an error was raised from; beat wraps what it meets without saying so."""
    while error is not None:
        yield error
        error = error.__cause__ or (error.__context__ if type(error).__module__ == "celery.beat" else None)


def _with_error(message: str, error: BaseException) -> str:
    """The first line of a message, naming the error if it does not do so by itself."""
    first_line = message.partition("\n")[0]
    if type(error).__name__ in first_line or str(error) in first_line:
        return first_line
    return f"{first_line} ({type(error).__name__}: {str(error).strip().partition(chr(10))[0]})"


class Described(logging.Filter):
    """Gives a record the part of the product and what it is about; makes one line of its message.

    The lines of a traceback are indented: what an error quotes cannot pass for an event of its own.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = CONTROL.sub(" ", record.getMessage()), ()
        if record.exc_text:
            lines = record.exc_text.split("\n")
            record.exc_text = "\n".join(f"  {CONTROL.sub(' ', line)}" for line in lines)
        record.subjects = ({"part": settings.PART} if settings.PART else {}) | present_subjects()
        return True


class LineFormatter(logging.Formatter):
    """Text for a person: time, level, logger, message, then what it is about."""

    def __init__(self) -> None:
        super().__init__("{asctime} {levelname} {name} {message}", style="{")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 (logging's own name)
        about = {name: value for name, value in subjects_of(record).items() if name != "part"}
        text = " ".join(f"{name}={value}" for name, value in about.items())
        return super().formatMessage(record) + (f" [{text}]" if text else "")


class JsonLineFormatter(JsonFormatter):
    """One JSON object a line. What libraries attach to their records (requests, arguments) is left out."""

    def add_fields(self, log_data: dict[str, Any], record: logging.LogRecord, message_dict: dict[str, Any]) -> None:
        log_data |= {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.message,
            **subjects_of(record),
        }
        if "exc_info" in message_dict:
            log_data["traceback"] = message_dict["exc_info"]


def subjects_of(record: logging.LogRecord) -> dict[str, str]:
    subjects: dict[str, str] = getattr(record, "subjects", {})
    return subjects
