"""Celery's side of the live path. The only module of the product that reaches the recogniser, and only when asked."""

import logging
import mmap
from functools import cache
from typing import TYPE_CHECKING, Any

from celery import shared_task
from celery.signals import (
    celeryd_init,
    heartbeat_sent,
    task_failure,
    task_revoked,
    worker_process_init,
    worker_ready,
    worker_shutting_down,
)
from django.conf import settings
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from classroom import clock
from classroom.connections import redis_client
from classroom.live import announcements, flushing, heartbeats, messages, nudges
from classroom.live.frames import MOST_AT_ONCE, Frame, FrameHeader, Taken, nudge_is_due, take_frame
from classroom.privacy.region import camera_is_prohibited
from classroom.timelines.window import OpenWindow, Outcome
from classroom.watching import metrics
from classroom.watching.exposition import numbers
from classroom.watching.metrics import LeftOut, Stage
from classroom.watching.serving import serve_numbers_if_asked
from classroom.watching.subjects import about_session

if TYPE_CHECKING:
    from inference.pipeline import Analyser
    from inference.results import FrameResult

logger = logging.getLogger(__name__)

TASK_LIMIT_S = 20  # for frames that take less than a second together; who needs longer is ended and started anew

_this_worker = {"name": ""}
# Memory that children share with the main process: its heartbeat tells of the model, and it hears of the end.
_model_is_loaded = mmap.mmap(-1, 1)
_is_asked_to_stop = mmap.mmap(-1, 1)


@cache
def analyser() -> "Analyser":
    """The recogniser of this process, loaded once and after any fork."""
    from inference.pipeline import Analyser

    return Analyser.load(detector=settings.DETECTOR)


@celeryd_init.connect
def remember_worker_name(sender: str | None = None, **_details: Any) -> None:
    _this_worker["name"] = sender or ""


@worker_process_init.connect
def load_recogniser_in_frame_workers(**_details: Any) -> None:
    if heartbeats.is_frame_worker(_this_worker["name"]):
        _model_is_loaded[0] = False
        analyser()
        _model_is_loaded[0] = True


@heartbeat_sent.connect
def tell_worker_is_alive(**_details: Any) -> None:
    heartbeats.beat(heartbeats.part_of_worker(_this_worker["name"]))
    if _model_is_loaded[0]:
        heartbeats.beat("model")


@worker_ready.connect
def show_numbers(**_details: Any) -> None:
    serve_numbers_if_asked(numbers)


@worker_shutting_down.connect
def take_no_more_frames(**_details: Any) -> None:
    _is_asked_to_stop[0] = True


@task_failure.connect
def count_failure(sender: Any = None, **_details: Any) -> None:
    name = getattr(sender, "name", "unknown")
    metrics.TASKS_FAILED.labels(name).inc()
    if name == nudges.TASK:
        _leave_the_rest_to_others()


@task_revoked.connect
def count_expired(sender: Any = None, expired: bool = False, **_details: Any) -> None:
    if expired:
        metrics.TASKS_EXPIRED.labels(getattr(sender, "name", "unknown")).inc()


@shared_task(name=nudges.TASK, ignore_result=True, time_limit=TASK_LIMIT_S)
def analyse_frames() -> None:
    """Take the waiting frames, one after the other: read the face, add the outcome to the window, answer the student.

    One at a time, so that who dies at a frame takes no other one down.
    """
    for _turn in range(MOST_AT_ONCE):
        if _is_asked_to_stop[0]:
            _leave_the_rest_to_others()
            return
        taken = take_frame(redis_client())
        if taken is None:
            return
        _look_at(taken)


def _leave_the_rest_to_others() -> None:
    """The nudge that was taken spoke for more frames than were taken."""
    try:
        if nudge_is_due(redis_client()):
            nudges.send_nudge()
    except (OperationalError, RedisError, OSError):
        logger.warning("frames wait for the next nudge: Redis is out of reach")


def _look_at(taken: Taken) -> None:
    now, frame = clock.now().timestamp(), taken.frame
    if frame is None:
        _count_lost(now - taken.waiting_since)
        return
    metrics.STAGE_SECONDS.labels(Stage.QUEUE).observe(frame.header.age_s(now))
    if frame.header.is_stale(now):
        metrics.FRAMES_STALE.inc()
    elif camera_is_prohibited():
        metrics.FRAMES_LEFT_OUT.labels(LeftOut.PROHIBITED).inc()
    elif taken.has_withdrawn:
        metrics.FRAMES_LEFT_OUT.labels(LeftOut.WITHDRAWN).inc()
    elif taken.is_paused:
        metrics.FRAMES_LEFT_OUT.labels(LeftOut.PAUSED).inc()
    else:
        with about_session(frame.header.session_id, frame.header.caused_by):
            _read(frame)


def _count_lost(waited_s: float) -> None:
    """A frame that was there no more: its life was over, or Redis was full and gave it up."""
    if waited_s >= settings.FRAME_TTL_S:
        metrics.FRAMES_STALE.inc()
    else:
        metrics.FRAMES_LEFT_OUT.labels(LeftOut.MISSING).inc()


def _read(frame: Frame) -> None:
    header, window = frame.header, OpenWindow(redis_client(), frame.header.session_id)
    is_over = metrics.Laps()
    result = analyser().analyse(frame.jpeg, is_over)
    answer = announcements.notice_to(header.reply_to, _answer(header.sequence, result))
    added = window.add(header.participation_id, _sequence_now(header), _outcome(result), header.sequence, answer)
    is_over(Stage.WINDOW)
    is_over.count()
    _count(result, added)


def _count(result: "FrameResult", added: str) -> None:
    metrics.FRAMES_ANALYSED.inc()
    if added != "added":
        metrics.FRAMES_LEFT_OUT.labels(LeftOut(added)).inc()
    if result.reason is not None:
        metrics.FRAMES_UNREAD.labels(result.reason).inc()


def _sequence_now(header: FrameHeader) -> int:
    return int((clock.now().timestamp() - header.started_at) // header.bucket_s)


def _outcome(result: "FrameResult") -> Outcome:
    if result.reading is None:
        return Outcome(reason=str(result.reason))
    return Outcome(probabilities=result.reading.probabilities, engagement=result.reading.engagement)


def _answer(sequence: int, result: "FrameResult") -> messages.Message:
    if result.reading is None:
        return messages.answer(sequence=sequence, reason=str(result.reason))
    reading = result.reading
    return messages.answer(
        sequence=sequence,
        xyxy=reading.xyxy,
        probabilities=reading.probabilities,
        label=reading.label,
        engagement=reading.engagement,
    )


@shared_task(name="live.flush_sessions")
def flush_sessions() -> None:
    heartbeats.beat("beat")
    flushing.flush_sessions(redis_client())
