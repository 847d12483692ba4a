"""Labelled face crops: the one shape in which every data set reaches training and evaluation."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

TRAINING, PUBLIC_TEST, PRIVATE_TEST = 0, 1, 2
USAGES = ("Training", "PublicTest", "PrivateTest")
# FER+ (Barsoum et al. 2016, arXiv 1608.01041), in the order of its file.
VOTE_COLUMNS = (
    "neutral", "happiness", "surprise", "sadness", "anger", "disgust", "fear", "contempt", "unknown", "no_face",
)  # fmt: skip


class DatasetError(ValueError):
    """A file does not hold the labelled crops it should; the message says what is wrong."""


@dataclass(frozen=True)
class Crops:
    """Labelled face crops.

    Attributes:
        pixels: uint8, grey of shape (n, side, side) or BGR of shape (n, side, side, 3).
        emotion: index into `EMOTIONS_WITH_CONTEMPT`, uint8, shape (n,); `check_classes` tells whether a network of
            seven classes may be trained on them.
        usage: FER2013's own parts (0 Training, 1 PublicTest, 2 PrivateTest), uint8, shape (n,).
        votes: FER+ votes of ten labellers, uint8, shape (n, 10) in the order of `VOTE_COLUMNS`; None where unknown.
    """

    pixels: npt.NDArray[np.uint8]
    emotion: npt.NDArray[np.uint8]
    usage: npt.NDArray[np.uint8]
    votes: npt.NDArray[np.uint8] | None = None

    def __len__(self) -> int:
        """Return how many crops there are."""
        return len(self.pixels)

    def take(self, rows: npt.NDArray[np.intp] | npt.NDArray[np.bool_]) -> "Crops":
        """Return the crops at these indices, or where this mask is true."""
        votes = None if self.votes is None else self.votes[rows]
        return Crops(self.pixels[rows], self.emotion[rows], self.usage[rows], votes)

    def part(self, usage: int) -> "Crops":
        """Return one of FER2013's parts."""
        return self.take(self.usage == usage)
