"""Two people at once: what one does beside another's transaction, each with a connection of their own."""

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection, transaction

GIVE_UP_S = 30


def beside(first: Callable[[], object], second: Callable[[], Any]) -> Any:
    """Do the first in a transaction that is committed when the second, in another one, is done or waits for it.

    Returns:
        What the second returned.
    """
    with ThreadPoolExecutor(1) as other:
        with transaction.atomic():
            first()
            doing = other.submit(in_own_connection, second)
            wait_until_it_waits(doing)
        return doing.result(GIVE_UP_S)


def in_own_connection(act: Callable[[], Any]) -> Any:
    """For a thread that ends afterwards."""
    try:
        return act()
    finally:
        connection.close()


def wait_until_it_waits(doing: Future[Any]) -> None:
    """Wait until another connection waits for a lock, or has done what it does."""
    give_up_at = time.monotonic() + GIVE_UP_S
    while not doing.done() and not _somebody_waits():
        if time.monotonic() > give_up_at:
            pytest.fail("the other one neither waits nor ends")
        time.sleep(0.01)


def _somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted)")
        return bool(cursor.fetchone()[0])
