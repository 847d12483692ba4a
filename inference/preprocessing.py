"""Face -> crop -> network input.

`to_input` is the same for training and for serving. `crop_faces` cuts what is served, framed as FER2013's crops are;
training reads crops that others have cut, and moves them at random about as far as a detector's framing varies.
"""

import cv2
import numpy as np
import numpy.typing as npt

from inference.boxes import LEFT_EYE, RIGHT_EYE, Detections, Floats, Framing
from inference.frames import Image

Crops = npt.NDArray[np.uint8]

CROP_SIDE = 48
# FER2013's mean (0.508) and deviation (0.255) of grey values, rounded.
INPUT_MEAN = 0.5
INPUT_DEVIATION = 0.25


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
    squares = crop_squares(detections, framing)
    return np.stack([_cut(grey, *square) for square in squares])


def crop_squares(detections: Detections, framing: Framing) -> list[tuple[Floats, float, float]]:
    """Return centre in pixels, side in pixels and turn in radians of every face's crop."""
    sides = (detections.xyxy[:, 2:] - detections.xyxy[:, :2]).max(axis=1)
    turns = eye_angles(detections)
    upward = np.stack([np.sin(turns), -np.cos(turns)], axis=1)
    centres = (detections.xyxy[:, :2] + detections.xyxy[:, 2:]) / 2 + upward * (sides * framing.up)[:, np.newaxis]
    return [
        (centre, float(side) * framing.side, float(turn))
        for centre, side, turn in zip(centres, sides, turns, strict=True)
    ]


def eye_angles(detections: Detections) -> Floats:
    """Return each face's roll in radians, clockwise in the image; 0 without keypoints. Shape (n,)."""
    if detections.keypoints is None:
        return np.zeros(len(detections), dtype=np.float32)
    between = detections.keypoints[:, LEFT_EYE] - detections.keypoints[:, RIGHT_EYE]
    angle: Floats = np.arctan2(between[:, 1], between[:, 0]).astype(np.float32)
    return angle


def _cut(grey: Crops, centre: Floats, side: float, turn: float) -> Crops:
    """Cut one turned square at its own resolution, then bring it to the crop's size without aliasing."""
    pixels = max(CROP_SIDE, round(side))
    cosine, sine = np.cos(turn) * side / pixels, np.sin(turn) * side / pixels
    turned = np.array([[cosine, -sine], [sine, cosine]])
    # From crop to image: the middle of the crop lies on the centre; pixel centres are at half coordinates.
    offset = centre - 0.5 - turned @ np.full(2, (pixels - 1) / 2)
    matrix = np.concatenate([turned, offset[:, np.newaxis]], axis=1)
    square = cv2.warpAffine(grey, matrix, (pixels, pixels), flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP)
    crop = cv2.resize(square, (CROP_SIDE, CROP_SIDE), interpolation=cv2.INTER_AREA)
    return np.asarray(crop, dtype=np.uint8)


def to_input(crops: Crops) -> npt.NDArray[np.float32]:
    """Turn uint8 crops into network input, roughly standardised.

    Args:
        crops: grey, shape (n, side, side), or BGR, shape (n, side, side, 3).

    Returns:
        float32, shape (n, side, side, 1) or (n, side, side, 3).
    """
    scaled = crops.astype(np.float32) / np.float32(255)
    standardised = (scaled - np.float32(INPUT_MEAN)) / np.float32(INPUT_DEVIATION)
    return standardised if standardised.ndim == 4 else standardised[..., np.newaxis]
