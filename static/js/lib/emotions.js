// The order of a message's numbers (inference/labels.py) and the order in which charts stack them.

export const EMOTIONS = Object.freeze(["angry", "disgust", "fear", "happy", "sad", "surprise", "neutral"]);
export const EMOTIONS_FROM_TOP = Object.freeze(["happy", "surprise", "neutral", "sad", "fear", "disgust", "angry"]);
