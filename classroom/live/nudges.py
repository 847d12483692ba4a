"""Telling a frame worker that a frame waits. Off the event loop, quickly, and never twice."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

from django.conf import settings
from kombu.exceptions import OperationalError

from classroom.celery import app

TIMEOUT_S = 2.0
TASK = "live.analyse_frame"
QUEUE = "frames"
MOST_WAITING = 5000  # about 4 MB of Redis, and more than the frame workers of a machine take while a frame lives

_threads = ThreadPoolExecutor(max_workers=2, thread_name_prefix="nudge")


class NudgeError(Exception):
    """No nudge was sent: the broker was too slow, or nobody takes them. The frame goes away by itself."""


async def nudge_frame_worker(participation_id: str) -> None:
    """Send the participation's identifier alone.

    Raises:
        NudgeError: the broker is out of reach or too slow.
    """
    loop = asyncio.get_running_loop()
    try:
        await asyncio.wait_for(loop.run_in_executor(_threads, _publish, participation_id), TIMEOUT_S)
    except (OperationalError, OSError, TimeoutError) as error:
        raise NudgeError from error


def _publish(participation_id: str) -> None:
    app.send_task(TASK, (participation_id,), expires=settings.FRAME_TTL_S, retry=False, ignore_result=True)
