"""Connections to Redis: one client per process for plain code, one per event loop for consumers."""

import asyncio
from functools import cache
from weakref import WeakKeyDictionary

import redis
import redis.asyncio
from django.conf import settings
from redis.commands.core import Script

TIMEOUT_S = 2.0
MOST_CONNECTIONS = 50  # of an event loop; whoever comes when all are in use waits

_async_clients: WeakKeyDictionary[asyncio.AbstractEventLoop, redis.asyncio.Redis] = WeakKeyDictionary()


@cache
def redis_client() -> redis.Redis:
    """The process's client. redis-py notices a fork and opens new connections in the child."""
    return redis.Redis.from_url(settings.REDIS_URL, socket_timeout=TIMEOUT_S, socket_connect_timeout=TIMEOUT_S)


@cache
def script_of(client: redis.Redis, source: str) -> Script:
    """A Lua script for this client, hashed once: it is called by its hash, and sent again to a Redis that forgot it."""
    return client.register_script(source)


def text_of(answer: bytes | str) -> str:
    """An answer of Redis as text; our clients get bytes, the library's types allow for both."""
    return answer if isinstance(answer, str) else answer.decode()


def async_redis_client() -> redis.asyncio.Redis:
    """The running loop's client: connections cannot be shared between loops."""
    loop = asyncio.get_running_loop()
    if loop not in _async_clients:
        # The usual pool refuses who comes too many: a thousand sockets that beat at once would be closed for it.
        pool = redis.asyncio.BlockingConnectionPool.from_url(
            settings.REDIS_URL,
            max_connections=MOST_CONNECTIONS,
            timeout=TIMEOUT_S,
            socket_timeout=TIMEOUT_S,
            socket_connect_timeout=TIMEOUT_S,
        )
        _async_clients[loop] = redis.asyncio.Redis.from_pool(pool)
    return _async_clients[loop]


async def close_async_redis_client() -> None:
    """Close the running loop's client, before the loop ends."""
    client = _async_clients.pop(asyncio.get_running_loop(), None)
    if client is not None:
        await client.aclose()
