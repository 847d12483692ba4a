"""What a frame gives: the only types that leave this package."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

Box = tuple[float, float, float, float]
Gaze = Literal["centred", "off_centre", "unknown"]
Eyes = Literal["open", "half_closed", "closed", "unknown"]


class Reason(StrEnum):
    """Why a frame gives no reading."""

    UNREADABLE_IMAGE = "unreadable_image"
    NO_FACE = "no_face"
    SEVERAL_FACES = "several_faces"
    TOO_SMALL = "too_small"
    TOO_DARK = "too_dark"
    TOO_BLURRED = "too_blurred"
    TURNED_AWAY = "turned_away"
    CUT_OFF = "cut_off"
    NOT_SURE = "not_sure"


@dataclass(frozen=True)
class ModelInfo:
    """Which network reads, and with which thresholds; a class session stores it.

    Attributes:
        name: the entry in `weights.toml`.
        sha256: of the weights file, in hexadecimal.
        temperature: divisor of the logits before the softmax.
        thresholds: of detection, quality gate and confidence, by name.
    """

    name: str
    sha256: str
    temperature: float
    thresholds: dict[str, float]


@dataclass(frozen=True)
class FaceReading:
    """One frame with one confident face. An estimate by a model, not a fact about a person.

    Attributes:
        xyxy: left, top, right, bottom as fractions of the frame's width and height.
        confidence: the top calibrated probability, 0..1.
        probabilities: calibrated, sum 1, in the order of the network's classes: `EMOTIONS`, perhaps with contempt
            behind them.
        label: the likeliest of these classes.
        valence: unpleasant -1 to pleasant 1.
        pleasure: the place on Russell's plane, -1 to 1; experimental.
        arousal: likewise.
        engagement: soft concentration index, 0..1.
        gaze: where the head points.
        eyes: how open they are; live sessions do not look.
    """

    xyxy: Box
    confidence: float
    probabilities: tuple[float, ...]
    label: str
    valence: float
    pleasure: float
    arousal: float
    engagement: float
    gaze: Gaze
    eyes: Eyes = "unknown"


@dataclass(frozen=True)
class FrameResult:
    """What was found in one frame; exactly one of `reading` and `reason` is set.

    Attributes:
        width: of the frame in pixels, 0 when it could not be read.
        height: likewise.
        faces: all boxes found, largest first, as fractions of width and height.
    """

    reading: FaceReading | None
    reason: Reason | None
    width: int
    height: int
    faces: tuple[Box, ...] = ()

    def __post_init__(self) -> None:
        """Refuse a result that both reads and gives a reason for not reading, or neither."""
        if (self.reading is None) == (self.reason is None):
            raise ValueError("a frame gives either a reading or a reason")
