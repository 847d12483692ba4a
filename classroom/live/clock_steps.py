"""What happens to running lectures when the clock of the machine that flushes is set while they run.

A lecture's seconds go on without a jump: its start moves with the clock. What was analysed between the step and the
next flush, a second at most, is put where it belongs no more and dropped; the bucket is drawn as interrupted.
"""

import logging
from datetime import datetime, timedelta

import redis

from classroom import clock
from classroom.live import announcements, presence
from classroom.sessions.models import ClassSession
from classroom.sessions.services import move_with_clock
from classroom.timelines.window import begin_epoch

logger = logging.getLogger(__name__)

TOLERANCE_S = 2.0  # clocks that are put right little by little stay below it
KEPT_S = 24 * 3600


def step_since_last_flush(client: redis.Redis) -> timedelta:
    """How far the clock was set since the last flush on this machine; nothing where nobody can know."""
    ahead_s = clock.now().timestamp() - clock.steady_s()
    before = client.set(f"clock:{clock.machine()}", ahead_s, ex=KEPT_S, get=True)
    step_s = 0.0 if before is None else ahead_s - float(before)
    return timedelta(seconds=step_s) if abs(step_s) > TOLERANCE_S else timedelta()


def follow(client: redis.Redis, class_session: ClassSession, step: timedelta, now: datetime) -> None:
    """Let a lecture go on from the second it was in."""
    logger.warning("the clock was set by %.0f s; session %s goes on", step.total_seconds(), class_session.pk)
    move_with_clock(class_session=class_session, step=step)
    begin_epoch(client)
    presence.count_anew(client, class_session.pk, now)
    announcements.seats_outdated(class_session)
