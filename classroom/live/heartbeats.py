"""Which parts of the product are alive: each notes it in Redis every few seconds, /readyz reads it."""

import logging

from redis.exceptions import RedisError, ResponseError

from classroom.connections import redis_client, text_of

logger = logging.getLogger(__name__)

TTL_S = 15
KEEPS_NOTHING = {"save": "", "appendonly": "no"}
PARTS = ("frame_worker", "model", "general_worker", "beat")
WORKER_PARTS = {"frames": "frame_worker", "general": "general_worker"}


def part_of_worker(worker_name: str) -> str:
    """The part a Celery worker plays, by the name before its @."""
    return WORKER_PARTS.get(worker_name.partition("@")[0], "")


def is_frame_worker(worker_name: str) -> bool:
    return part_of_worker(worker_name) == "frame_worker"


def beat(part: str) -> None:
    if not part:
        return
    try:
        redis_client().set(f"alive:{part}", 1, ex=TTL_S)
    except (RedisError, OSError):
        logger.warning("the heartbeat of %s was lost: Redis is out of reach", part)


def redis_forgets() -> bool:
    """Whether Redis keeps nothing on disk, where frames would be at rest. A Redis that will not say is believed.

    Raises:
        RedisError: Redis is out of reach.
    """
    try:
        return all(_setting(name) == off for name, off in KEEPS_NOTHING.items())
    except ResponseError:
        logger.warning("Redis does not tell whether it persists; frames must not be at rest: see docs/operations.md")
        return True


def _setting(name: str) -> str:
    """A setting of Redis; asked for one by one, because servers before 7 take no more."""
    (value,) = redis_client().config_get(name).values()
    return text_of(value or "")


def living_parts() -> dict[str, bool]:
    """Whether each part was heard of in the last seconds.

    Raises:
        RedisError: Redis is out of reach.
    """
    answers = redis_client().mget([f"alive:{part}" for part in PARTS])
    return {part: answer is not None for part, answer in zip(PARTS, answers, strict=True)}
