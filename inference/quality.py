"""Is a found face fit to be read? If not, why: the reasons a person can do something about."""

import math
from dataclasses import asdict, dataclass
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from inference.boxes import Detections, Framing, areas
from inference.engagement import head_direction
from inference.frames import Image
from inference.preprocessing import crop_squares
from inference.results import Reason

MAXIMUM_STRETCH = 6.0
RIM_PX = 8


@dataclass(frozen=True)
class Thresholds:
    """From where on a face is read; the model card says how each was chosen.

    Attributes:
        minimum_side_px: of the detector's box.
        minimum_brightness: mean grey of the crop, 0..255.
        minimum_sharpness: variance of the Laplacian inside the crop.
        maximum_turn: of the nose from the middle of the eyes, in eye distances.
        minimum_visible: part of the crop that lies inside the frame.
        second_face: a second face above this part of the largest's area makes it "several".
    """

    minimum_side_px: float = 32.0
    minimum_brightness: float = 12.0
    minimum_sharpness: float = 200.0
    maximum_turn: float = 0.6
    minimum_visible: float = 0.6
    second_face: float = 0.5

    def as_dict(self) -> dict[str, float]:
        """Return the thresholds by name."""
        return asdict(self)


def check_faces(image: Image, faces: Detections, framing: Framing, thresholds: Thresholds) -> Reason | None:
    """Return why these faces, largest first, give no reading, as far as their boxes tell; None if they may.

    Args:
        image: BGR, uint8, shape (height, width, 3).
        faces: in pixels of the image.
    """
    if len(faces) == 0:
        return Reason.NO_FACE
    size, *smaller = areas(faces.xyxy).tolist()
    if smaller and smaller[0] > thresholds.second_face * size:
        return Reason.SEVERAL_FACES
    if math.sqrt(size) < thresholds.minimum_side_px:
        return Reason.TOO_SMALL
    if visible_part(image, faces, framing) < thresholds.minimum_visible:
        return Reason.CUT_OFF
    if faces.keypoints is not None and abs(head_direction(faces.keypoints[0])[0]) > thresholds.maximum_turn:
        return Reason.TURNED_AWAY
    return None


def check_crop(crop: Image, thresholds: Thresholds) -> Reason | None:
    """Return why a grey crop of shape (48, 48) gives no reading; None if it may."""
    if cv2.mean(crop)[0] < thresholds.minimum_brightness:
        return Reason.TOO_DARK
    if sharpness(crop) < thresholds.minimum_sharpness:
        return Reason.TOO_BLURRED
    return None


def sharpness(crop: Image) -> float:
    """Return the variance of the Laplacian (Pech-Pacheco et al. 2000) inside a grey crop, (48, 48), contrast stretched.

    The rim is left out: an edge of the picture there would count as detail. The inside is brought to a deviation of
    50 grey levels first, so that dim light does not count as blur; but it is stretched at most sixfold, where the
    rounding of grey levels alone has a variance of 60 (1/12 in a pixel, 20 times that in the Laplacian).
    """
    inside = crop[RIM_PX:-RIM_PX, RIM_PX:-RIM_PX]
    stretch = min(50 / max(_deviation(inside), 1e-6), MAXIMUM_STRETCH)
    return _deviation(cv2.Laplacian(inside * stretch, cv2.CV_64F)) ** 2


def _deviation(values: npt.NDArray[Any]) -> float:
    """Return the standard deviation of an array of shape (height, width)."""
    _mean, deviation = cv2.meanStdDev(values)
    return float(deviation[0, 0])


def visible_part(image: Image, faces: Detections, framing: Framing) -> float:
    """Return which part of the largest face's crop lies inside the image, 0..1; its turn is ignored."""
    square = crop_squares(faces.take(np.arange(1)), framing)[0]
    height, width = image.shape[:2]
    return _inside(square.x, square.side, width) * _inside(square.y, square.side, height)


def _inside(centre: float, side: float, length: int) -> float:
    """Return which part of a stretch of this side lies between 0 and the length."""
    start, end = (min(max(edge, 0.0), float(length)) for edge in (centre - side / 2, centre + side / 2))
    return (end - start) / side
