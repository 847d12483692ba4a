"""Connections to Redis: what a crowd that asks at once gets."""

import asyncio

import redis as redis_package

from classroom.connections import MOST_CONNECTIONS, async_redis_client, close_async_redis_client


async def test_a_crowd_waits_for_connections_and_nobody_is_refused(redis: redis_package.Redis) -> None:
    client = async_redis_client()
    others = redis.info("clients")["connected_clients"]
    answers = await asyncio.gather(*(client.incr("crowd") for _somebody in range(20 * MOST_CONNECTIONS)))
    assert sorted(answers) == list(range(1, 20 * MOST_CONNECTIONS + 1))
    assert redis.info("clients")["connected_clients"] - others <= MOST_CONNECTIONS
    await close_async_redis_client()


async def test_who_goes_in_the_middle_takes_no_connection_along(redis: redis_package.Redis) -> None:
    client = async_redis_client()
    for _crowd in range(5):
        asking = [asyncio.create_task(client.incr("crowd")) for _somebody in range(5 * MOST_CONNECTIONS)]
        for somebody in asking[::2]:
            await asyncio.sleep(0)
            somebody.cancel()
        await asyncio.gather(*asking, return_exceptions=True)
    answers = await asyncio.gather(*(client.get("crowd") for _somebody in range(2 * MOST_CONNECTIONS)))
    assert len(set(answers)) == 1
    assert client.connection_pool._in_use_connections == set()
    await close_async_redis_client()
