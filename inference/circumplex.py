"""Russell's plane (1980): how pleasant and how aroused a face looks. Experimental; limits in `docs/engagement.md`."""

from collections.abc import Sequence
from dataclasses import dataclass

from inference.engagement import mean_over_emotions

# Mean ratings of the words happy, surprised, angry, fearful, disgusted and sad on scales from -1 to 1 (Russell and
# Mehrabian 1977). A neutral face is put in the middle of both scales; the study has no such word.
PLEASURE = {
    "angry": -0.51,
    "disgust": -0.60,
    "fear": -0.64,
    "happy": 0.81,
    "sad": -0.63,
    "surprise": 0.40,
    "neutral": 0.0,
}
AROUSAL = {
    "angry": 0.59,
    "disgust": 0.35,
    "fear": 0.60,
    "happy": 0.51,
    "sad": -0.27,
    "surprise": 0.67,
    "neutral": 0.0,
}


@dataclass(frozen=True)
class PlanePoint:
    """A place on Russell's plane.

    Attributes:
        pleasure: unpleasant -1 to pleasant 1.
        arousal: calm -1 to excited 1.
    """

    pleasure: float
    arousal: float


def place(probabilities: Sequence[float]) -> PlanePoint:
    """Return the mean place of the emotions, weighted by their probabilities (seven or eight).

    Raises:
        ValueError: there are neither seven nor eight probabilities.
    """
    return PlanePoint(
        pleasure=mean_over_emotions(probabilities, PLEASURE),
        arousal=mean_over_emotions(probabilities, AROUSAL),
    )
