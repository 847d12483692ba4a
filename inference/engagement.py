"""Probabilities, head direction and lids -> valence, gaze and the soft concentration index.

All of it is experimental; `docs/engagement.md` gives sources, what a random classifier gets, and the limits.
"""

import math
from collections.abc import Mapping, Sequence

from inference.boxes import LEFT_EYE, MOUTH, NOSE_TIP, RIGHT_EYE, Floats
from inference.labels import EMOTIONS, EMOTIONS_WITH_CONTEMPT
from inference.results import Eyes, Gaze

UNPLEASANT = ("angry", "sad", "fear", "disgust")

# Sharma et al. 2019 (arXiv 1909.12913).
EMOTION_WEIGHTS = {
    "angry": 0.25,
    "disgust": 0.2,
    "fear": 0.3,
    "happy": 0.6,
    "sad": 0.3,
    "surprise": 0.6,
    "neutral": 0.9,
}
# With open eyes. Without keypoints nothing speaks against "centred".
GAZE_WEIGHTS: dict[Gaze, float] = {"centred": 5.0, "off_centre": 2.0, "unknown": 5.0}
# Wherever the head points.
LID_WEIGHTS: dict[Eyes, float] = {"half_closed": 1.5, "closed": 0.0}
INDEX_SCALE = 4.5

# Sideways: in eye distances; beyond it the head is turned by about 25 degrees. Up and down: the nose between eyes and
# mouth. In 489 frontal portraits 98 of 100 lie within -0.06..0.04 and 0.44..0.61.
CENTRED_SIDEWAYS = 0.28
CENTRED_UPRIGHT = (0.36, 0.70)


def share_by_emotion(probabilities: Sequence[float]) -> dict[str, float]:
    """Name the probabilities of seven or eight classes.

    No formula here knows contempt: it is left out, and the rest is made to sum to one again. When nothing is left,
    nothing is known, and every emotion gets the same share.

    Raises:
        ValueError: there are neither seven nor eight.
    """
    if len(probabilities) == len(EMOTIONS):
        return dict(zip(EMOTIONS, probabilities, strict=True))
    named = dict(zip(EMOTIONS_WITH_CONTEMPT, probabilities, strict=True))
    known = sum(named[name] for name in EMOTIONS)
    return {name: named[name] / known if known else 1 / len(EMOTIONS) for name in EMOTIONS}


def mean_over_emotions(probabilities: Sequence[float], values: Mapping[str, float]) -> float:
    """Return the mean of a value that each of the seven emotions has, weighted by their probabilities.

    Raises:
        ValueError: there are neither seven nor eight probabilities.
    """
    return sum(values[name] * share for name, share in share_by_emotion(probabilities).items())


def valence(probabilities: Sequence[float]) -> float:
    """Return pleasant minus the strongest unpleasant emotion, -1..1 (the form FaceReader uses).

    Args:
        probabilities: calibrated, in the order of `EMOTIONS`, or of `EMOTIONS_WITH_CONTEMPT`.

    Raises:
        ValueError: there are neither seven nor eight probabilities.
    """
    share = share_by_emotion(probabilities)
    return share["happy"] - max(share[name] for name in UNPLEASANT)


def engagement(probabilities: Sequence[float], gaze: Gaze, eyes: Eyes = "unknown") -> float:
    """Return the concentration index with the emotion weight averaged over all emotions, 0..1.

    Args:
        probabilities: calibrated, in the order of `EMOTIONS`, or of `EMOTIONS_WITH_CONTEMPT`.
        gaze: where the head points.
        eyes: how open they are; "unknown" counts as open.

    Raises:
        ValueError: there are neither seven nor eight probabilities.
    """
    gaze_weight = LID_WEIGHTS.get(eyes, GAZE_WEIGHTS[gaze])
    return min(1.0, mean_over_emotions(probabilities, EMOTION_WEIGHTS) * gaze_weight / INDEX_SCALE)


def head_direction(keypoints: Floats) -> tuple[float, float]:
    """Return where the nose lies, in the face's own axes: a measure of turn and nod without a 3-D model.

    Args:
        keypoints: one face's, pixels, shape (k, 2); eyes, nose and mouth first (`boxes.py`).

    Returns:
        Sideways from the middle between the eyes, in eye distances (0 is frontal, positive to the image's right);
        and its height between eyes (0) and mouth (1). Both are 0 where eyes or mouth coincide.
    """
    points = keypoints.tolist()
    (left_x, left_y), (right_x, right_y) = points[LEFT_EYE], points[RIGHT_EYE]
    across_x, across_y = left_x - right_x, left_y - right_y
    distance = math.hypot(across_x, across_y)
    if distance == 0:
        return 0.0, 0.0

    def in_own_axes(x: float, y: float) -> tuple[float, float]:
        x, y = x - (left_x + right_x) / 2, y - (left_y + right_y) / 2
        return (across_x * x + across_y * y) / distance, (across_x * y - across_y * x) / distance

    (sideways, down), (_, mouth_down) = in_own_axes(*points[NOSE_TIP]), in_own_axes(*points[MOUTH])
    return sideways / distance, down / mouth_down if mouth_down else 0.0


def gaze(keypoints: Floats | None) -> Gaze:
    """Tell from the head whether a person looks about towards the camera; eyes alone are not followed.

    Args:
        keypoints: one face's, pixels, shape (k, 2); eyes, nose and mouth first (`boxes.py`).
    """
    if keypoints is None:
        return "unknown"
    sideways, height = head_direction(keypoints)
    is_upright = CENTRED_UPRIGHT[0] <= height <= CENTRED_UPRIGHT[1]
    return "centred" if abs(sideways) <= CENTRED_SIDEWAYS and is_upright else "off_centre"
