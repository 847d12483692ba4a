"""Whether a message from a camera is a frame we take. Pure functions: the consumer asks, this answers."""

from dataclasses import dataclass

from django.conf import settings

from classroom.live.jpeg import NotJpegError, jpeg_size
from classroom.live.messages import SEQUENCE_BYTES, Refusal
from classroom.sessions.models import Status
from classroom.sessions.selectors import CameraState, Seat

EARLIEST = 0.5  # of the announced interval: cameras that drift are fine, cameras that flood are not


@dataclass(frozen=True)
class CameraMessage:
    sequence: int
    jpeg: bytes


class RefusedError(Exception):
    """A message is not taken; says why, and for which frame when that could be read."""

    def __init__(self, reason: Refusal, sequence: int | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.sequence = sequence


def parse_camera_message(data: bytes | None) -> CameraMessage:
    """Split a binary message and check the frame's size by its header.

    Raises:
        RefusedError: it is text, too short, too long, no JPEG or too many pixels.
    """
    if data is None or len(data) <= SEQUENCE_BYTES:
        raise RefusedError(Refusal.NOT_A_FRAME)
    sequence = int.from_bytes(data[:SEQUENCE_BYTES], "big")
    if len(data) > settings.FRAME_MAX_BYTES:
        raise RefusedError(Refusal.TOO_LARGE, sequence)
    jpeg = data[SEQUENCE_BYTES:]
    try:
        size = jpeg_size(jpeg)
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


class Pace:
    """How often one socket may send."""

    def __init__(self) -> None:
        self._last_s = float("-inf")

    def check(self, now_s: float, interval_ms: int) -> None:
        """Note a frame.

        Raises:
            RefusedError: it came sooner than half the announced interval after the one before.
        """
        if now_s - self._last_s < EARLIEST * interval_ms / 1000:
            raise RefusedError(Refusal.TOO_FAST)
        self._last_s = now_s
