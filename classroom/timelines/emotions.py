"""The seven emotions as the dashboard names, orders and colours them. Order everywhere is FER2013's output order.

The order repeats `inference.labels.EMOTIONS`, which the web process must not import; a test holds the two together.
"""

from django.utils.translation import gettext_lazy as _

EMOTIONS = ("angry", "disgust", "fear", "happy", "sad", "surprise", "neutral")

EMOTION_NAMES = {
    "angry": _("angry"),
    "disgust": _("disgust"),
    "fear": _("fear"),
    "happy": _("happy"),
    "sad": _("sad"),
    "surprise": _("surprise"),
    "neutral": _("neutral"),
}

# Okabe and Ito's palette, safe for colour-blind people.
EMOTION_COLOURS = {
    "neutral": "#999999",
    "happy": "#E69F00",
    "surprise": "#56B4E9",
    "sad": "#0072B2",
    "angry": "#D55E00",
    "fear": "#CC79A7",
    "disgust": "#009E73",
}

STACKED_FROM_TOP = ("happy", "surprise", "neutral", "sad", "fear", "disgust", "angry")
