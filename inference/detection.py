"""Image -> faces: the one interface of all detectors, and the detectors by name."""

from collections.abc import Callable, Mapping
from dataclasses import fields
from functools import partial
from pathlib import Path
from typing import Protocol

from inference.blazeface import FULL_RANGE, SHORT_RANGE, BlazeFace
from inference.boxes import Detections, Framing
from inference.confirmation import ConfirmationThresholds, ConfirmedBlazeFace
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


DEFAULT_DETECTOR = "blazeface"
DETECTORS: dict[str, Callable[[], Detector]] = {
    DEFAULT_DETECTOR: ConfirmedBlazeFace,
    "blazeface_short": partial(BlazeFace, SHORT_RANGE),
    "blazeface_full": partial(BlazeFace, FULL_RANGE),
    "haar": Haar,
}
YUNET_PREFIX = "yunet:"


def load_detector(name: str, moved: Mapping[str, float] | None = None) -> Detector:
    """Load a detector for use on one core: one of `DETECTORS`, or `yunet:PATH`.

    Args:
        moved: thresholds of `blazeface` that are to be others than the chosen ones, to measure what that does.

    Raises:
        ValueError: no detector has this name, the model is none, or there are no such thresholds to be moved.
        FileNotFoundError: there is no file at the path.
    """
    if moved:
        return _moved_blazeface(name, moved)
    if name.startswith(YUNET_PREFIX):
        return Yunet(Path(name.removeprefix(YUNET_PREFIX)))
    if name not in DETECTORS:
        known = ", ".join(sorted(DETECTORS))
        raise ValueError(f"unknown detector {name!r}; known: {known}, {YUNET_PREFIX}PATH")
    return DETECTORS[name]()


def _moved_blazeface(name: str, moved: Mapping[str, float]) -> Detector:
    """Load the default detector with other thresholds."""
    known = {field.name for field in fields(ConfirmationThresholds)}
    unknown = ", ".join(sorted(set(moved) - known))
    if name != DEFAULT_DETECTOR or unknown:
        raise ValueError(f"only {DEFAULT_DETECTOR} has thresholds to be moved: {', '.join(sorted(known))}")
    return ConfirmedBlazeFace(ConfirmationThresholds(**moved))
