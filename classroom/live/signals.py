"""What students say of themselves, in Redis for as long as it counts.

One sorted set per signal and one for raised hands: members are participations, scores the second of the tap. A tap
counts for `SIGNAL_S`; a hand until it is lowered or its student was away for that long (`keep_hand` renews its score).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import redis
import redis.asyncio
from django.conf import settings

from classroom.sessions.signals import COUNTED, HANDS, Signal
from classroom.timelines.window import tombstone_key

# KEYS: tombstone, the set of the new signal or "", all sets that the person leaves. ARGV: participation, now, life.
SAY = """
if redis.call('EXISTS', KEYS[1]) == 1 then return 0 end
for i = 3, #KEYS do redis.call('ZREM', KEYS[i], ARGV[1]) end
if KEYS[2] ~= '' then
  redis.call('ZADD', KEYS[2], ARGV[2], ARGV[1])
  redis.call('EXPIRE', KEYS[2], ARGV[3])
end
return 1
"""


@dataclass(frozen=True)
class OwnSignals:
    """What one student says at the moment."""

    signal: Signal | None
    hand: bool


def _key(session_id: UUID | str, name: str) -> str:
    return f"said:{session_id}:{name}"


def _keys(session_id: UUID | str, names: Sequence[str]) -> list[str]:
    return [_key(session_id, name) for name in names]


async def say(
    client: redis.asyncio.Redis, session_id: UUID, participation_id: UUID, signal: Signal | None, now: datetime
) -> None:
    """Put a student's signal in place of an earlier one; None takes it back."""
    new_key = _key(session_id, signal) if signal else ""
    await _put(client, new_key, _keys(session_id, tuple(Signal)), participation_id, now)


async def raise_hand(
    client: redis.asyncio.Redis, session_id: UUID, participation_id: UUID, raised: bool, now: datetime
) -> None:
    """Raise a hand or lower it."""
    key = _key(session_id, HANDS)
    await _put(client, key if raised else "", [key], participation_id, now)


def lower_hands(client: redis.Redis, session_id: UUID) -> None:
    """Lower all raised hands; nobody learns whose they were."""
    client.delete(_key(session_id, HANDS))


async def _put(
    client: redis.asyncio.Redis, new_key: str, earlier: list[str], participation_id: UUID, now: datetime
) -> None:
    script: Any = client.register_script(SAY)
    keys = [tombstone_key(participation_id), new_key, *earlier]
    await script(keys=keys, args=[str(participation_id), now.timestamp(), settings.SIGNAL_S])


def keep_hand(pipeline: redis.asyncio.client.Pipeline, session_id: UUID, participation_id: UUID, now: datetime) -> None:
    """A hand that is up stays up while its student is here."""
    key = _key(session_id, HANDS)
    pipeline.zadd(key, {str(participation_id): now.timestamp()}, xx=True)
    pipeline.expire(key, settings.SIGNAL_S)


async def own_signals(
    client: redis.asyncio.Redis, session_id: UUID, participation_id: UUID, now: datetime
) -> OwnSignals:
    async with client.pipeline(transaction=False) as pipeline:
        for key in _keys(session_id, COUNTED):
            pipeline.zscore(key, str(participation_id))
        scores = dict(zip(COUNTED, await pipeline.execute(), strict=True))
    counting = {name for name, score in scores.items() if score is not None and score > _too_old(now)}
    return OwnSignals(signal=next((signal for signal in Signal if signal in counting), None), hand=HANDS in counting)


def count_signals(client: redis.Redis, session_id: UUID, now: datetime) -> tuple[int, ...]:
    """How many students say what, in the order of `COUNTED`; forgets what counts no more."""
    keys = _keys(session_id, COUNTED)
    with client.pipeline(transaction=False) as pipeline:
        for key in keys:
            pipeline.zremrangebyscore(key, "-inf", _too_old(now))
            pipeline.zcard(key)
        answers = pipeline.execute()
    return tuple(int(count) for count in answers[1::2])


def forget(client: redis.Redis, session_id: UUID | str, participation_id: UUID | str) -> None:
    """Take one student's signal and hand away."""
    with client.pipeline(transaction=False) as pipeline:
        for key in _keys(session_id, COUNTED):
            pipeline.zrem(key, str(participation_id))
        pipeline.execute()


def forget_session(client: redis.Redis, session_id: UUID) -> None:
    client.delete(*_keys(session_id, COUNTED))


def _too_old(now: datetime) -> float:
    return now.timestamp() - settings.SIGNAL_S
