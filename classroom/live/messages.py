"""Every socket message, defined once. static/js/lib/messages.js is the twin; a test compares the names.

A camera sends binary messages: four bytes of big-endian frame sequence, then a JPEG. The rest is JSON with a `type`.
"""

from collections.abc import Sequence
from enum import IntEnum, StrEnum
from typing import Any


class ServerToStudent(StrEnum):
    WELCOME = "welcome"
    STATE = "state"
    ANSWER = "answer"
    REFUSED = "refused"
    HINT = "hint"
    WRONG_TAKEN = "wrong_taken"


class ServerToDashboard(StrEnum):
    TICK = "tick"
    STATE = "state"
    MARKER = "marker"


class Refusal(StrEnum):
    """Why a frame was not taken."""

    NOT_A_FRAME = "not_a_frame"
    TOO_LARGE = "too_large"
    NOT_JPEG = "not_jpeg"
    TOO_MANY_PIXELS = "too_many_pixels"
    TOO_FAST = "too_fast"
    PAUSED = "paused"
    NOT_LIVE = "not_live"
    NOT_AGREED = "not_agreed"
    NEEDS_GUARDIAN = "needs_guardian"
    PROHIBITED = "prohibited"
    TEMPORARILY_UNAVAILABLE = "temporarily_unavailable"


class CloseCode(IntEnum):
    """Why the server ended a socket for good; the browser does not come back by itself."""

    NOT_A_PARTICIPANT = 4401
    WRONG_ORIGIN = 4403
    NEWER_SOCKET = 4009
    SESSION_ENDED = 4410


SEQUENCE_BYTES = 4

Message = dict[str, Any]


def welcome(*, status: str, interval_ms: int, longer_side_px: int, camera: str) -> Message:
    return {
        "type": ServerToStudent.WELCOME,
        "status": status,
        "interval_ms": interval_ms,
        "longer_side_px": longer_side_px,
        "camera": camera,
    }


def student_state(*, status: str, interval_ms: int) -> Message:
    return {"type": ServerToStudent.STATE, "status": status, "interval_ms": interval_ms}


def answer(
    *,
    sequence: int,
    xyxy: Sequence[float] | None = None,
    probabilities: Sequence[float] | None = None,
    label: str | None = None,
    reason: str | None = None,
) -> Message:
    """What one frame said, to the student alone. `xyxy` are fractions of the picture."""
    return {
        "type": ServerToStudent.ANSWER,
        "sequence": sequence,
        "xyxy": xyxy and [round(value, 4) for value in xyxy],
        "probabilities": probabilities and [round(value, 3) for value in probabilities],
        "label": label,
        "reason": reason,
    }


def refused(*, sequence: int | None, reason: Refusal) -> Message:
    return {"type": ServerToStudent.REFUSED, "sequence": sequence, "reason": reason}


def tick(*, status: str, sequence: int, elapsed_s: int, open_bucket: Message | None, closed: list[Message]) -> Message:
    return {
        "type": ServerToDashboard.TICK,
        "status": status,
        "sequence": sequence,
        "elapsed_s": elapsed_s,
        "open": open_bucket,
        "closed": closed,
    }


def dashboard_state(*, status: str) -> Message:
    return {"type": ServerToDashboard.STATE, "status": status}


def marker(*, at_s: int, label: str) -> Message:
    return {"type": ServerToDashboard.MARKER, "at_s": at_s, "label": label}
