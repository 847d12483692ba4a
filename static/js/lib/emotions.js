// The order of a message's numbers (inference/labels.py) and the order in which charts stack them.

export const EMOTIONS = Object.freeze(["angry", "disgust", "fear", "happy", "sad", "surprise", "neutral"]);
export const EMOTIONS_FROM_TOP = Object.freeze(["happy", "surprise", "neutral", "sad", "fear", "disgust", "angry"]);

// For eyes that do not tell the colours apart: Plotly's hatching of each emotion and the character that looks like it.
export const PATTERNS = Object.freeze({
  happy: { shape: "/", mark: "▨" },
  surprise: { shape: "|", mark: "▥" },
  neutral: { shape: "", mark: "■" },
  sad: { shape: "-", mark: "▤" },
  fear: { shape: "x", mark: "▩" },
  disgust: { shape: "+", mark: "▦" },
  angry: { shape: "\\", mark: "▧" },
});
