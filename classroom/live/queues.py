"""What waits in the broker: how much, and for how long already."""

import json

import redis

QUEUES = ("frames", "general")


def queue_length(client: redis.Redis, queue: str) -> int:
    return int(client.llen(queue))


def queue_age_s(client: redis.Redis, queue: str, now: float) -> float:
    """How long the oldest message has waited; 0 when none does, or when it does not say since when.

    Celery's transport puts messages in at the left and takes them out at the right. `sent_at` is written into each by
    `watching/tasks.py`.
    """
    oldest = client.lindex(queue, -1)
    if not oldest:
        return 0.0
    sent_at = json.loads(oldest)["headers"].get("sent_at")
    return 0.0 if sent_at is None else max(0.0, now - float(sent_at))
