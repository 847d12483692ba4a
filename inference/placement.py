"""Images brought to the size that a network or a cascade looks at, and what was found there brought back."""

from dataclasses import dataclass

import cv2
import numpy as np

from inference.boxes import Detections
from inference.frames import Image


@dataclass(frozen=True)
class Placement:
    """Where an image lies on a canvas: pixel * scale + (left, top)."""

    scale: float
    left: int
    top: int

    def undo(self, detections: Detections) -> Detections:
        """Return detections on the canvas as detections in the image."""
        offset = np.array([self.left, self.top, self.left, self.top], dtype=np.float32)
        scale = np.float32(self.scale)
        xyxy = (detections.xyxy - offset) / scale
        keypoints = None if detections.keypoints is None else (detections.keypoints - offset[:2]) / scale
        return Detections(xyxy, detections.confidence, keypoints)


def letterbox(image: Image, height: int, width: int) -> tuple[Image, Placement]:
    """Scale a BGR image into the middle of a black one of this size in pixels, keeping its proportions.

    Returns:
        The canvas, uint8, shape (height, width, 3), and where the image lies on it.
    """
    scale = min(height / image.shape[0], width / image.shape[1])
    inner_height, inner_width = (max(1, round(length * scale)) for length in image.shape[:2])
    resized = shrink(image, inner_height, inner_width)
    if resized.shape[:2] == (height, width):
        return resized, Placement(scale, 0, 0)
    left, top = (width - inner_width) // 2, (height - inner_height) // 2
    canvas = np.zeros((height, width, 3), dtype=np.uint8)
    canvas[top : top + inner_height, left : left + inner_width] = resized
    return canvas, Placement(scale, left, top)


def bounded(image: Image, longer_side: int) -> tuple[Image, Placement]:
    """Return a BGR uint8 image no longer than this many pixels, and where the given one lies on it."""
    height, width = image.shape[:2]
    if max(height, width) <= longer_side:
        return image, Placement(1.0, 0, 0)
    scale = longer_side / max(height, width)
    return shrink(image, *(max(1, round(length * scale)) for length in (height, width))), Placement(scale, 0, 0)


def shrink(image: Image, height: int, width: int) -> Image:
    """Return a BGR uint8 image as shape (height, width, 3): halved as often as it goes, then resized linearly.

    Area averaging in one step takes eight times as long.
    """
    while image.shape[0] >= 2 * height and image.shape[1] >= 2 * width:
        half = (image.shape[1] // 2, image.shape[0] // 2)
        image = np.asarray(cv2.resize(image, half, interpolation=cv2.INTER_AREA), dtype=np.uint8)
    return np.asarray(cv2.resize(image, (width, height), interpolation=cv2.INTER_LINEAR), dtype=np.uint8)
