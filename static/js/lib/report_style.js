// How the figures of a report look, beyond what every chart has (lib/chart_style.js): levels, signals, comparisons.

import { endLabel, plotHeight, spreadLabels } from "./chart_labels.js";
import { FONT_PX, labelRoom, LABEL_LINE_PX, MARGINS_PX } from "./chart_measures.js";
import { styled } from "./chart_style.js";
import { faded, inPercent } from "./chart_traces.js";
import { HIGH_ABOVE, MIDDLING_FROM } from "./engagement.js";
import { expanded, signalStrips } from "./report_figures.js";
import { fill, percent } from "./words.js";

const LEVEL_OPACITY = Object.freeze({ low: 0.22, middling: 0.55, high: 1 });
const BAND_OPACITY = 0.16;
const OWN_WIDTH = 0.5;
const RANGE_WIDTH = 0.86;
const MINUTES_PX = 52; // room for "90 min"
const TICK_PX = 56; // room that a date needs below its column
const STRIP_MIDDLE = 0.39;
const PANE_TICKS = 2;
const NUMBER_ROOM = 1.12;
const NUMBER_PX = 3; // from a bar to its number, as Plotly leaves beside other bars

/**
 * A report's figure ready to draw.
 *
 * @param {string} name which figure it is: "timeline", "signals", "levels", "shares", "course", …
 * @param {object} figure as the server made it
 * @param {object} context see styled()
 */
export function styledReport(name, figure, context) {
  const words = name === "two-engagements" ? { ...context.words, engagement: context.words.first_lecture } : context.words;
  const own = { ...context, words };
  const spread = expanded(figure);
  const data = name === "signals" ? signalStrips(spread.data, words) : spread.data;
  const ready = styled({ ...spread, data: data.map((trace) => styledSeries(name, trace, own)) }, own);
  const layout = LAYOUTS[name]?.(ready.layout, ready.data, own) ?? ready.layout;
  return { ...ready, layout: context.range ? { ...layout, xaxis: roomyTicks(layout, context) } : layout };
}

/** The server's round ticks, fewer of them where they would touch. */
function roomyTicks({ xaxis, margin }, { width }) {
  const room = Math.max(1, Math.floor((width - margin.l - margin.r) / MINUTES_PX));
  const ticks = (xaxis.range[1] - xaxis.range[0]) / xaxis.dtick;
  return { ...xaxis, nticks: undefined, dtick: xaxis.dtick * Math.max(1, Math.ceil(ticks / room)) };
}

function styledSeries(name, trace, context) {
  const series = trace.meta?.series;
  if (name === "levels" && series in LEVEL_OPACITY) return levelTrace(trace, series, context);
  if (name === "signals") return signalTrace(trace, context);
  return SERIES[series]?.(trace, context) ?? (trace.error_y ? withErrorBars(trace, context) : trace);
}

const SERIES = {
  own_shares: (trace, context) => ({ ...emotionBar(trace, context), width: OWN_WIDTH }),
  first_shares: shareBar,
  second_shares: (trace, context) => hatched(shareBar(trace, context)),
  range: rangeBar,
  second_band: (trace, { palette }) => ({ ...trace, line: { width: 0 }, fillcolor: faded(palette.quiet, BAND_OPACITY), showlegend: false }),
  second_engagement: secondLine,
};

function levelTrace(trace, series, { palette, words }) {
  return {
    ...trace,
    name: words[`level_${series}`],
    showlegend: false,
    marker: { color: faded(palette.action, LEVEL_OPACITY[series]), line: { width: 0 } },
    customdata: inPercent(trace.y),
    hovertemplate: "%{fullData.name} %{customdata}<extra></extra>",
  };
}

function signalTrace({ shapes, ...trace }, { palette }) {
  return {
    ...trace,
    showlegend: false,
    marker: { color: palette.action, line: { width: 0 }, pattern: { shape: shapes, size: 5, solidity: 0.4, fgcolor: palette.quiet, bgcolor: palette.page, fillmode: "replace" } },
    hovertemplate: "%{fullData.name}: %{customdata}<extra></extra>",
  };
}

function emotionBar(trace, { palette, words }) {
  return {
    ...trace,
    y: trace.y.map((emotion) => words[`emotion_${emotion}`]),
    hoverinfo: "skip",
    marker: { color: trace.y.map((emotion) => palette.emotions[emotion]) },
  };
}

function shareBar(trace, context) {
  return {
    ...emotionBar(trace, context),
    text: trace.x.map(percent),
    textposition: "outside",
    textfont: { color: context.palette.text },
    cliponaxis: false,
    constraintext: "none",
  };
}

function hatched(trace) {
  const pattern = { shape: "/", size: 6, solidity: 0.45, fillmode: "overlay" };
  return { ...trace, marker: { ...trace.marker, pattern } };
}

function rangeBar(trace, { palette, words }) {
  return {
    ...trace,
    y: trace.y.map((emotion) => words[`emotion_${emotion}`]),
    width: RANGE_WIDTH,
    hoverinfo: "skip",
    marker: { color: faded(palette.border, 0.25), line: { color: palette.border, width: 1 } },
  };
}

