"""Telling a frame worker that frames wait. Off the event loop, quickly, and never twice.

A nudge names nobody: whoever takes it takes what waits, up to `frames.MOST_AT_ONCE`. While enough nudges wait none is
sent, so a busy worker spends its time on frames and not on messages. A nudge has no end: what waits has.
"""

import asyncio
from concurrent.futures import ThreadPoolExecutor

from kombu.exceptions import OperationalError

from classroom.celery import app

TIMEOUT_S = 2.0
TASK = "live.analyse_frames"
QUEUE = "frames"
MOST_WAITING = 5000  # about half a MB of Redis, and more than the frame workers of a machine take while a frame lives

_threads = ThreadPoolExecutor(max_workers=2, thread_name_prefix="nudge")


class NudgeError(Exception):
    """No nudge was sent: the broker was too slow, or nobody takes them. The frame goes away by itself."""


async def nudge_frame_worker() -> None:
    """Send a nudge without holding up the event loop.

    Raises:
        NudgeError: the broker is out of reach or too slow.
    """
    loop = asyncio.get_running_loop()
    try:
        await asyncio.wait_for(loop.run_in_executor(_threads, send_nudge), TIMEOUT_S)
    except (OperationalError, OSError, TimeoutError) as error:
        raise NudgeError from error


def send_nudge() -> None:
    """Send a nudge now.

    Raises:
        OperationalError, OSError: the broker is out of reach.
    """
    app.send_task(TASK, retry=False, ignore_result=True)
