"""The seven emotions as the dashboard names and stacks them, in FER2013's output order. tokens.css colours them.

The order repeats `inference.labels.EMOTIONS`, which the web process must not import; a test holds the two together.
"""

EMOTIONS = ("angry", "disgust", "fear", "happy", "sad", "surprise", "neutral")

STACKED_FROM_TOP = ("happy", "surprise", "neutral", "sad", "fear", "disgust", "angry")
