"""Plain pictures as a camera might send them."""

import cv2
import numpy as np


def jpeg(width: int, height: int, *options: int) -> bytes:
    """A grey picture, stored with these options of OpenCV."""
    picture = np.full((height, width, 3), 127, np.uint8)
    return cv2.imencode(".jpg", picture, list(options))[1].tobytes()
