"""The class names, in the order of every network's output: FER2013's own order."""

EMOTIONS = ("angry", "disgust", "fear", "happy", "sad", "surprise", "neutral")
