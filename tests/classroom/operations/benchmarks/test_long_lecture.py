"""A lecture that is replayed leaves buckets as a real one, and nothing behind."""

import pytest
import redis as redis_package

from classroom.operations.benchmarks.long_lecture import replay_lecture
from classroom.sessions.models import ClassSession


@pytest.mark.django_db(transaction=True)
def test_a_replayed_lecture_is_measured_as_it_grows(redis: redis_package.Redis) -> None:
    keys_before = set(redis.keys())
    rows = list(replay_lecture(6, (1, 3)))
    assert [(row["students"], row["minutes"]) for row in rows] == [(6, 1), (6, 3)]
    assert all(row["closing_a_bucket_ms"] > 0 and row["timeline_ms"] > 0 for row in rows)
    assert rows[1]["timeline_kb"] > rows[0]["timeline_kb"]
    assert not ClassSession.objects.exists()
    left = {key.partition(b":")[0] for key in set(redis.keys()) - keys_before}
    assert left <= {b"epoch", b"clock", b"viewed"}  # of no lecture; the latter goes after a while
