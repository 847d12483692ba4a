"""What data sets call the classes and the parts -> their numbers here.

Classes are known by their names alone: folders in alphabetical order are not in FER2013's order.
"""

import re

from inference.labels import EMOTIONS_WITH_CONTEMPT
from inference.training.crops import PRIVATE_TEST, PUBLIC_TEST, TRAINING

SYNONYMS = {
    "angry": ("anger",),
    "disgust": ("disgusted",),
    "fear": ("fearful", "afraid"),
    "happy": ("happiness",),
    "sad": ("sadness",),
    "surprise": ("surprised",),
    "neutral": ("calm",),
    "contempt": ("contemptuous",),
}
EMOTION_NUMBERS = {
    name: number for number, emotion in enumerate(EMOTIONS_WITH_CONTEMPT) for name in (emotion, *SYNONYMS[emotion])
}
# A data set with one held-out part besides training calls it either; what it calls test stays untouched until the end,
# as FER2013's PrivateTest does.
USAGE_NUMBERS = {
    "train": TRAINING,
    "training": TRAINING,
    "val": PUBLIC_TEST,
    "valid": PUBLIC_TEST,
    "validation": PUBLIC_TEST,
    "public": PUBLIC_TEST,
    "publictest": PUBLIC_TEST,
    "test": PRIVATE_TEST,
    "testing": PRIVATE_TEST,
    "private": PRIVATE_TEST,
    "privatetest": PRIVATE_TEST,
}


def emotion_number(name: str) -> int | None:
    """Return the class's number in `EMOTIONS_WITH_CONTEMPT`, or None for a name that is none."""
    return EMOTION_NUMBERS.get(_letters(name))


def usage_number(name: str) -> int | None:
    """Return 0 for a training part, 1 for a validation part, 2 for a test part, None for any other name."""
    return USAGE_NUMBERS.get(_letters(name))


def _letters(name: str) -> str:
    """Return the letters alone, in lower case: `3 - Happy` and `Public_Test` are meant by their words."""
    return re.sub(r"[\W\d_]", "", name).lower()
