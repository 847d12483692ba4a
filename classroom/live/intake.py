"""Whether a message from a student is a frame or a tap we take. No input or output: the consumer asks, this answers."""

import json
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from classroom.live.limits import SeatPace
from classroom.live.messages import SEQUENCE_BYTES, Refusal, StudentToServer
from classroom.sessions.models import Status
from classroom.sessions.selectors import CameraState, Seat
from classroom.sessions.signals import Signal
from inference.jpeg import NotJpegError, check_scans, jpeg_size

EARLIEST = 0.5  # of the announced interval: cameras that drift are fine, cameras that flood are not
TAP_CHARACTERS = 200  # far more than any tap has
LAST_SEQUENCE = 2 ** (8 * SEQUENCE_BYTES) - 1


@dataclass(frozen=True)
class CameraMessage:
    sequence: int
    jpeg: bytes


@dataclass(frozen=True)
class SignalTap:
    """What a student says of the lecture; None takes it back."""

    signal: Signal | None
    type = StudentToServer.SIGNAL


@dataclass(frozen=True)
class HandTap:
    raised: bool
    type = StudentToServer.HAND


@dataclass(frozen=True)
class WrongTap:
    """The reading of this frame was wrong."""

    sequence: int
    type = StudentToServer.WRONG


Tap = SignalTap | HandTap | WrongTap


class RefusedError(Exception):
    """A message is not taken; says why, for which frame when that could be read, and which type of tap it was."""

    def __init__(self, reason: Refusal, sequence: int | None = None, about: StudentToServer | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.sequence = sequence
        self.about = about

    @property
    def is_the_senders(self) -> bool:
        """Whether what was sent is the reason, or when; else we could not take it."""
        return self.reason != Refusal.TEMPORARILY_UNAVAILABLE


def parse_tap(text: str) -> Tap:
    """Read a text message.

    Raises:
        RefusedError: it is no tap we know.
    """
    try:
        message: Any = json.loads(text) if len(text) <= TAP_CHARACTERS else None
    except ValueError:
        message = None
    match message:
        case {"type": StudentToServer.SIGNAL, "signal": None}:
            return SignalTap(None)
        case {"type": StudentToServer.SIGNAL, "signal": str(name)} if name in set(Signal):
            return SignalTap(Signal(name))
        case {"type": StudentToServer.HAND, "raised": bool(raised)}:
            return HandTap(raised)
        case {"type": StudentToServer.WRONG, "sequence": int(sequence)} if _is_sequence(sequence):
            return WrongTap(sequence)
    raise RefusedError(Refusal.NOT_UNDERSTOOD)


def _is_sequence(number: int) -> bool:
    return not isinstance(number, bool) and 0 <= number <= LAST_SEQUENCE


def parse_camera_message(data: bytes | None) -> CameraMessage:
    """Split a binary message and check the frame's size and scans without decoding it.

    Raises:
        RefusedError: it is too short, too long, no JPEG or too many pixels.
    """
    if data is None or len(data) <= SEQUENCE_BYTES:
        raise RefusedError(Refusal.NOT_A_FRAME)
    sequence = int.from_bytes(data[:SEQUENCE_BYTES], "big")
    if len(data) > settings.FRAME_MAX_BYTES:
        raise RefusedError(Refusal.TOO_LARGE, sequence)
    jpeg = data[SEQUENCE_BYTES:]
    try:
        size = jpeg_size(jpeg)
        check_scans(jpeg)
    except NotJpegError as error:
        raise RefusedError(Refusal.NOT_JPEG, sequence) from error
    if size.longer_side > settings.FRAME_MAX_SIDE_PX:
        raise RefusedError(Refusal.TOO_MANY_PIXELS, sequence)
    return CameraMessage(sequence, jpeg)


def check_seat(seat: Seat) -> None:
    """Whether this seat may send frames now.

    Raises:
        RefusedError: law, consent or the session's state forbid it.
    """
    if seat.camera == CameraState.PROHIBITED:
        raise RefusedError(Refusal.PROHIBITED)
    if seat.camera == CameraState.NEEDS_GUARDIAN:
        raise RefusedError(Refusal.NEEDS_GUARDIAN)
    if seat.camera != CameraState.ALLOWED:
        raise RefusedError(Refusal.NOT_AGREED)
    if seat.status == Status.PAUSED:
        raise RefusedError(Refusal.PAUSED)
    if seat.status != Status.LIVE:
        raise RefusedError(Refusal.NOT_LIVE)


def check_may_tap(seat: Seat, tap: Tap) -> None:
    """Whether this seat may tap now: with or without a camera, also in a pause.

    Raises:
        RefusedError: the session is not open.
    """
    if seat.status not in (Status.LIVE, Status.PAUSED):
        raise RefusedError(Refusal.NOT_LIVE, about=tap.type)


def check_pace_of_frames(pace: SeatPace, now_s: float, interval_ms: int) -> None:
    """Note a frame.

    Raises:
        RefusedError: it came sooner than half the announced interval after the one before, on whatever socket.
    """
    if now_s - pace.last_frame_s < EARLIEST * interval_ms / 1000:
        raise RefusedError(Refusal.TOO_FAST)
    pace.last_frame_s = now_s


def check_pace_of_taps(pace: SeatPace, now_s: float, tap: Tap) -> None:
    """Note a tap.

    Raises:
        RefusedError: there were too many.
    """
    if not pace.taps.take(now_s):
        raise RefusedError(Refusal.TOO_FAST, about=tap.type)
