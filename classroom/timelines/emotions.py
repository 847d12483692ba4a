"""The seven emotions as the dashboard names and stacks them, in FER2013's output order. tokens.css colours them.

The order repeats `inference.labels.EMOTIONS`, which the web process must not import; a test holds the two together.
"""

from django.utils.translation import gettext_lazy as _

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
