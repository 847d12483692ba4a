"""OpenCV's Haar cascade (Viola and Jones 2001), the detector of the papers: selectable, not the default."""

from pathlib import Path

import cv2
import numpy as np

from inference.boxes import Detections, Framing
from inference.frames import Image
from inference.placement import bounded

CASCADE = Path(cv2.__file__).parent / "data" / "haarcascade_frontalface_default.xml"
SCALE_STEP = 1.1
MINIMUM_NEIGHBOURS = 5
MINIMUM_SIDE_PX = 24  # the cascade's own window
# Larger photos are made smaller first: the cascade takes 60 bytes a pixel.
LONGER_SIDE_PX = 1280


class Haar:
    """The frontal face cascade; it gives no keypoints, so crops are not aligned and gaze stays unknown.

    The framing is the median over 520 faces that BlazeFace finds too, brought to BlazeFace's crop.
    """

    framing = Framing(side=1.23, up=-0.06)
    thresholds = {"detection_neighbours": float(MINIMUM_NEIGHBOURS)}

    def __init__(self) -> None:
        """Load the cascade that comes with OpenCV."""
        self.cascade = cv2.CascadeClassifier(str(CASCADE))

    def detect(self, image: Image) -> Detections:
        """Find faces in a BGR uint8 image of shape (height, width, 3).

        The confidence is the last stage's weight squeezed into 0..1: an order, not a probability.
        """
        seen, placement = bounded(image, LONGER_SIDE_PX)
        grey = cv2.cvtColor(seen, cv2.COLOR_BGR2GRAY)
        boxes, _, weights = self.cascade.detectMultiScale3(
            grey,
            scaleFactor=SCALE_STEP,
            minNeighbors=MINIMUM_NEIGHBOURS,
            minSize=(MINIMUM_SIDE_PX, MINIMUM_SIDE_PX),
            outputRejectLevels=True,
        )
        corners = np.asarray(boxes, dtype=np.float32).reshape(-1, 4)
        xyxy = np.concatenate([corners[:, :2], corners[:, :2] + corners[:, 2:]], axis=1)
        weight = np.clip(np.asarray(weights, dtype=np.float32).reshape(-1), 0, None)
        return placement.undo(Detections(xyxy, weight / (1 + weight)))
