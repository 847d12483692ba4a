"""When a session pauses or ends although nobody said so."""

from datetime import datetime, timedelta
from enum import StrEnum

from django.conf import settings

from classroom.sessions.models import ClassSession


class Step(StrEnum):
    NOTHING = "nothing"
    PAUSE = "pause"
    END = "end"


def due_step(class_session: ClassSession, now: datetime, watched_at: datetime) -> Step:
    """What a forgotten session needs: measuring nobody looks at stops, and no session outlives its lecture.

    Args:
        now: the present moment.
        watched_at: when a dashboard was last connected.
    """
    if not class_session.is_open:
        return Step.NOTHING
    limit = class_session.start + timedelta(seconds=settings.SESSION_LIMIT_S)
    planned = class_session.planned_end_at
    if planned is not None:
        limit = min(limit, planned + timedelta(seconds=settings.PLANNED_END_GRACE_S))
    if now >= limit:
        return Step.END
    unwatched = now - watched_at >= timedelta(seconds=settings.UNWATCHED_PAUSE_S)
    return Step.PAUSE if class_session.is_live and unwatched else Step.NOTHING
