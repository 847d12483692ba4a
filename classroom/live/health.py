"""Whether everything that a lecture needs is there."""

from django.db import DatabaseError, connection, connections
from redis.exceptions import RedisError

from classroom.live import announcements, heartbeats

PATIENCE_S = 2
"""How long one part may take to answer. Longer than that is an answer too."""


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
