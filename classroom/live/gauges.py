"""The numbers that nobody counts because they can be asked for: queues, parts, sessions, erasures."""

import time
from collections.abc import Iterator
from datetime import datetime

from django.db import DatabaseError
from django.utils import timezone
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from redis.exceptions import RedisError

from classroom.connections import redis_client
from classroom.live import health, heartbeats, pace_keeping, pacing
from classroom.live.queues import QUEUES, queue_age_s, queue_length
from classroom.privacy.selectors import outstanding_erasures
from classroom.sessions.selectors import count_open_sessions
from classroom.watching.exposition import numbers


class Servers(Collector):
    """Asks Redis and PostgreSQL now; one that does not answer is a number itself."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        up = GaugeMetricFamily("classpulse_server_up", "1 when a server answers.", labels=["server"])
        families: list[GaugeMetricFamily] = []
        for server, ask in (("redis", _ask_redis), ("database", _ask_database)):
            try:
                families += ask()
                up.add_metric([server], 1)
            except (RedisError, DatabaseError, OSError):
                up.add_metric([server], 0)
        yield from (up, *families)


def all_numbers() -> bytes:
    """What the web part shows: everything counted on this machine, and what its servers say."""
    return numbers([Servers()])


def _ask_redis() -> list[GaugeMetricFamily]:
    client, now = redis_client(), time.time()
    length = GaugeMetricFamily("classpulse_queue_length", "Messages that wait for a worker.", labels=["queue"])
    age = GaugeMetricFamily(
        "classpulse_queue_age_seconds", "How long the oldest message of a queue has waited.", labels=["queue"]
    )
    for queue in QUEUES:
        length.add_metric([queue], queue_length(client, queue))
        age.add_metric([queue], queue_age_s(client, queue, now))
    alive = GaugeMetricFamily("classpulse_part_up", "1 when a part was heard of in the last seconds.", labels=["part"])
    for part, lives in heartbeats.living_parts().items():
        alive.add_metric([part], lives)
    interval_s = pacing.interval_ms(pace_keeping.gap_now_ms(client)) / 1000
    interval = GaugeMetricFamily(
        "classpulse_camera_interval_seconds", "The interval that cameras are told.", value=interval_s
    )
    late = GaugeMetricFamily(
        "classpulse_web_late_seconds",
        "How late web processes do what is due.",
        value=pace_keeping.web_lateness_s(client),
    )
    used = client.info("memory")["used_memory"]
    memory = GaugeMetricFamily("classpulse_redis_memory_bytes", "Memory that Redis uses for its data.", value=used)
    return [length, age, alive, interval, late, memory]


def _ask_database() -> list[GaugeMetricFamily]:
    if not health.database_answers():  # a pool would let us wait
        raise DatabaseError("the database is out of reach")
    sessions = GaugeMetricFamily("classpulse_sessions_open", "Class sessions that run or rest.", labels=["status"])
    for status, count in count_open_sessions().items():
        sessions.add_metric([status], count)
    requests = list(outstanding_erasures())
    erasures = GaugeMetricFamily(
        "classpulse_erasures_outstanding", "Erasures that are not complete yet.", value=len(requests)
    )
    oldest = GaugeMetricFamily(
        "classpulse_erasure_oldest_seconds",
        "How long the oldest of them has waited.",
        value=_age_s(requests[0].requested_at) if requests else 0.0,
    )
    return [sessions, erasures, oldest]


def _age_s(moment: datetime) -> float:
    return max(0.0, (timezone.now() - moment).total_seconds())
