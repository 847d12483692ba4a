"""The seven emotions as the dashboard names and stacks them, in FER2013's output order. tokens.css colours them.

The order repeats `inference.labels.EMOTIONS`, which the web process must not import; a test holds the two together.
"""

from collections.abc import Sequence
from typing import TypeVar

from django.utils.translation import gettext_lazy as _

Value = TypeVar("Value")

EMOTIONS = ("angry", "disgust", "fear", "happy", "sad", "surprise", "neutral")

STACKED_FROM_TOP = ("happy", "surprise", "neutral", "sad", "fear", "disgust", "angry")

EMOTION_WORDS = {
    "angry": _("angry"),
    "disgust": _("disgust"),
    "fear": _("fear"),
    "happy": _("happy"),
    "sad": _("sad"),
    "surprise": _("surprise"),
    "neutral": _("neutral"),
}

PLACES_FROM_TOP = tuple(EMOTIONS.index(emotion) for emotion in STACKED_FROM_TOP)


def from_top(values: Sequence[Value]) -> list[Value]:
    """What belongs to the seven emotions, in the order in which pages show them instead of the output's."""
    return [values[place] for place in PLACES_FROM_TOP]
