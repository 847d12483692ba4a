"""Who saw what, noted once for each login: pages are loaded again, sockets come back, and each row is a transaction."""

from django.utils.crypto import salted_hmac
from redis.exceptions import RedisError

from classroom.connections import redis_client
from classroom.privacy.audit import record_audit

NOTED_S = 24 * 3600
HASH_LETTERS = 24


def record_view(*, login: str | None, actor: str, action: str, target: str) -> None:
    """Write a row of the log, unless this login has one for the same thing that is not older than a day.

    Redis remembers which there are, under hashes. While it is out of reach, every view is written down.

    Args:
        login: the key of the login session.
    """
    key = _key(str(login), action, target)
    if _is_noted(key):
        return
    record_audit(actor=actor, action=action, target=target)
    _note(key)


def _key(*names: str) -> str:
    hashed = salted_hmac("classroom.privacy.noted_views", repr(names), algorithm="sha256").hexdigest()
    return f"viewed:{hashed[:HASH_LETTERS]}"


def _is_noted(key: str) -> bool:
    try:
        return bool(redis_client().exists(key))
    except (RedisError, OSError):
        return False


def _note(key: str) -> None:
    try:
        redis_client().set(key, 1, ex=NOTED_S)
    except (RedisError, OSError):
        return  # the next view is written down as well
