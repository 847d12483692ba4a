"""The product's clocks: what time it is, and seconds that nobody can set.

Lectures are timed by the first, because it is shared between machines and outlives their restarts. The second only
tells that the first was set (`classroom/live/clock_steps.py`).
"""

import platform
import time
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
STEADY = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)  # the former also counts while the machine sleeps


def now() -> datetime:
    return datetime.now(UTC)


def steady_s() -> float:
    """Seconds since this machine was started; the same for all of its processes."""
    return time.clock_gettime(STEADY)


@cache
def machine() -> str:
    """A name of this machine since it was started, by which its steady seconds can be compared."""
    return BOOT_ID.read_text().strip() if BOOT_ID.exists() else platform.node()
