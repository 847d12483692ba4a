// What is written over a chart: markers as flags, a word in every gap, the outline of the open bucket, lines between levels.

import { axisOf, FONT_PX, LABEL_LINE_PX, LETTER_PX, MARGINS_PX, plotWidth } from "./chart_measures.js";
import { HIGH_ABOVE, MIDDLING_FROM } from "./engagement.js";

const MARKER_ROWS = 2;
const LONGEST_LABEL = 26;

export function zoneLines(data, palette) {
  const yref = axisOf(data, "engagement");
  if (!yref) return [];
  const line = { color: palette.hairline, width: 1 };
  return [0, MIDDLING_FROM, HIGH_ABOVE, 1].map((level) => ({ type: "line", xref: "paper", x0: 0, x1: 1, yref, y0: level, y1: level, line, layer: "below" }));
}

export function markerLines(markers, palette) {
  const line = { color: palette.quiet, width: 1, dash: "dot" };
  return markers.map(({ at_s }) => ({ type: "line", xref: "x", x0: at_s / 60, x1: at_s / 60, yref: "paper", y0: 0, y1: 1, line }));
}

/** A flag with its words for each marker that finds room in one of two rows; the others keep their line. */
export function markerWords(markers, context) {
  const rows = Array(MARKER_ROWS).fill(-Infinity);
  return markers.flatMap((marker) => {
    const flag = flagOf(marker, context);
    const row = rows.findIndex((end) => end <= flag.left);
    if (row < 0) return [];
    rows[row] = flag.left + flag.length;
    return [{ ...annotation(marker, flag), yshift: row * LABEL_LINE_PX, font: { color: context.palette.text, size: FONT_PX } }];
  });
}

/** A marker's words and their place in pixels from the plot's left; near the right edge they stand on the line's other side. */
function flagOf({ at_s, label }, { words, range, width }) {
  const [first, last] = range ?? [0, Infinity];
  const text = `⚑ ${label.length > LONGEST_LABEL ? `${label.slice(0, LONGEST_LABEL - 1).trimEnd()}…` : label}`;
  const at = ((at_s / 60 - first) / (last - first)) * plotWidth(width, words);
  const length = text.length * LETTER_PX;
  const isTurned = at + length > width - MARGINS_PX.l;
  return { text, length, isTurned, left: isTurned ? at - length : at };
}

function annotation({ at_s, label }, { text, isTurned }) {
  const place = { x: at_s / 60, xref: "x", xanchor: isTurned ? "right" : "left", xshift: isTurned ? 1 : -1 };
  return { ...place, y: 1, yref: "paper", yanchor: "bottom", text: escaped(text), hovertext: escaped(label), showarrow: false };
}

/** Plotly reads a little HTML in its texts; a teacher's words are words. */
export function escaped(text) {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

/** The bucket that is being measured: a dashed outline, with what is known of it inside. */
export function openOutline(data, { open, palette }) {
  if (!open || !axisOf(data, "happy")) return [];
  const line = { color: palette.quiet, width: 1, dash: "dash" };
  return [{ type: "rect", xref: "x", x0: open.start_s / 60, x1: open.end_s / 60, yref: axisOf(data, "happy"), y0: 0, y1: 1, line }];
}

/** Why there is nothing, in every gap that has room for it, lying or upright; one word for the whole chart while it is empty. */
export function gapWords(data, context) {
  const gap = data.find(({ meta }) => meta?.series === "gap");
  if (!gap) return [];
  const { range, width, words, palette, emptyText } = context;
  const place = { y: 0.5, yref: gap.yaxis ?? "y", showarrow: false, font: { color: palette.quiet, size: FONT_PX } };
  if (!gap.x.length) return emptyText ? [{ ...place, x: 0.5, xref: "paper", text: linesOf(emptyText, plotWidth(width, words)) }] : [];
  const [first, last] = range ?? [0, Math.max(...gap.x)];
  const minutePx = plotWidth(width, words) / (last - first);
  return gapRuns(gap, [first, last])
    .map(({ from, to, isSlowed }) => ({ middle: (from + to) / 2, px: (to - from) * minutePx, text: isSlowed ? words.measured_less_often : words.not_measured }))
    .filter(({ px }) => px > LABEL_LINE_PX)
    .map(({ middle, px, text }) => ({
      ...place, textangle: px > text.length * LETTER_PX ? 0 : -90, x: middle, xref: "x", text, bgcolor: palette.page, borderpad: 4,
    }));
}

/** A sentence in as many lines as it needs. */
function linesOf(sentence, widthPx) {
  const lines = [""];
  for (const word of sentence.split(" ")) {
    const longer = `${lines.at(-1)} ${word}`.trim();
    if (longer.length * LETTER_PX <= widthPx || !lines.at(-1)) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines.join("<br>");
}

/** Joined stretches of gap columns for the same reason, cut to the shown range; minutes. */
function gapRuns(gap, [first, last]) {
  const runs = [];
  for (const { x, width, isSlowed } of gapColumns(gap)) {
    const [from, to] = [Math.max(first, x - width / 2), Math.min(last, x + width / 2)];
    if (from >= to) continue;
    const run = runs.at(-1);
    if (run?.isSlowed === isSlowed && from - run.to < width / 2) run.to = to;
    else runs.push({ from, to, isSlowed });
  }
  return runs;
}

/** The gap's columns in order; `customdata` says in which of them cameras were asked less often. */
function gapColumns({ x, y, width, customdata }) {
  return x
    .map((middle, place) => ({ x: middle, y: y[place], width: Array.isArray(width) ? width[place] : width, isSlowed: Boolean(customdata?.[place]) }))
    .filter((column) => column.y !== null)
    .sort((left, right) => left.x - right.x);
}
