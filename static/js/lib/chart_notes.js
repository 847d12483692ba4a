// What is written over a chart: markers as flags, a word in every gap, the outline of the open bucket, lines between levels.

import { axisOf, FONT_PX, LABEL_LINE_PX } from "./chart_measures.js";
import { HIGH_ABOVE, MIDDLING_FROM } from "./engagement.js";

const ROOMY_GAP_SHARE = 0.16; // of the shown time; in narrower gaps the word stands upright
const SLIM_GAP_SHARE = 0.035; // and here there is no room for it

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

export function markerWords(markers, palette) {
  return markers.map(({ at_s, label }, index) => ({
    x: at_s / 60, xref: "x", xanchor: "left", xshift: -1,
    y: 1, yref: "paper", yanchor: "bottom", yshift: index % 2 ? LABEL_LINE_PX : 0,
    text: `⚑ ${escaped(label)}`, showarrow: false, font: { color: palette.text, size: FONT_PX },
  }));
}

/** Plotly reads a little HTML in its texts; a teacher's words are words. */
export function escaped(text) {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

export function openOutline(data, { open, palette }) {
  if (!open?.shares || !axisOf(data, "happy")) return [];
  const line = { color: palette.text, width: 1.5, dash: "dash" };
  return [{ type: "rect", xref: "x", x0: open.start_s / 60, x1: open.end_s / 60, yref: axisOf(data, "happy"), y0: 0, y1: 1, line }];
}

export function gapWords(data, { palette, words, range }) {
  const gap = data.find(({ meta }) => meta?.series === "gap");
  if (!gap) return [];
  const shown = range ?? [0, Math.max(...gap.x)];
  return gapRuns(gap, shown)
    .filter(([from, to]) => to - from > SLIM_GAP_SHARE * (shown[1] - shown[0]))
    .map(([from, to]) => ({
      textangle: to - from > ROOMY_GAP_SHARE * (shown[1] - shown[0]) ? 0 : -90,
      x: (from + to) / 2, xref: "x", y: 0.5, yref: gap.yaxis ?? "y", text: words.not_measured, showarrow: false,
      bgcolor: palette.page, borderpad: 4, font: { color: palette.quiet, size: FONT_PX },
    }));
}

/** Joined stretches of gap columns, cut to the shown range; minutes. */
function gapRuns(gap, [first, last]) {
  const runs = [];
  const columns = gap.x.map((x, index) => ({ x, y: gap.y[index], width: Array.isArray(gap.width) ? gap.width[index] : gap.width }));
  for (const { x, width } of columns.filter(({ y }) => y !== null).sort((left, right) => left.x - right.x)) {
    const [from, to] = [Math.max(first, x - width / 2), Math.min(last, x + width / 2)];
    if (from >= to) continue;
    if (runs.length && from - runs.at(-1)[1] < width / 2) runs.at(-1)[1] = to;
    else runs.push([from, to]);
  }
  return runs;
}