function secondLine(trace, { palette, words }) {
  return {
    ...trace,
    name: words.second_lecture,
    meta: { ...trace.meta, isNamedLine: true },
    showlegend: false,
    line: { color: palette.text, width: 2, dash: "dash" },
    customdata: inPercent(trace.y),
    hovertemplate: "%{fullData.name} %{customdata}<extra></extra>",
  };
}

function withErrorBars(trace, { palette }) {
  return { ...trace, error_y: { ...trace.error_y, color: palette.action, thickness: 1.5, width: 4 } };
}

const LAYOUTS = {
  timeline: (layout, data) => ({ ...layout, yaxis3: { ...layout.yaxis3, dtick: Math.ceil(mostOf(data) / PANE_TICKS) } }),
  shares: (layout, data, context) => ({ ...shareLayout(layout, data), annotations: [...layout.annotations, ...shareNumbers(data, context)] }),
  "two-shares": shareLayout,
  levels: (layout, data, context) => ({ ...layout, annotations: [...layout.annotations, ...levelLabels(data, layout, context)] }),
  signals: signalLayout,
  course: courseLayout,
  "two-engagements": (layout, _data, { words }) => ({ ...layout, yaxis: { ...layout.yaxis, ...levelTicks(words) } }),
};

/** Most people of any coverage line. */
function mostOf(data) {
  return Math.max(1, ...data.filter(({ yaxis }) => yaxis === "y3").flatMap(({ y }) => y));
}

/** As wide as the longest bar and its number, so that small shares can be told apart. */
function shareLayout(layout, data) {
  const most = Math.max(...data[0].y.map((_, place) => reachOf(data, place)));
  return { ...layout, xaxis: { ...layout.xaxis, range: [0, most * NUMBER_ROOM] } };
}

/** Where the longest of the bars in a row ends. */
const reachOf = (data, place) => Math.max(...data.map(({ x, base }) => x[place] + (base?.[place] ?? 0)));

/** The lecture's own shares, right of the bar or of the other lectures' range, whichever is longer: none is written across a range. */
function shareNumbers(data, { palette }) {
  const { x, y } = data.find(({ meta }) => meta.series === "own_shares");
  const place = { xref: "x", xanchor: "left", xshift: NUMBER_PX, yref: "y", yanchor: "middle", showarrow: false, font: { color: palette.text, size: FONT_PX } };
  return y.map((emotion, index) => ({ ...place, x: reachOf(data, index), y: emotion, text: percent(x[index]) }));
}

function levelTicks(words) {
  const middles = [MIDDLING_FROM / 2, (MIDDLING_FROM + HIGH_ABOVE) / 2, (HIGH_ABOVE + 1) / 2];
  return { tickvals: middles, ticktext: ["low", "middling", "high"].map((level) => words[`level_${level}`]), range: [0, 1], showgrid: false };
}

/** Names beside the last measured column, in the order of the stack. */
function levelLabels(data, layout, { palette, height }) {
  const traces = data.filter(({ meta }) => meta.series in LEVEL_OPACITY);
  const last = traces[0].y.findLastIndex((value) => value !== null);
  if (last < 0) return [];
  let reached = 0;
  const middles = traces.map(({ y }) => (reached += y[last]) - y[last] / 2);
  const gap = Math.min(LABEL_LINE_PX / plotHeight(layout, "y", height), 1 / traces.length);
  return spreadLabels(middles, gap, gap / 2, 1 - gap / 2).flatMap((y, index) =>
    endLabel({ y, yref: "y", color: traces[index].marker.color, text: traces[index].name, palette }));
}

function signalLayout(layout, data, { palette, words }) {
  const rows = data.map(({ base, name }) => ({ place: base + STRIP_MIDDLE, name }));
  const yaxis = { ...layout.yaxis, range: [0, data.length], dtick: undefined, tickformat: undefined, tickvals: rows.map(({ place }) => place), ticktext: rows.map(({ name }) => name), showgrid: false };
  const rules = data.map(({ base }) => ({ type: "line", xref: "paper", x0: 0, x1: 1, yref: "y", y0: base, y1: base, line: { color: palette.hairline, width: 1 }, layer: "below" }));
  const most = data.filter((trace) => trace.most).map(({ base, most }) => ({
    xref: "paper", x: 1, xanchor: "left", xshift: 6, y: base + STRIP_MIDDLE, yref: "y", yanchor: "middle", showarrow: false,
    text: fill(words.signal_most, { count: most }), font: { color: palette.text, size: FONT_PX },
  }));
  return { ...layout, yaxis, margin: { ...layout.margin, l: labelRoom(words) - 16 }, shapes: [...layout.shapes, ...rules], annotations: [...layout.annotations, ...most] };
}

/** As many dates as there is room for, the last one always. */
function courseLayout(layout, _data, { width, words }) {
  const { tickvals, ticktext } = layout.xaxis;
  const room = Math.max(1, Math.floor((width - MARGINS_PX.l - labelRoom(words)) / TICK_PX));
  const step = Math.ceil(tickvals.length / room);
  const keeps = (_value, place) => (tickvals.length - 1 - place) % step === 0;
  const xaxis = { ...layout.xaxis, tickvals: tickvals.filter(keeps), ticktext: ticktext.filter(keeps), range: [0.5, tickvals.length + 0.5], minallowed: undefined };
  return { ...layout, xaxis };
}
