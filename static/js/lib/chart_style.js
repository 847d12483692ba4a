// How figures look. The server sends plain figures; colours, fonts, labels and hatching are put on here, without the DOM.
// Traces are known by `meta.series`; colours come from lib/palette.js, words from the page.

import { spreadLabels } from "./chart_labels.js";
import { EMOTIONS_FROM_TOP } from "./emotions.js";
import { HIGH_ABOVE, MIDDLING_FROM } from "./engagement.js";
import { percent } from "./words.js";

const FONT_PX = 14;
const LABEL_LINE_PX = 18;
const LABEL_ROOM_PX = 124;
const SWATCH_PX = 18;
const MARKER_ROOM_PX = 44;
const MARGINS_PX = Object.freeze({ l: 76, r: LABEL_ROOM_PX, b: 44, t: 12 });
const NARROW_PX = 520;
const TICKS = 8;
const NARROW_TICKS = 4;
const BAND_OPACITY = 0.22;
const OPEN_OPACITY = 0.55;
const HAIRLINE_FROM_PX = 7; // narrower columns would lose their colour to the hairlines between them
const ROOMY_GAP_SHARE = 0.16; // of the shown time; in narrower gaps the word stands upright
const SLIM_GAP_SHARE = 0.035; // and here there is no room for it
const AXIS = /^([xy])axis\d*$/;
const COVERAGE_DASH = Object.freeze({ joined: "dot", sharing: "solid", readable: "dash" });

export const CONFIG = Object.freeze({ displaylogo: false, responsive: true, displayModeBar: false });

/**
 * A figure ready to draw.
 *
 * @param {{data: object[], layout: object}} figure as the server made it
 * @param {object} context
 * @param {object} context.palette from readPalette
 * @param {Record<string, string>} context.words
 * @param {number} context.width of the whole chart in pixels
 * @param {number} context.height
 * @param {{at_s: number, label: string}[]} [context.markers]
 * @param {?object} [context.open] the provisional bucket
 * @param {?[number, number]} [context.range] shown minutes
 */
export function styled(figure, context) {
  const data = withGapEdges(figure.data).map((trace) => styledTrace(trace, context));
  return { data, layout: styledLayout(figure, data, context) };
}

