// How each kind of trace looks. Traces are known by `meta.series`; colours come from lib/palette.js, words from the page.

import { plotWidth } from "./chart_measures.js";
import { EMOTIONS_FROM_TOP, PATTERNS } from "./emotions.js";
import { percent } from "./words.js";

const BAND_OPACITY = 0.22;
const OPEN_OPACITY = 0.55;
const PATTERN = Object.freeze({ size: 6, solidity: 0.35, fillmode: "overlay" });
const HAIRLINE_FROM_PX = 7; // narrower columns would lose their colour to the hairlines between them
export const COVERAGE_DASH = Object.freeze({ joined: "dot", sharing: "solid", readable: "dash" });

export function styledTrace(trace, context) {
  const { palette, words } = context;
  const series = trace.meta?.series;
  if (EMOTIONS_FROM_TOP.includes(series)) return emotionTrace(trace, context);
  if (series === "gap") return { ...trace, showlegend: false, hoverinfo: "skip", marker: hatch(palette) };
  if (series === "band") return { ...trace, line: { width: 0 }, mode: "lines", fillcolor: faded(palette.action, BAND_OPACITY), showlegend: false };
  if (series === "engagement") return engagementTrace(trace, palette, words);
  if (series === "shares") return shareTrace(trace, palette, words);
  if (series in COVERAGE_DASH) return coverageTrace(trace, series, palette, words);
  return trace;
}

function emotionTrace(trace, { palette, words, open, width, range, hasPatterns }) {
  const series = trace.meta.series;
  const openMinute = open && (open.start_s + open.end_s) / 120;
  return {
    ...trace,
    name: words[`emotion_${series}`],
    showlegend: false,
    marker: {
      color: palette.emotions[series],
      opacity: trace.x.map((minute) => (minute === openMinute ? OPEN_OPACITY : 1)),
      ...(hasPatterns ? { pattern: { ...PATTERN, shape: PATTERNS[series].shape, fgcolor: palette.page } } : {}),
      line: { width: plotWidth(width, words) / inView(trace.x, range) < HAIRLINE_FROM_PX ? 0 : 1, color: palette.page },
    },
    customdata: inPercent(trace.y),
    hovertemplate: "%{fullData.name} %{customdata}<extra></extra>",
  };
}

/** What a hover says of shares and engagement. */
export const inPercent = (values) => values.map((value) => (value === null ? "" : percent(value)));

const inView = (minutes, range) => (range ? minutes.filter((minute) => minute >= range[0] && minute <= range[1]).length : minutes.length);

function engagementTrace(trace, palette, words) {
  return {
    ...trace,
    name: words.engagement,
    showlegend: false,
    line: { color: palette.action, width: 2.5 },
    marker: { color: palette.action, size: 4 },
    customdata: inPercent(trace.y),
    hovertemplate: "%{fullData.name} %{customdata}<extra></extra>",
  };
}

function shareTrace(trace, palette, words) {
  return {
    ...trace,
    y: trace.y.map((emotion) => words[`emotion_${emotion}`]),
    text: trace.x.map(percent),
    textposition: "outside",
    cliponaxis: false,
    hoverinfo: "skip",
    marker: { color: trace.y.map((emotion) => palette.emotions[emotion]) },
  };
}

function coverageTrace(trace, series, palette, words) {
  return {
    ...trace,
    name: words[`coverage_line_${series}`],
    showlegend: false,
    line: { ...trace.line, width: 2, dash: COVERAGE_DASH[series], color: series === "sharing" ? palette.action : palette.quiet },
    hovertemplate: "%{fullData.name} %{y}<extra></extra>",
  };
}

function hatch({ border }) {
  return { color: "rgba(0,0,0,0)", line: { width: 0 }, pattern: { shape: "/", size: 8, solidity: 0.12, fgcolor: border, bgcolor: "rgba(0,0,0,0)", fillmode: "replace" } };
}

/** A hex colour of the tokens with an opacity. */
export function faded(hex, opacity) {
  const [red, green, blue] = [1, 3, 5].map((start) => parseInt(hex.slice(start, start + 2), 16));
  return `rgba(${red}, ${green}, ${blue}, ${opacity})`;
}

/** Columns of the gap trace also where nothing was stored at all: before the first bucket and between distant ones. */
export function withGapEdges(data) {
  const gap = data.find((trace) => trace.meta?.series === "gap");
  if (!gap || !gap.x.length) return data;
  const silent = silences(gap.x, gap.width);
  if (!silent.length) return data;
  const widths = [...gap.x.map(() => gap.width), ...silent.map(({ width }) => width)];
  const filled = { ...gap, x: [...gap.x, ...silent.map(({ x }) => x)], y: [...gap.y, ...silent.map(() => 1)], width: widths };
  return data.map((trace) => (trace === gap ? filled : trace));
}

/** Stretches between columns, as columns of their own. */
function silences(centres, width) {
  return centres.slice(1).flatMap((centre, index) => {
    const from = centres[index] + width / 2;
    const length = centre - width / 2 - from;
    return length > width / 2 ? [{ x: from + length / 2, width: length }] : [];
  });
}
