"""Every socket message, defined once. static/js/lib/messages.js is the twin; a test compares the names.

A camera sends binary messages: four bytes of big-endian frame sequence, then a JPEG. The rest is JSON with a `type`:
{"type": "signal", "signal": one of Signal or null}, {"type": "hand", "raised": true or false} and
{"type": "wrong", "sequence": of an answered frame}.
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
    WRONG_HEARD = "wrong_heard"
    HANDS_LOWERED = "hands_lowered"


class StudentToServer(StrEnum):
    SIGNAL = "signal"
    HAND = "hand"
    WRONG = "wrong"


class ServerToDashboard(StrEnum):
    TICK = "tick"
    STATE = "state"
    MARKER = "marker"
    MARKER_REMOVED = "marker_removed"


class WrongOutcome(StrEnum):
    """What became of a reading that a student called wrong.

    Attributes:
        TAKEN: it is out of the class's figures.
        LATE: its bucket is closed, so only the disagreement is counted.
        UNKNOWN: nothing changed. It was taken back before or never counted, or it is forgotten by now.
    """

    TAKEN = "taken"
    LATE = "late"
    UNKNOWN = "unknown"


class Refusal(StrEnum):
    """Why a frame or a tap was not taken."""

    NOT_A_FRAME = "not_a_frame"
    NOT_UNDERSTOOD = "not_understood"
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
    """Why the server ended a socket. The browser comes back by itself only after those of COME_BACK."""

    NOT_A_PARTICIPANT = 4401
    WRONG_ORIGIN = 4403
    NEWER_SOCKET = 4009
    SESSION_ENDED = 4410
    SESSION_FULL = 4429
    TOO_OFTEN = 4430


COME_BACK = frozenset({CloseCode.SESSION_FULL, CloseCode.TOO_OFTEN})


SEQUENCE_BYTES = 4

Message = dict[str, Any]


def welcome(
    *,
    status: str,
    reason: str,
    interval_ms: int,
    usual_interval_ms: int,
    longer_side_px: int,
    camera: str,
    signal: str | None,
    hand: bool,
    hint: Message | None,
) -> Message:
    """Everything a student's page needs after it was opened, reloaded or out of touch.

    Args:
        reason: why the session is paused, or "".
        interval_ms: how often a snapshot is asked for now; more than `usual_interval_ms` while there is much to do.
        signal, hand: what the student says of the lecture at the moment.
        hint: the teacher's latest, `text` and `url`.
    """
    return {
        "type": ServerToStudent.WELCOME,
        "status": status,
        "reason": reason,
        "interval_ms": interval_ms,
        "usual_interval_ms": usual_interval_ms,
        "longer_side_px": longer_side_px,
        "camera": camera,
        "signal": signal,
        "hand": hand,
        "hint": hint,
    }


def student_state(*, status: str, reason: str, interval_ms: int) -> Message:
    return {"type": ServerToStudent.STATE, "status": status, "reason": reason, "interval_ms": interval_ms}


def hint(*, text: str, url: str) -> Message:
    return {"type": ServerToStudent.HINT, "text": text, "url": url}


def wrong_heard(*, sequence: int, outcome: WrongOutcome) -> Message:
    """What became of the reading of a frame that was called wrong."""
    return {"type": ServerToStudent.WRONG_HEARD, "sequence": sequence, "outcome": outcome}


def hands_lowered() -> Message:
    """The teacher lowered all hands, and this student's was one of them."""
    return {"type": ServerToStudent.HANDS_LOWERED}


def answer(
    *,
    sequence: int,
    xyxy: Sequence[float] | None = None,
    probabilities: Sequence[float] | None = None,
    label: str | None = None,
    engagement: float | None = None,
    reason: str | None = None,
) -> Message:
    """What one frame said, to the student alone. `xyxy` are fractions of the picture."""
    return {
        "type": ServerToStudent.ANSWER,
        "sequence": sequence,
        "xyxy": xyxy and [round(value, 4) for value in xyxy],
        "probabilities": probabilities and [round(value, 3) for value in probabilities],
        "label": label,
        "engagement": None if engagement is None else round(engagement, 3),
        "reason": reason,
    }


def refused(*, reason: Refusal, sequence: int | None = None, about: str | None = None) -> Message:
    """A frame or a tap was not taken.

    Args:
        sequence: of the frame, where it could be read.
        about: one of StudentToServer; None for a frame and for what was not understood.
    """
    return {"type": ServerToStudent.REFUSED, "sequence": sequence, "about": about, "reason": reason}


def tick(
    *,
    version: int,
    status: str,
    sequence: int,
    elapsed_s: int,
    as_of_s: float,
    signals: Message,
    open_bucket: Message | None,
    closed: list[Message],
) -> Message:
    """The lecture now, once a second.

    Args:
        version: of the session's state as it was read for this; the status of an older one than is known says nothing.
        as_of_s: seconds from the start to the moment at which the open bucket was read: what was added later is not in.
    """
    return {
        "type": ServerToDashboard.TICK,
        "version": version,
        "status": status,
        "sequence": sequence,
        "elapsed_s": elapsed_s,
        "as_of_s": round(as_of_s, 3),
        "signals": signals,
        "open": open_bucket,
        "closed": closed,
    }


def dashboard_state(*, status: str, is_door_locked: bool, short_code: str) -> Message:
    """How the lecture stands; a page that shows another code has an old link and loads anew.

    A socket adds the `version` that it has heard of; the answer to a button has it too, and older ones are passed over.
    """
    return {
        "type": ServerToDashboard.STATE,
        "status": status,
        "is_door_locked": is_door_locked,
        "short_code": short_code,
    }


def marker(*, version: int, marker_id: int, at_s: int, kind: str, label: str, hint: str, hint_url: str) -> Message:
    """What was marked; one that is known by its number has been corrected.

    Args:
        version: of the session's state since then; a timeline of an older one was read too early.
    """
    return {
        "type": ServerToDashboard.MARKER,
        "version": version,
        "marker_id": marker_id,
        "at_s": at_s,
        "kind": kind,
        "label": label,
        "hint": hint,
        "hint_url": hint_url,
    }


def marker_removed(*, version: int, marker_id: int) -> Message:
    return {"type": ServerToDashboard.MARKER_REMOVED, "version": version, "marker_id": marker_id}
