"""How often cameras are asked for a snapshot."""

from django.conf import settings


def interval_ms() -> int:
    """Milliseconds between two snapshots of one camera, now."""
    return settings.FRAME_INTERVAL_MS


def is_slowed() -> bool:
    """Whether that is less often than usual, because there is too much to do."""
    return interval_ms() > settings.FRAME_INTERVAL_MS
