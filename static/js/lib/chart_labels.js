// Labels at the right edge of a chart, moved apart so that none covers another.

import { FONT_PX, LABEL_LINE_PX } from "./chart_measures.js";
import { COVERAGE_DASH } from "./chart_traces.js";
import { EMOTIONS_FROM_TOP, PATTERNS } from "./emotions.js";
import { percent } from "./words.js";

const SWATCH_PX = 20;
const LINE_MARKS = Object.freeze({ solid: "—", dash: "–\u2009–", dot: "···" }); // of a line, as it is drawn

/**
 * @param {number[]} wanted positions in rising order
 * @param {number} gap least distance between neighbours
 * @param {number} lowest
 * @param {number} highest
 * @returns {number[]} positions in the same order, as near to the wanted ones as the gaps allow
 */
export function spreadLabels(wanted, gap, lowest, highest) {
  const placed = [];
  for (const position of wanted) {
    placed.push(Math.max(position, placed.length ? placed.at(-1) + gap : lowest));
  }
  let ceiling = highest;
  for (let index = placed.length - 1; index >= 0; index -= 1) {
    placed[index] = Math.min(placed[index], ceiling);
    ceiling = placed[index] - gap;
  }
  return placed;
}

export function endLabels(data, layout, context) {
  return [...emotionLabels(data, layout, context), ...lineLabels(data, layout, context)];
}

export function plotHeight(layout, yref, height) {
  const axis = layout[yref.replace("y", "yaxis")];
  const [from, to] = axis.domain ?? [0, 1];
  return Math.max(1, (height - layout.margin.t - layout.margin.b) * (to - from));
}

/** Name and share of each emotion beside the last measured column in view, in the order of the stack. */
function emotionLabels(data, layout, { palette, words, height, range, hasPatterns }) {
  const traces = data.filter(({ meta }) => EMOTIONS_FROM_TOP.includes(meta?.series));
  const end = range?.[1] ?? Infinity;
  const last = traces[0]?.y.findLastIndex((value, index) => value !== null && traces[0].x[index] <= end) ?? -1;
  if (last < 0) return [];
  const yref = traces[0].yaxis ?? "y";
  const shares = traces.map(({ y }) => y[last]);
  const total = shares.reduce((sum, share) => sum + share, 0) || 1;
  let reached = 0;
  const middles = shares.map((share) => (reached += share / total) - share / total / 2);
  const gap = Math.min(LABEL_LINE_PX / plotHeight(layout, yref, height), 1 / traces.length);
  return spreadLabels(middles, gap, gap / 2, 1 - gap / 2).flatMap((y, index) => {
    const series = traces[index].meta.series;
    const mark = hasPatterns ? PATTERNS[series].mark : "■";
    return endLabel({ y, yref, mark, color: palette.emotions[series], text: `${words[`emotion_${series}`]} ${percent(shares[index])}`, palette });
  });
}

export function endLabel({ y, yref, color, text, palette, mark = "■" }) {
  const place = { xref: "paper", x: 1, xanchor: "left", y, yref, yanchor: "middle", showarrow: false };
  return [
    { ...place, xshift: 6, text: mark, font: { color, size: FONT_PX } },
    { ...place, xshift: 6 + SWATCH_PX, text, font: { color: palette.text, size: FONT_PX } },
  ];
}

const isNamedLine = ({ meta }) => meta?.series === "engagement" || meta?.series in COVERAGE_DASH || meta?.isNamedLine;

/** The name of each line beside its last point, apart from each other on each axis; of lines that end together the first is on top. */
function lineLabels(data, layout, context) {
  const lines = data.filter(isNamedLine);
  const axes = new Set(lines.map(({ yaxis }) => yaxis ?? "y"));
  return [...axes].flatMap((yref) => labelsOnAxis(lines.filter(({ yaxis }) => (yaxis ?? "y") === yref), yref, layout, context));
}

function labelsOnAxis(traces, yref, layout, { palette, height, range }) {
  const end = range?.[1] ?? Infinity;
  const ends = traces
    .toReversed()
    .map((trace) => ({ trace, y: trace.y.findLast((value, index) => value !== null && trace.x[index] <= end) }))
    .filter(({ y }) => y !== undefined)
    .sort((left, right) => left.y - right.y);
  if (!ends.length) return [];
  const [, top] = layout[yref.replace("y", "yaxis")].range;
  const gap = (LABEL_LINE_PX / plotHeight(layout, yref, height)) * top;
  const places = spreadLabels(ends.map(({ y }) => y), gap, 0, top);
  return ends.flatMap(({ trace }, index) =>
    endLabel({ y: places[index], yref, color: trace.line.color, text: trace.name, palette, mark: LINE_MARKS[trace.line.dash ?? "solid"] }));
}
