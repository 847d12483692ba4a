"""What a line of the log says, and what it never says."""

import json
import logging
import logging.config
from collections.abc import Callable, Iterator
from io import StringIO

import pytest
import redis.exceptions
from celery.beat import SchedulingError
from django.conf import settings as product_settings
from django.db import IntegrityError, OperationalError

from classroom.watching import subjects
from classroom.watching.logs import is_outage

Written = Callable[[], str]


@pytest.fixture
def log(request: pytest.FixtureRequest) -> Iterator[logging.Logger]:
    """A logger that writes as the product does, in the format of the test's parameter."""
    stream, name = StringIO(), "test of the log"
    console = product_settings.LOGGING["handlers"]["console"] | {"stream": stream, "formatter": request.param}
    loggers = {name: {"handlers": ["console"], "propagate": False}}
    parts = {"version": 1, "disable_existing_loggers": False, "handlers": {"console": console}, "loggers": loggers}
    logging.config.dictConfig(product_settings.LOGGING | parts | {"root": {}})
    logger = logging.getLogger(name)
    logger.stream = stream
    yield logger
    logger.handlers.clear()


as_json = pytest.mark.parametrize("log", ["json"], indirect=True)
as_lines = pytest.mark.parametrize("log", ["line"], indirect=True)
as_both = pytest.mark.parametrize("log", ["line", "json"], indirect=True)


def written(log: logging.Logger) -> str:
    return log.stream.getvalue()


def raised(error: Exception, cause: Exception | None = None) -> Exception:
    """The error with a traceback, as if a library had raised it."""
    try:
        raise error from cause
    except type(error) as caught:
        return caught


@as_json
def test_an_event_is_one_json_object_with_what_it_is_about(log: logging.Logger) -> None:
    with subjects.about_session("0f0e0d0c-0000-4000-8000-000000000001"):
        log.warning("%d frames were dropped", 3)
    line = json.loads(written(log))
    assert (line["level"], line["message"]) == ("WARNING", "3 frames were dropped")
    assert line["session"] == "0f0e0d0c-0000-4000-8000-000000000001"
    assert line["time"].endswith("+00:00")


@as_lines
def test_a_line_ends_with_what_it_is_about(log: logging.Logger) -> None:
    with subjects.about_session("a-session"):
        log.warning("hello")
    assert written(log).endswith("WARNING test of the log hello [session=a-session]\n")


@as_lines
def test_a_line_about_nothing_in_particular_says_nothing_more(log: logging.Logger) -> None:
    log.warning("hello")
    assert written(log).endswith(" hello\n")


@as_json
def test_what_libraries_attach_to_their_records_is_left_out(log: logging.Logger) -> None:
    log.error("Not Found", extra={"request": "GET /join/SECRET/", "data": {"args": "a participation"}})
    assert set(json.loads(written(log))) == {"time", "level", "logger", "message"}


@as_both
def test_nobody_can_write_a_second_line_through_a_message(log: logging.Logger) -> None:
    log.warning("Not Found: %s", "/x\n2026-01-01 INFO root all is well\r\x1b[2J")
    assert len(written(log).splitlines()) == 1
    assert "\x1b" not in written(log)


@as_lines
def test_nobody_can_write_an_event_through_an_error(log: logging.Logger) -> None:
    error = raised(ValueError("no such page: /x\n2026-01-01 INFO root all is well\r2026-01-02 INFO root\x1b[2J"))
    log.error("Internal Server Error", exc_info=error)
    event, *traceback = written(log).split("\n")[:-1]
    assert "Internal Server Error" in event
    assert traceback
    assert all(line.startswith("  ") for line in traceback)
    assert "\x1b" not in written(log)
    assert "\r" not in written(log)


@as_both
@pytest.mark.parametrize(
    "detail", ["Key (username)=(cleopatra) already exists.", "Failing row contains (7, Cleo\n\ncleopatra, 2026)."]
)
def test_what_the_database_quotes_of_a_row_is_not_written(log: logging.Logger, detail: str) -> None:
    cause = raised(ValueError(f"duplicate key value violates a constraint\nDETAIL:  {detail}"))
    error = raised(IntegrityError(*cause.args), cause)
    log.error("not kept: %s", error, exc_info=error)
    assert "cleopatra" not in written(log)
    assert "violates a constraint" in written(log)
    assert "The above exception was the direct cause" in written(log)


@as_both
def test_a_traceback_is_kept_and_its_secrets_are_not(log: logging.Logger) -> None:
    log.error("Internal Server Error: /join/SECRET/", exc_info=raised(ValueError("no such page: /r/SECRET/withdraw/")))
    assert "Traceback" in written(log)
    assert "ValueError: no such page: /r/***/withdraw/" in written(log)
    assert "SECRET" not in written(log)


@as_both
@pytest.mark.parametrize(
    "error",
    [
        redis.exceptions.ConnectionError("Error 111 connecting to redis:6379"),
        OperationalError("connection failed\n\tIs the server running?"),
        ConnectionRefusedError(111, "Connection refused"),
    ],
)
def test_a_server_that_is_away_is_one_line(log: logging.Logger, error: Exception) -> None:
    log.error("Message Error: %s\n%s", error, ["a stack", "of many lines"], exc_info=raised(error))
    assert len(written(log).splitlines()) == 1
    assert "Message Error" in written(log)
    assert str(error).partition("\n")[0] in written(log)
    assert "Traceback" not in written(log)


@as_both
def test_an_error_because_a_server_is_away_is_one_line_too(log: logging.Logger) -> None:
    log.error("failed", exc_info=raised(RuntimeError("no seat"), redis.exceptions.ConnectionError("Error 111")))
    assert len(written(log).splitlines()) == 1


@as_both
def test_what_beat_cannot_send_is_one_line(log: logging.Logger) -> None:
    try:
        raise raised(redis.exceptions.ConnectionError("Error 111"))
    except redis.exceptions.ConnectionError:
        error = raised(SchedulingError("Couldn't apply scheduled task flush: Error 111"))
    log.error("Message Error: %s\n%s", error, ["a stack"], exc_info=error)
    assert len(written(log).splitlines()) == 1
    assert "Couldn't apply scheduled task flush: Error 111" in written(log)


def test_what_a_database_objects_to_is_no_outage() -> None:
    deadlock, refused = OperationalError("deadlock detected"), OperationalError("the connection is closed")
    deadlock.__cause__, refused.__cause__ = Exception(), Exception()
    deadlock.__cause__.sqlstate, refused.__cause__.sqlstate = "40P01", "57P01"
    assert not is_outage(deadlock)
    assert is_outage(refused)
    assert not is_outage(IntegrityError("duplicate key"))
    assert not is_outage(redis.exceptions.ResponseError("unknown command"))