function styledTrace(trace, context) {
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

function emotionTrace(trace, { palette, words, open, width }) {
  const series = trace.meta.series;
  const openMinute = open && (open.start_s + open.end_s) / 120;
  return {
    ...trace,
    name: words[`emotion_${series}`],
    showlegend: false,
    marker: {
      color: palette.emotions[series],
      opacity: trace.x.map((minute) => (minute === openMinute ? OPEN_OPACITY : 1)),
      line: { width: (width - LABEL_ROOM_PX - MARGINS_PX.l) / trace.x.length < HAIRLINE_FROM_PX ? 0 : 1, color: palette.page },
    },
    hovertemplate: "%{fullData.name} %{y:.0%}<extra></extra>",
  };
}

function engagementTrace(trace, palette, words) {
  return {
    ...trace,
    name: words.engagement,
    showlegend: false,
    line: { color: palette.action, width: 2.5 },
    marker: { color: palette.action, size: 4 },
    hovertemplate: "%{fullData.name} %{y:.2f}<extra></extra>",
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
function withGapEdges(data) {
  const gap = data.find((trace) => trace.meta?.series === "gap");
  if (!gap || !gap.x.length) return data;
  const silent = silences(gap.x, gap.width);
  if (!silent.length) return data;
  const widths = [...gap.x.map(() => gap.width), ...silent.map(({ width }) => width)];
  const filled = { ...gap, x: [...gap.x, ...silent.map(({ x }) => x)], y: [...gap.y, ...silent.map(() => 1)], width: widths };
  return data.map((trace) => (trace === gap ? filled : trace));
}

/** Stretches between columns, as columns of their own. */
export function silences(centres, width) {
  return centres.slice(1).flatMap((centre, index) => {
    const from = centres[index] + width / 2;
    const length = centre - width / 2 - from;
    return length > width / 2 ? [{ x: from + length / 2, width: length }] : [];
  });
}

function styledLayout(figure, data, context) {
  const { palette, markers = [] } = context;
  const layout = {
    ...figure.layout,
    ...styledAxes(figure, data, context),
    paper_bgcolor: "rgba(0,0,0,0)",
    plot_bgcolor: "rgba(0,0,0,0)",
    font: { family: palette.font, size: FONT_PX, color: palette.quiet },
    margin: { ...MARGINS_PX, t: markers.length ? MARKER_ROOM_PX : MARGINS_PX.t },
    hovermode: hasTime(data) ? "x unified" : false,
    hoverlabel: { bgcolor: palette.surface, bordercolor: palette.hairline, font: { family: palette.font, size: FONT_PX, color: palette.text } },
    dragmode: "pan",
    showlegend: false,
  };
  layout.shapes = [...zoneLines(data, palette), ...markerLines(markers, palette), ...openOutline(data, context)];
  layout.annotations = [...endLabels(data, layout, context), ...markerWords(markers, palette), ...gapWords(data, context)];
  return layout;
}

const hasTime = (data) => data.some((trace) => trace.orientation !== "h");

function styledAxes(figure, data, context) {
  const axes = { xaxis: {}, yaxis: {}, ...figure.layout };
  const entries = Object.entries(axes).filter(([name]) => AXIS.test(name));
  return Object.fromEntries(entries.map(([name, axis]) => [name, styledAxis(name, axis, data, context)]));
}

function styledAxis(name, axis, data, { palette, words, range, width }) {
  const common = { ...axis, gridcolor: palette.hairline, linecolor: palette.border, zeroline: false, tickcolor: palette.hairline, automargin: false };
  if (!hasTime(data)) return shareAxis(name, common);
  if (name.startsWith("x")) {
    const ticks = { tickangle: 0, nticks: width < NARROW_PX ? NARROW_TICKS : TICKS, minallowed: 0 };
    const hover = { spikemode: "across", spikethickness: 1, spikecolor: palette.quiet, spikedash: "dot", hoverformat: ".1f" };
    return { ...common, ...ticks, ...hover, showgrid: false, showline: true, ...(range ? { range } : {}), autorange: range ? false : axis.autorange };
  }
  return { ...common, fixedrange: true, ...unitTicks(name, data, words) };
}

function shareAxis(name, common) {
  if (name.startsWith("x")) return { ...common, visible: false, fixedrange: true, range: [0, 1.02] };
  return { ...common, fixedrange: true, showgrid: false, ticks: "", ticksuffix: "  " };
}

function unitTicks(name, data, words) {
  const yaxis = name === "yaxis" ? "y" : name.replace("axis", "");
  const series = data.filter((trace) => (trace.yaxis ?? "y") === yaxis).map((trace) => trace.meta?.series);
  if (series.includes("engagement")) {
    const middles = [MIDDLING_FROM / 2, (MIDDLING_FROM + HIGH_ABOVE) / 2, (HIGH_ABOVE + 1) / 2];
    return { tickvals: middles, ticktext: ["low", "middling", "high"].map((level) => words[`level_${level}`]), showgrid: false };
  }
  if (series.includes("gap") || series.includes("happy")) return { tickvals: [0, 0.5, 1], showgrid: false };
  return { nticks: 4 };
}

function axisOf(data, series) {
  const trace = data.find(({ meta }) => meta?.series === series);
  return trace && (trace.yaxis ?? "y");
}

function zoneLines(data, palette) {
  const yref = axisOf(data, "engagement");
  if (!yref) return [];
  const line = { color: palette.hairline, width: 1 };
  return [0, MIDDLING_FROM, HIGH_ABOVE, 1].map((level) => ({ type: "line", xref: "paper", x0: 0, x1: 1, yref, y0: level, y1: level, line, layer: "below" }));
}

function markerLines(markers, palette) {
  const line = { color: palette.quiet, width: 1, dash: "dot" };
  return markers.map(({ at_s }) => ({ type: "line", xref: "x", x0: at_s / 60, x1: at_s / 60, yref: "paper", y0: 0, y1: 1, line }));
}

function markerWords(markers, palette) {
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

function openOutline(data, { open, palette }) {
  if (!open?.shares || !axisOf(data, "happy")) return [];
  const line = { color: palette.text, width: 1.5, dash: "dash" };
  return [{ type: "rect", xref: "x", x0: open.start_s / 60, x1: open.end_s / 60, yref: axisOf(data, "happy"), y0: 0, y1: 1, line }];
}

function gapWords(data, { palette, words, range }) {
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

function endLabels(data, layout, context) {
  return [...emotionLabels(data, layout, context), ...lineLabels(data, layout, context)];
}

function plotHeight(layout, yref, height) {
  const axis = layout[yref.replace("y", "yaxis")];
  const [from, to] = axis.domain ?? [0, 1];
  return Math.max(1, (height - layout.margin.t - layout.margin.b) * (to - from));
}

/** Name and share of each emotion beside the last measured column, in the order of the stack. */
function emotionLabels(data, layout, { palette, words, height }) {
  const traces = data.filter(({ meta }) => EMOTIONS_FROM_TOP.includes(meta?.series));
  const last = traces[0]?.y.findLastIndex((value) => value !== null) ?? -1;
  if (last < 0) return [];
  const yref = traces[0].yaxis ?? "y";
  const shares = traces.map(({ y }) => y[last]);
  const total = shares.reduce((sum, share) => sum + share, 0) || 1;
  let reached = 0;
  const middles = shares.map((share) => (reached += share / total) - share / total / 2);
  const gap = Math.min(LABEL_LINE_PX / plotHeight(layout, yref, height), 1 / traces.length);
  return spreadLabels(middles, gap, gap / 2, 1 - gap / 2).flatMap((y, index) => {
    const series = traces[index].meta.series;
    return endLabel({ y, yref, color: palette.emotions[series], text: `${words[`emotion_${series}`]} ${percent(shares[index])}`, palette });
  });
}

function endLabel({ y, yref, color, text, palette, mark = "■" }) {
  const place = { xref: "paper", x: 1, xanchor: "left", y, yref, yanchor: "middle", showarrow: false };
  return [
    { ...place, xshift: 6, text: mark, font: { color, size: FONT_PX } },
    { ...place, xshift: 6 + SWATCH_PX, text, font: { color: palette.text, size: FONT_PX } },
  ];
}

/** The name of each line beside its last point. */
function lineLabels(data, layout, { palette, height, range }) {
  const traces = data.filter(({ meta }) => meta?.series === "engagement" || meta?.series in COVERAGE_DASH);
  const ends = traces
    .map((trace) => ({ trace, y: trace.y.findLast((value) => value !== null) }))
    .filter(({ y }) => y !== undefined)
    .sort((left, right) => left.y - right.y);
  if (!ends.length) return [];
  const yref = ends[0].trace.yaxis ?? "y";
  const top = Math.max(1, ...traces.flatMap(({ y }) => y));
  const gap = (LABEL_LINE_PX / plotHeight(layout, yref, height)) * top;
  const places = spreadLabels(ends.map(({ y }) => y), gap, 0, Infinity);
  return ends.flatMap(({ trace }, index) =>
    endLabel({ y: places[index], yref, color: trace.line.color, text: trace.name, palette, mark: "—" }));
}
