"""Guessing short codes: failed tries are counted by address, right ones never."""

from http import HTTPStatus

from django.utils.translation import gettext as _
from redis.exceptions import RedisError

from classroom.attempts import Limit, cannot_count, count_try, seconds_to_wait, when_to_try_again
from classroom.sessions.access import open_session_with_code
from classroom.sessions.models import ClassSession

WRONG_CODES = Limit("wrong-codes", 30, 60)  # in a lecture of 300, one in twenty may mistype and nobody waits


class CodeRefusedError(Exception):
    """No session for this code now; says why."""

    def __init__(self, sentence: str, status: HTTPStatus) -> None:
        super().__init__(sentence)
        self.status = status


def session_behind_code(code: str, address: str) -> ClassSession:
    """The open session with this short code.

    The counter is asked after the look-up: of many tries at once, those that come after the last allowed failure learn
    nothing, whether they were right or wrong.

    Raises:
        CodeRefusedError: there is none, this address has failed too often, or nobody can tell how often.
    """
    class_session = open_session_with_code(code)
    failures = WRONG_CODES.of(address)
    try:
        wait_s = seconds_to_wait(failures) if class_session else count_try(failures)
    except RedisError as error:
        raise CodeRefusedError(cannot_count(), HTTPStatus.SERVICE_UNAVAILABLE) from error
    if wait_s:
        sentence = _("Too many wrong codes from here. Use the link or the QR code, or wait.")
        raise CodeRefusedError(f"{sentence} {when_to_try_again(wait_s)}", HTTPStatus.TOO_MANY_REQUESTS)
    if class_session is None:
        sentence = _("No lecture has this code now. Check it, or ask your teacher for the link.")
        raise CodeRefusedError(sentence, HTTPStatus.BAD_REQUEST)
    return class_session
