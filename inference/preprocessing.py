"""Face -> crop -> network input.

`to_input` is the same for training and for serving. `crop_faces` cuts what is served, framed as FER2013's crops are;
training reads crops that others have cut, and moves them at random about as far as a detector's framing varies.
"""

import math
from collections.abc import Sequence
from typing import NamedTuple

import cv2
import numpy as np
import numpy.typing as npt

from inference.boxes import LEFT_EYE, RIGHT_EYE, Detections, Framing
from inference.frames import Image

Crops = npt.NDArray[np.uint8]

CROP_SIDE = 48
# FER2013's mean (0.508) and deviation (0.255) of grey values, rounded.
INPUT_MEAN = 0.5
INPUT_DEVIATION = 0.25
# Mean grey that darker crops are brightened to. Eight in a hundred of FER2013's are darker, most of them not by much;
# so networks know little of the dark: `evaluate-gate` with crops measures what is won, decision 5 what else was tried.
LEAST_CROP_BRIGHTNESS = 80.0


class Square(NamedTuple):
    """Where a crop lies in an image: its centre and side in pixels, its turn in radians, clockwise."""

    x: float
    y: float
    side: float
    turn: float


def crop_faces(image: Image, detections: Detections, framing: Framing) -> Crops:
    """Cut out every face upright, framed as in FER2013; what lies outside the image is black.

    Args:
        image: BGR, uint8, shape (height, width, 3).
        detections: the faces; with keypoints the eyes come to lie level, without them the crop is not turned.
        framing: the detector's.

    Returns:
        Grey, uint8, shape (n, 48, 48), in the order of the detections.
    """
    if len(detections) == 0:
        return np.zeros((0, CROP_SIDE, CROP_SIDE), dtype=np.uint8)
    grey = np.asarray(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY), dtype=np.uint8)
    return np.stack([_cut(grey, square) for square in crop_squares(detections, framing)])


def crop_squares(detections: Detections, framing: Framing) -> list[Square]:
    """Return where every face's crop lies."""
    boxes, rolls = detections.xyxy.tolist(), eye_angles(detections)
    return [_square_about(box, roll, framing) for box, roll in zip(boxes, rolls, strict=True)]


def _square_about(box: Sequence[float], roll: float, framing: Framing) -> Square:
    """Frame one box: left, top, right and bottom in pixels."""
    left, top, right, bottom = box
    side = max(right - left, bottom - top)
    x = (left + right) / 2 + math.sin(roll) * side * framing.up
    y = (top + bottom) / 2 - math.cos(roll) * side * framing.up
    return Square(x, y, side * framing.side, roll)


def eye_angles(detections: Detections) -> list[float]:
    """Return each face's roll in radians, clockwise in the image; 0 without keypoints."""
    if detections.keypoints is None:
        return [0.0] * len(detections)
    return [
        math.atan2(points[LEFT_EYE][1] - points[RIGHT_EYE][1], points[LEFT_EYE][0] - points[RIGHT_EYE][0])
        for points in detections.keypoints.tolist()
    ]


def _cut(grey: Crops, square: Square) -> Crops:
    """Cut one turned square at its own resolution, then bring it to the crop's size without aliasing."""
    pixels = max(CROP_SIDE, round(square.side))
    cosine, sine = (part(square.turn) * square.side / pixels for part in (math.cos, math.sin))
    # From crop to image: the middle of the crop lies on the centre; pixel centres are at half coordinates.
    middle = (pixels - 1) / 2
    across = [cosine, -sine, square.x - 0.5 - (cosine - sine) * middle]
    down = [sine, cosine, square.y - 0.5 - (sine + cosine) * middle]
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    turned = cv2.warpAffine(grey, np.array([across, down]), (pixels, pixels), flags=flags)
    crop = cv2.resize(turned, (CROP_SIDE, CROP_SIDE), interpolation=cv2.INTER_AREA)
    return np.asarray(crop, dtype=np.uint8)


def to_input(crops: Crops) -> npt.NDArray[np.float32]:
    """Turn uint8 crops into network input, roughly standardised; dark ones are brightened, by one factor for the crop.

    Args:
        crops: grey, shape (n, side, side), or BGR, shape (n, side, side, 3).

    Returns:
        float32, shape (n, side, side, 1) or (n, side, side, 3).
    """
    scaled = brightened_crops(crops.astype(np.float32)) / np.float32(255)
    standardised = (scaled - np.float32(INPUT_MEAN)) / np.float32(INPUT_DEVIATION)
    return standardised if standardised.ndim == 4 else standardised[..., np.newaxis]


def brightened_crops(values: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Multiply the grey values of each dark crop so that their mean is `LEAST_CROP_BRIGHTNESS`, up to 255.

    Too little light takes the same part from every value, as a camera's exposure does, so a factor gives it back.

    Args:
        values: 0..255, shape (n, ...); not changed.
    """
    means = values.mean(axis=tuple(range(1, values.ndim)), keepdims=True)
    if (means >= LEAST_CROP_BRIGHTNESS).all():
        return values
    factors = np.maximum(LEAST_CROP_BRIGHTNESS / np.maximum(means, 1), 1)
    brighter: npt.NDArray[np.float32] = np.minimum(values * factors, 255)
    return brighter
