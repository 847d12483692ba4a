"""What waits for the workers: how much, and for how long already. Of frames the frames themselves, not the nudges."""

import json

import redis

from classroom.live import nudges
from classroom.live.frames import WAITING_KEY

QUEUES = (nudges.QUEUE, "general")


def queue_length(client: redis.Redis, queue: str) -> int:
    return int(client.zcard(WAITING_KEY) if queue == nudges.QUEUE else client.llen(queue))


def queue_age_s(client: redis.Redis, queue: str, now: float) -> float:
    """How long the oldest has waited; 0 when nothing waits, or when it does not say since when."""
    since = _first_frame_at(client) if queue == nudges.QUEUE else _first_message_at(client, queue)
    return 0.0 if since is None else max(0.0, now - since)


def _first_frame_at(client: redis.Redis) -> float | None:
    first = client.zrange(WAITING_KEY, 0, 0, withscores=True)
    return float(first[0][1]) if first else None


def _first_message_at(client: redis.Redis, queue: str) -> float | None:
    """Since when the first message of Celery has waited.

    Its transport puts messages in at the left and takes them out at the right. `sent_at` is written into each by
    `watching/tasks.py`.
    """
    oldest = client.lindex(queue, -1)
    sent_at = json.loads(oldest)["headers"].get("sent_at") if oldest else None
    return None if sent_at is None else float(sent_at)
