from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
import redis as redis_package

from classroom.connections import async_redis_client
from classroom.live import signals
from classroom.live.signals import OwnSignals
from classroom.sessions.signals import COUNTED, Signal
from classroom.timelines.window import OpenWindow

pytestmark = pytest.mark.usefixtures("sockets")

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
SESSION = uuid4()


async def say(person: UUID, signal: Signal | None, after_s: float = 0) -> None:
    await signals.say(async_redis_client(), SESSION, person, signal, NOON + timedelta(seconds=after_s))


async def keep_hand(person: UUID, after_s: float = 0) -> None:
    async with async_redis_client().pipeline(transaction=False) as pipeline:
        signals.keep_hand(pipeline, SESSION, person, NOON + timedelta(seconds=after_s))
        await pipeline.execute()


async def raise_hand(person: UUID, raised: bool = True) -> None:
    await signals.raise_hand(async_redis_client(), SESSION, person, raised, NOON)


def counted(redis: redis_package.Redis, after_s: float = 0) -> dict[str, int]:
    counts = signals.count_signals(redis, SESSION, NOON + timedelta(seconds=after_s))
    return {str(name): count for name, count in zip(COUNTED, counts, strict=True) if count}


async def test_the_last_tap_of_a_student_counts(redis: redis_package.Redis) -> None:
    cleo, dan = uuid4(), uuid4()
    await say(cleo, Signal.LOST)
    await say(cleo, Signal.LOST)
    await say(dan, Signal.LOST)
    assert counted(redis) == {"lost": 2}
    await say(cleo, Signal.FINE)
    assert counted(redis) == {"lost": 1, "fine": 1}
    await say(dan, None)
    assert counted(redis) == {"fine": 1}


async def test_a_tap_counts_for_two_minutes_and_is_forgotten(redis: redis_package.Redis) -> None:
    await say(uuid4(), Signal.BREAK)
    assert counted(redis, after_s=119) == {"break": 1}
    assert counted(redis, after_s=121) == {}
    assert redis.keys("said:*") == []


async def test_a_second_tap_starts_the_two_minutes_again(redis: redis_package.Redis) -> None:
    cleo = uuid4()
    await say(cleo, Signal.LOST)
    await say(cleo, Signal.LOST, after_s=60)
    assert counted(redis, after_s=150) == {"lost": 1}


async def test_a_hand_stays_beside_a_signal_until_it_is_lowered(redis: redis_package.Redis) -> None:
    cleo = uuid4()
    await raise_hand(cleo)
    await say(cleo, Signal.LOST)
    await say(cleo, None)
    assert counted(redis) == {"hands": 1}
    await raise_hand(cleo, raised=False)
    assert counted(redis) == {}


async def test_a_hand_stays_up_while_its_student_is_here(redis: redis_package.Redis) -> None:
    here, gone = uuid4(), uuid4()
    for person in (here, gone):
        await raise_hand(person)
    for after_s in (90, 180, 270):
        await keep_hand(here, after_s)
    assert counted(redis, after_s=300) == {"hands": 1}
    own = await signals.own_signals(async_redis_client(), SESSION, here, NOON + timedelta(seconds=300))
    assert own == OwnSignals(signal=None, hand=True)


async def test_being_here_raises_no_hand(redis: redis_package.Redis) -> None:
    await keep_hand(uuid4())
    assert counted(redis) == {}


async def test_a_student_finds_the_own_signal_again_until_it_counts_no_more(redis: redis_package.Redis) -> None:
    cleo = uuid4()
    await say(cleo, Signal.TOO_FAST)
    await raise_hand(cleo)
    client = async_redis_client()
    assert await signals.own_signals(client, SESSION, cleo, NOON) == OwnSignals(Signal.TOO_FAST, hand=True)
    later = NOON + timedelta(seconds=121)
    assert await signals.own_signals(client, SESSION, cleo, later) == OwnSignals(None, hand=False)


async def test_who_withdrew_is_not_heard_any_more(redis: redis_package.Redis) -> None:
    cleo = uuid4()
    OpenWindow(redis, SESSION).forget(cleo)
    await say(cleo, Signal.LOST)
    await raise_hand(cleo)
    assert counted(redis) == {}


async def test_a_student_who_is_forgotten_takes_signal_and_hand_along(redis: redis_package.Redis) -> None:
    cleo, dan = uuid4(), uuid4()
    for person in (cleo, dan):
        await say(person, Signal.LOST)
        await raise_hand(person)
    signals.forget(redis, SESSION, cleo)
    assert counted(redis) == {"lost": 1, "hands": 1}
    signals.forget_session(redis, SESSION)
    assert redis.keys("said:*") == []


async def test_all_hands_are_lowered_and_signals_stay(redis: redis_package.Redis) -> None:
    cleo, dan = uuid4(), uuid4()
    for person in (cleo, dan):
        await raise_hand(person)
    await say(dan, Signal.LOST)
    signals.lower_hands(redis, SESSION)
    await keep_hand(cleo)
    assert counted(redis) == {"lost": 1}
    await raise_hand(cleo)
    assert counted(redis) == {"lost": 1, "hands": 1}
