"""Celery's side of the live path. The only module of the product that reaches the recogniser, and only when asked."""

import logging
from functools import cache
from typing import TYPE_CHECKING, Any

from celery import shared_task
from celery.signals import celeryd_init, heartbeat_sent, worker_process_init
from django.conf import settings

from classroom import clock
from classroom.connections import redis_client
from classroom.live import announcements, flushing, heartbeats, messages
from classroom.live.frames import FrameHeader, take_frame
from classroom.privacy.region import camera_is_prohibited
from classroom.timelines.window import OpenWindow, Outcome

if TYPE_CHECKING:
    from inference.pipeline import Analyser
    from inference.results import FrameResult

logger = logging.getLogger(__name__)

_this_worker = {"name": ""}


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
        analyser()


@heartbeat_sent.connect
def tell_worker_is_alive(**_details: Any) -> None:
    heartbeats.beat(heartbeats.part_of_worker(_this_worker["name"]))


@shared_task(name="live.analyse_frame", ignore_result=True)
def analyse_frame(participation_id: str) -> None:
    """Take the waiting frame, read the face, add the outcome to the open window and answer the student."""
    client = redis_client()
    frame = take_frame(client, participation_id)
    if frame is None or camera_is_prohibited():
        return
    window = OpenWindow(client, frame.header.session_id)
    if window.has_withdrawn(participation_id):
        return
    result = analyser().analyse(frame.jpeg)
    added = window.add(participation_id, _sequence_now(frame.header), _outcome(result), frame.header.sequence)
    if added != "withdrawn":
        announcements.to_channel(frame.header.reply_to, _answer(frame.header.sequence, result))


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
