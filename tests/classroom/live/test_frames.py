"""Who waits for a frame worker, whose turn it is, and when a worker has to be nudged."""

import time
from uuid import uuid4

import pytest
import redis as redis_package

from classroom.connections import async_redis_client, close_async_redis_client
from classroom.live import frames
from classroom.live.frames import WAITING_KEY, Frame, FrameHeader, delete_frames, put_frame, take_frame
from classroom.live.nudges import QUEUE
from classroom.watching.metrics import FRAMES_LEFT_OUT, LeftOut

ADA, BEN = str(uuid4()), str(uuid4())


async def send(person: str, sequence: int = 1, received_at: float = 0.0) -> bool:
    header = FrameHeader(str(uuid4()), person, sequence, time.time(), 15, "nobody", received_at or time.time())
    is_due = await put_frame(async_redis_client(), Frame(header, b"jpeg"))
    await close_async_redis_client()
    return is_due


async def test_whoever_waits_longest_is_first_and_a_newer_frame_keeps_the_place(redis: redis_package.Redis) -> None:
    now = time.time()
    for person, sequence, after_s in ((ADA, 1, 0), (BEN, 1, 1), (ADA, 2, 2)):
        await send(person, sequence, now + after_s)
    taken = [take_frame(redis), take_frame(redis)]
    assert [(turn.frame.header.participation_id, turn.frame.header.sequence) for turn in taken] == [(ADA, 2), (BEN, 1)]
    assert taken[0].waiting_since == pytest.approx(now)
    assert take_frame(redis) is None


async def test_a_frame_that_a_newer_one_replaces_is_counted(redis: redis_package.Redis) -> None:
    replaced = FRAMES_LEFT_OUT.labels(LeftOut.REPLACED)._value
    before = replaced.get()
    await send(ADA)
    assert replaced.get() == before
    await send(ADA)
    assert replaced.get() == before + 1


async def test_a_worker_is_nudged_when_fewer_nudges_wait_than_frames_need(
    redis: redis_package.Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(frames, "MOST_AT_ONCE", 2)
    assert await send(ADA)
    redis.lpush(QUEUE, "a nudge")
    assert not await send(BEN)
    assert not await send(BEN), "it has its turn already"
    assert await send(str(uuid4()))


async def test_a_nudge_that_was_taken_counts_no_more(redis: redis_package.Redis) -> None:
    redis.lpush(QUEUE, "a nudge")
    assert not await send(ADA)
    redis.rpop(QUEUE)
    assert await send(BEN)


async def test_deleted_frames_have_no_turn(redis: redis_package.Redis) -> None:
    for person in (ADA, BEN):
        await send(person)
    delete_frames(redis, [])
    assert redis.zcard(WAITING_KEY) == 2
    delete_frames(redis, [ADA, BEN])
    assert redis.exists(WAITING_KEY) == 0
    assert take_frame(redis) is None
