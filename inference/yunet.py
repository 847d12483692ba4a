"""YuNet (Wu, Peng and Yu 2023) through OpenCV, when the path of a model file is given: no package brings one.

It was tested here against a stand-in for OpenCV's class only, never with real weights.
"""

from pathlib import Path

import cv2
import numpy as np

from inference.boxes import Detections, Framing
from inference.frames import Image
from inference.placement import bounded

MINIMUM_CONFIDENCE = 0.6
MAXIMUM_OVERLAP = 0.3
MAXIMUM_FACES = 5000
# Larger photos are made smaller first: the first layers alone hold some 30 bytes a pixel.
LONGER_SIDE_PX = 1920
# Columns of a row that OpenCV gives: box as left, top, width, height, then five points and the score.
POINTS = slice(4, 14)
SCORE = 14


class Yunet:
    """OpenCV's `FaceDetectorYN`, for images of any size.

    The framing is the median over 99 labelled faces, between boxes as people draw them, which YuNet learned from, and
    BlazeFace's crop; the middle half of the faces lies within 7 % of it.
    """

    framing = Framing(side=0.93, up=0.007)
    thresholds = {"detection_confidence": MINIMUM_CONFIDENCE}

    def __init__(self, path: Path) -> None:
        """Load a model file.

        Raises:
            FileNotFoundError: there is no such file.
            ValueError: OpenCV cannot read it.
        """
        if not path.is_file():
            raise FileNotFoundError(f"the YuNet model {path} is missing")
        try:
            self.network = cv2.FaceDetectorYN.create(
                str(path), "", (320, 320), MINIMUM_CONFIDENCE, MAXIMUM_OVERLAP, MAXIMUM_FACES
            )
        except cv2.error as error:
            raise ValueError(f"{path} is not a YuNet model that OpenCV reads: {error.err}") from error

    def detect(self, image: Image) -> Detections:
        """Find faces in a BGR uint8 image of shape (height, width, 3)."""
        seen, placement = bounded(image, LONGER_SIDE_PX)
        height, width = seen.shape[:2]
        self.network.setInputSize((width, height))
        _, rows = self.network.detect(seen)
        found = np.zeros((0, 15), dtype=np.float32) if rows is None else np.asarray(rows, dtype=np.float32)
        return placement.undo(from_rows(found))


def from_rows(rows: np.ndarray[tuple[int, int], np.dtype[np.float32]]) -> Detections:
    """Turn OpenCV's rows, shape (n, 15), into detections.

    Its points are right eye, left eye, nose, right and left corner of the mouth, right being the person's own; ours
    are right eye, left eye, nose and middle of the mouth, and no ears.
    """
    xyxy = np.concatenate([rows[:, :2], rows[:, :2] + rows[:, 2:4]], axis=1)
    points = rows[:, POINTS].reshape(-1, 5, 2)
    mouth = points[:, 3:].mean(axis=1, keepdims=True)
    return Detections(xyxy, rows[:, SCORE], np.concatenate([points[:, :3], mouth], axis=1))
