"""A made-up network that reads the brightness of a crop, so that tests know every answer in advance."""

from pathlib import Path

import numpy as np

from inference.evaluation.networks import Network
from inference.labels import EMOTIONS, EMOTIONS_WITH_CONTEMPT

STEP = 30  # grey levels between two classes
SURE = 0.8


class BrightnessClassifier:
    """Says class 0 for crops of mean grey 0, class 1 for 30, and so on, with a probability of 0.8."""

    temperature = 1.0
    side, channels = 48, 1

    def takes_served_crops(self) -> bool:
        return True

    def __init__(self, classes: int) -> None:
        self.classes = classes

    def classify(self, crops: np.ndarray) -> np.ndarray:
        numbers = np.rint(crops.mean(axis=(1, 2)) / STEP).astype(int)
        shares = np.full((len(crops), self.classes), (1 - SURE) / (self.classes - 1), dtype=np.float32)
        shares[np.arange(len(crops)), np.minimum(numbers, self.classes - 1)] = SURE
        return shares


def brightness_network(classes: int = 7, minimum_confidence: float = 0.0) -> Network:
    names = EMOTIONS if classes == len(EMOTIONS) else EMOTIONS_WITH_CONTEMPT
    return Network("brightness", BrightnessClassifier(classes), names, minimum_confidence, "00")


def shown_as(*classes: int) -> np.ndarray:
    """Crops that the brightness network takes for these classes."""
    levels = np.array(classes, dtype=np.uint8) * STEP
    return np.broadcast_to(levels[:, np.newaxis, np.newaxis], (len(classes), 48, 48)).copy()


def write_crops(path: Path, shown: list[int], labelled: list[int], usage: list[int] | int = 1) -> Path:
    """Write crops that show some classes and carry the labels of others."""
    usages = np.broadcast_to(np.array(usage, dtype=np.uint8), len(shown))
    np.savez(path, pixels=shown_as(*shown), emotion=np.array(labelled, dtype=np.uint8), usage=usages)
    return path
