// Sizes that the parts of a chart agree on, in pixels, and questions about its traces.

import { EMOTIONS } from "./emotions.js";

export const FONT_PX = 14;
export const LABEL_LINE_PX = 18;
const LEAST_LABEL_ROOM_PX = 124;
const SWATCH_ROOM_PX = 24;
const LETTER_PX = 7.6; // about, at the size of the font
const SHARE_LETTERS = 5; // " 42 %"
export const MARKER_ROOM_PX = 44;
export const MARGINS_PX = Object.freeze({ l: 76, b: 44, t: 12 });
export const NARROW_PX = 520;

/** Room for the longest label at the right edge: emotions are longer words in some languages. */
export function labelRoom(words) {
  const longest = Math.max(...EMOTIONS.map((emotion) => words[`emotion_${emotion}`]?.length ?? 0)) + SHARE_LETTERS;
  const letters = Math.max(longest, words.engagement?.length ?? 0);
  return Math.max(LEAST_LABEL_ROOM_PX, SWATCH_ROOM_PX + Math.ceil(letters * LETTER_PX));
}

export const hasTime = (data) => data.some((trace) => trace.orientation !== "h");

export function axisOf(data, series) {
  const trace = data.find(({ meta }) => meta?.series === series);
  return trace && (trace.yaxis ?? "y");
}
