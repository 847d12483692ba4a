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
    with redis_client().pipeline() as pipeline:  # one transaction: a counter without an end would lock the address out
        pipeline.set(_key(address), 0, ex=WINDOW_S, nx=True)
        pipeline.incr(_key(address))
        pipeline.execute()
