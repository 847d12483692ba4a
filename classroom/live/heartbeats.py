"""Which parts of the product are alive: each notes it in Redis every few seconds, /readyz reads it."""

import logging

from redis.exceptions import RedisError

from classroom.connections import redis_client

logger = logging.getLogger(__name__)

TTL_S = 15
PARTS = ("frame_worker", "general_worker", "beat")
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


def living_parts() -> dict[str, bool]:
    """Whether each part was heard of in the last seconds.

    Raises:
        RedisError: Redis is out of reach.
    """
    answers = redis_client().mget([f"alive:{part}" for part in PARTS])
    return {part: answer is not None for part, answer in zip(PARTS, answers, strict=True)}
