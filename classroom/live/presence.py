"""Who is there: students' sockets and dashboards, by when they were last seen, in Redis."""

from datetime import UTC, datetime
from uuid import UUID

import redis
import redis.asyncio

BEAT_S = 10
PRESENT_S = 3 * BEAT_S
KEPT_S = 3600


def _present_key(session_id: UUID | str) -> str:
    return f"present:{session_id}"


def _watched_key(session_id: UUID | str) -> str:
    return f"watched:{session_id}"


def _watching_key(session_id: UUID | str) -> str:
    return f"watching:{session_id}"


def note_present(
    pipeline: redis.asyncio.client.Pipeline, session_id: UUID, participation_id: UUID, now: datetime
) -> None:
    pipeline.zadd(_present_key(session_id), {str(participation_id): now.timestamp()})
    pipeline.expire(_present_key(session_id), KEPT_S)


async def note_absent(client: redis.asyncio.Redis, session_id: UUID, participation_id: UUID) -> None:
    await client.zrem(_present_key(session_id), str(participation_id))


async def has_place(
    client: redis.asyncio.Redis, session_id: UUID, participation_id: UUID, most: int, now: datetime
) -> bool:
    """Take one of a session's places, unless as many others are taken."""
    return await _has_place(client, _present_key(session_id), str(participation_id), most, now)


async def has_place_to_watch(
    client: redis.asyncio.Redis, session_id: UUID, channel: str, most: int, now: datetime
) -> bool:
    """Take or keep one of the places for dashboards, unless as many others are taken."""
    return await _has_place(client, _watching_key(session_id), channel, most, now)


async def _has_place(client: redis.asyncio.Redis, key: str, who: str, most: int, now: datetime) -> bool:
    """Sit down first and count then, so that nobody slips in between."""
    async with client.pipeline() as pipeline:
        pipeline.zscore(key, who)
        pipeline.zadd(key, {who: now.timestamp()})
        pipeline.expire(key, KEPT_S)
        pipeline.zcount(key, now.timestamp() - PRESENT_S, "+inf")
        seen_before, _added, _expires, taken = await pipeline.execute()
    sat_here = seen_before is not None and seen_before >= now.timestamp() - PRESENT_S
    if taken <= most or sat_here:
        return True
    await client.zrem(key, who)
    return False


async def leave_dashboard(client: redis.asyncio.Redis, session_id: UUID, channel: str) -> None:
    await client.zrem(_watching_key(session_id), channel)


async def next_socket_number(client: redis.asyncio.Redis, participation_id: UUID) -> int:
    """Numbers the sockets of a seat in the order in which they opened."""
    async with client.pipeline() as pipeline:
        pipeline.incr(f"sockets:{participation_id}")
        pipeline.expire(f"sockets:{participation_id}", 24 * KEPT_S)
        number, _expires = await pipeline.execute()
    return int(number)


def forget(client: redis.Redis, session_id: UUID | str, participation_id: UUID | str) -> None:
    client.zrem(_present_key(session_id), str(participation_id))
    client.delete(f"sockets:{participation_id}")


def count_anew(client: redis.Redis, session_id: UUID, now: datetime) -> None:
    """Forget when people were seen, because the clock was set: who is there is seen again within seconds."""
    client.delete(_present_key(session_id), _watching_key(session_id))
    client.set(_watched_key(session_id), now.timestamp(), ex=24 * KEPT_S)


def people_present(client: redis.Redis, session_id: UUID, now: datetime) -> int:
    """How many students' sockets were seen in the last half minute."""
    return int(client.zcount(_present_key(session_id), now.timestamp() - PRESENT_S, "+inf"))


async def note_watched(client: redis.asyncio.Redis, session_id: UUID, now: datetime) -> None:
    await client.set(_watched_key(session_id), now.timestamp(), ex=24 * KEPT_S)


def last_watched(client: redis.Redis, session_id: UUID, now: datetime) -> datetime:
    """When a dashboard was last connected. If nobody knows (a new session, a restarted Redis), the clock starts now."""
    client.set(_watched_key(session_id), now.timestamp(), ex=24 * KEPT_S, nx=True)
    return datetime.fromtimestamp(float(client.get(_watched_key(session_id)) or now.timestamp()), UTC)
