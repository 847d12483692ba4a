"""Redis stays within its memory at ten times the load, and gives up pictures before anything that counts."""

import asyncio
import os
from collections.abc import Iterator
from uuid import uuid4

import pytest
import redis as redis_package
from django.utils import timezone

from classroom.connections import async_redis_client, close_async_redis_client
from classroom.live import frames, heartbeats, nudges, pace_keeping
from classroom.live.frames import Frame, FrameHeader, put_frame
from classroom.timelines.window import OpenWindow, Outcome, current_epoch

STUDENTS = 60
TIMES = 10
ROOM_BYTES = 3_000_000
PICTURE_BYTES = 15_000  # so 600 of them have 9 MB
NEUTRAL = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0)


@pytest.fixture
def small_redis(redis: redis_package.Redis) -> Iterator[redis_package.Redis]:
    """The real Redis under the product's policy, with room for a fifth of the class's pictures."""
    before = redis.config_get("maxmemory")["maxmemory"]
    redis.config_set("maxmemory", redis.info("memory")["used_memory"] + ROOM_BYTES)
    yield redis
    redis.config_set("maxmemory", before)


def frame_of(person: str, session: str) -> Frame:
    header = FrameHeader(
        session_id=session,
        participation_id=person,
        sequence=1,
        started_at=0.0,
        bucket_s=15,
        reply_to="nobody",
        received_at=0.0,
    )
    return Frame(header, os.urandom(PICTURE_BYTES))


async def send(people: list[str], session: str) -> None:
    client = async_redis_client()
    for start in range(0, len(people), 5):
        await asyncio.gather(*(put_frame(client, frame_of(person, session)) for person in people[start : start + 5]))
    await close_async_redis_client()


def test_the_products_redis_evicts_by_what_is_left_of_a_life(redis: redis_package.Redis) -> None:
    assert redis.config_get("maxmemory-policy")["maxmemory-policy"] == "volatile-ttl"
    assert int(redis.config_get("maxmemory")["maxmemory"]) > 0


def test_at_ten_times_the_load_pictures_go_and_figures_stay(small_redis: redis_package.Redis) -> None:
    session, people = str(uuid4()), [str(uuid4()) for _student in range(STUDENTS)]
    window, epoch = OpenWindow(small_redis, session), current_epoch(small_redis)
    for number, person in enumerate(people):
        window.add(person, 0, Outcome(NEUTRAL, 0.5), number)
        small_redis.zadd(f"present:{session}", {person: number})
        heartbeats.beat("frame_worker")
    kept = set(small_redis.keys())

    asyncio.run(send([str(uuid4()) for _student in range(TIMES * STUDENTS)], session))

    memory = small_redis.info("memory")
    assert memory["used_memory"] < 1.1 * memory["maxmemory"]
    assert small_redis.info("stats")["evicted_keys"] > 0
    assert kept <= set(small_redis.keys())
    assert len(window.read(0)) == STUDENTS
    assert current_epoch(small_redis) == epoch
    assert small_redis.keys("frame:*")


def test_without_pictures_heartbeats_and_pace_are_given_up_before_figures(redis: redis_package.Redis) -> None:
    session, person = str(uuid4()), str(uuid4())
    asyncio.run(send([person], session))
    heartbeats.beat("frame_worker")
    pace_keeping.keep_pace(redis, [], timezone.now())
    window = OpenWindow(redis, session)
    window.add(person, 0, Outcome(NEUTRAL, 0.5), 1)
    window.refuse_late_frames(-1)
    window.forget(uuid4())
    figures = [f"window:{session}:0", f"windows:{session}", f"closed:{session}", *redis.keys("withdrawn:*")]
    given_up_first = [redis.ttl(key) for key in (f"frame:{person}", "alive:frame_worker", "pace")]
    assert given_up_first == sorted(set(given_up_first))
    assert given_up_first[-1] < min(redis.ttl(key) for key in figures)


async def test_without_workers_the_queue_does_not_grow_for_ever(
    redis: redis_package.Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(frames, "MOST_WAITING", 3)
    client, session = async_redis_client(), str(uuid4())
    people = [str(uuid4()) for _student in range(3)]
    for person in people:
        await put_frame(client, frame_of(person, session))
    with pytest.raises(nudges.NudgeError):
        await put_frame(client, frame_of(str(uuid4()), session))
    await put_frame(client, frame_of(people[0], session))  # a newer frame takes no more room
    assert redis.zcard(frames.WAITING_KEY) == 3
    await close_async_redis_client()
