"""Guessing short codes: failed tries are counted per address, successful ones never."""

from hashlib import sha256

from classroom.connections import redis_client

FAILED_TRIES = 10
WINDOW_S = 60


def _key(address: str) -> str:
    return f"failed-codes:{sha256(address.encode()).hexdigest()[:16]}"


def may_try(address: str) -> bool:
    """Whether this address has failed tries left. Raises RedisError when nobody can tell."""
    return int(redis_client().get(_key(address)) or 0) < FAILED_TRIES


def note_failed_try(address: str) -> None:
    client = redis_client()
    if client.incr(_key(address)) == 1:
        client.expire(_key(address), WINDOW_S)
