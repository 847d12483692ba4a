"""The class names, in the order of every network's output: FER2013's own order."""

EMOTIONS = ("angry", "disgust", "fear", "happy", "sad", "surprise", "neutral")
# FER+ (Barsoum et al. 2016) adds contempt; only networks trained on its votes know it, and live sessions serve seven.
EMOTIONS_WITH_CONTEMPT = (*EMOTIONS, "contempt")
