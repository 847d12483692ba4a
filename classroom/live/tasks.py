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
)
from django.conf import settings

from classroom import clock
from classroom.connections import redis_client
from classroom.live import announcements, flushing, heartbeats, messages
from classroom.live.frames import Frame, FrameHeader, take_frame
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

FRAME_TASK = "live.analyse_frame"
FRAME_LIMIT_S = 20  # a thousand times what a frame takes; a worker that needs longer is ended and started anew

_this_worker = {"name": ""}
_model_is_loaded = mmap.mmap(-1, 1)  # memory that children share with the main process, whose heartbeat tells of it


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


@task_failure.connect
def count_failure(sender: Any = None, **_details: Any) -> None:
    metrics.TASKS_FAILED.labels(getattr(sender, "name", "unknown")).inc()


@task_revoked.connect
def count_expired(sender: Any = None, expired: bool = False, **_details: Any) -> None:
    name = getattr(sender, "name", "unknown")
    if expired and name == FRAME_TASK:
        metrics.FRAMES_STALE.inc()
    elif expired:
        metrics.TASKS_EXPIRED.labels(name).inc()


@shared_task(name=FRAME_TASK, ignore_result=True, time_limit=FRAME_LIMIT_S)
def analyse_frame(participation_id: str) -> None:
    """Take the waiting frame, read the face, add the outcome to the open window and answer the student."""
    frame = take_frame(redis_client(), participation_id)
    if frame is None:
        metrics.FRAMES_LEFT_OUT.labels(LeftOut.MISSING).inc()
        return
    now = clock.now().timestamp()
    metrics.STAGE_SECONDS.labels(Stage.QUEUE).observe(frame.header.age_s(now))
    if frame.header.is_stale(now):
        metrics.FRAMES_STALE.inc()
    elif camera_is_prohibited():
        metrics.FRAMES_LEFT_OUT.labels(LeftOut.PROHIBITED).inc()
    else:
        with about_session(frame.header.session_id):
            _read(frame)


def _read(frame: Frame) -> None:
    header, window = frame.header, OpenWindow(redis_client(), frame.header.session_id)
    if window.has_withdrawn(header.participation_id):
        metrics.FRAMES_LEFT_OUT.labels(LeftOut.WITHDRAWN).inc()
        return
    is_over = metrics.Laps()
    result = analyser().analyse(frame.jpeg, is_over)
    added = window.add(header.participation_id, _sequence_now(header), _outcome(result), header.sequence)
    is_over(Stage.WINDOW)
    if added != "withdrawn":
        announcements.to_channel(header.reply_to, _answer(header.sequence, result))
        is_over(Stage.ANSWER)
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
    flushing.flush_sessions(redis_client(), clock.now())
