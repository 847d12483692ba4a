"""Image -> faces: the one interface of all detectors, and the detectors by name."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Protocol

from inference.blazeface import FULL_RANGE, SHORT_RANGE, BlazeFace
from inference.boxes import Detections, Framing
from inference.confirmation import ConfirmedBlazeFace
from inference.frames import Image
from inference.haar import Haar
from inference.yunet import Yunet


class Detector(Protocol):
    """Anything that finds faces.

    Attributes:
        framing: how its boxes become crops.
        thresholds: what decides whether something counts as a face, by name.
    """

    framing: Framing
    thresholds: dict[str, float]

    def detect(self, image: Image) -> Detections:
        """Find faces in a BGR uint8 image of shape (height, width, 3)."""
        ...


DETECTORS: dict[str, Callable[[], Detector]] = {
    "blazeface": ConfirmedBlazeFace,
    "blazeface_short": partial(BlazeFace, SHORT_RANGE),
    "blazeface_full": partial(BlazeFace, FULL_RANGE),
    "haar": Haar,
}
YUNET_PREFIX = "yunet:"


def load_detector(name: str) -> Detector:
    """Load a detector for use on one core: one of `DETECTORS`, or `yunet:PATH`.

    Raises:
        ValueError: no detector has this name, or the model is none.
        FileNotFoundError: there is no file at the path.
    """
    if name.startswith(YUNET_PREFIX):
        return Yunet(Path(name.removeprefix(YUNET_PREFIX)))
    if name not in DETECTORS:
        known = ", ".join(sorted(DETECTORS))
        raise ValueError(f"unknown detector {name!r}; known: {known}, {YUNET_PREFIX}PATH")
    return DETECTORS[name]()
