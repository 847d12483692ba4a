"""Whether everything that a lecture needs is there."""

import threading
import time

from django.db import DatabaseError, connection, connections
from redis.exceptions import RedisError

from classroom.live import announcements, heartbeats

PATIENCE_S = 2
"""How long one part may take to answer. Longer than that is an answer too."""

KEPT_S = 1.0
"""How long an answer counts; less than any probe waits before it asks again, save the one at the start."""


class RecentStates:
    """Asks once and answers everybody with it for a moment: strangers may ask too, and asking costs a connection."""

    def __init__(self) -> None:
        self._asking = threading.Lock()
        self._good_until_s = float("-inf")
        self._states: dict[str, bool] = {}

    def __call__(self) -> dict[str, bool]:
        with self._asking:
            if time.monotonic() >= self._good_until_s:
                self._states = states()
                self._good_until_s = time.monotonic() + KEPT_S
            return self._states


recent_states = RecentStates()


def states() -> dict[str, bool]:
    """Whether each part is well, by name."""
    parts = {"database": database_answers(), "redis": True}
    try:
        parts |= {"redis_forgets": heartbeats.redis_forgets()} | heartbeats.living_parts()
    except (RedisError, OSError):
        unknown = ("redis", "redis_forgets", "channel_layer", *heartbeats.PARTS)
        return parts | dict.fromkeys(unknown, False)
    return parts | {"channel_layer": announcements.come_back()}


def database_answers() -> bool:
    """Ask on a connection of its own: one from the pool would let us wait for the pool."""
    probe = connections.create_connection("default")
    probe.settings_dict = {**connection.settings_dict, "OPTIONS": _impatient(connection.settings_dict["OPTIONS"])}
    try:
        with probe.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    finally:
        probe.close()
    return True


def _impatient(options: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in options.items() if name != "pool"} | {"connect_timeout": PATIENCE_S}
