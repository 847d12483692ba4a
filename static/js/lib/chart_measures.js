// Sizes that the parts of a chart agree on, in pixels, and questions about its traces.

import { EMOTIONS } from "./emotions.js";

export const FONT_PX = 14;
export const LABEL_LINE_PX = 18;
const LABEL_ROOM_PX = 124; // at least
const SWATCH_ROOM_PX = 26;
export const LETTER_PX = 8.8; // about, at the size of the font, in a wide one
const SHARE_PX = 36; // " 42 %"
export const MARKER_ROOM_PX = 44;
export const MARGINS_PX = Object.freeze({ l: 76, b: 44, t: 12 });
export const NARROW_PX = 520;

/** Room for the longest label at the right edge: emotions are longer words in some languages. */
export function labelRoom(words) {
  const longest = Math.max(...EMOTIONS.map((emotion) => words[`emotion_${emotion}`]?.length ?? 0));
  const written = Math.max(longest * LETTER_PX + SHARE_PX, (words.engagement?.length ?? 0) * LETTER_PX);
  return Math.max(LABEL_ROOM_PX, SWATCH_ROOM_PX + Math.ceil(written));
}

export const hasTime = (data) => data.some((trace) => trace.orientation !== "h");

export function axisOf(data, series) {
  const trace = data.find(({ meta }) => meta?.series === series);
  return trace && (trace.yaxis ?? "y");
}

/** Pixels between the axis and the labels, of a chart so wide. */
export const plotWidth = (width, words) => width - MARGINS_PX.l - labelRoom(words);
