// Axes: minutes below, words or whole percents at the side, as few lines as will do.

import { hasTime, NARROW_PX } from "./chart_measures.js";
import { HIGH_ABOVE, MIDDLING_FROM } from "./engagement.js";
import { clock } from "./words.js";

const SHORT_MIN = 3; // a stretch so short has ticks in minutes and seconds
const SHORT_STEP_MIN = 0.5;
const TICKS = 8;
const COUNT_TICKS = 4;
const NARROW_TICKS = 4;
const AXIS = /^([xy])axis\d*$/;

export function styledAxes(figure, data, context) {
  const axes = { xaxis: {}, yaxis: {}, ...figure.layout };
  const entries = Object.entries(axes).filter(([name]) => AXIS.test(name));
  return Object.fromEntries(entries.map(([name, axis]) => [name, styledAxis(name, axis, data, context)]));
}

function styledAxis(name, axis, data, { palette, words, range, width, isDraggable = false }) {
  const common = { ...axis, gridcolor: palette.hairline, linecolor: palette.border, zeroline: false, tickcolor: palette.hairline, automargin: false };
  if (!hasTime(data)) return shareAxis(name, common);
  if (name.startsWith("x")) {
    const ticks = { tickangle: 0, minallowed: 0, ...minuteTicks(range, width) };
    const hover = { spikemode: "across", spikethickness: 1, spikecolor: palette.quiet, spikedash: "dot", hoverformat: ".1f" };
    return { ...common, ...ticks, ...hover, fixedrange: !isDraggable, showgrid: false, showline: true, ...(range ? { range } : {}), autorange: range ? false : axis.autorange };
  }
  return { ...common, fixedrange: true, ...unitTicks(name, data, words) };
}

function minuteTicks(range, width) {
  if (!range || range[1] - range[0] > SHORT_MIN) return { nticks: width < NARROW_PX ? NARROW_TICKS : TICKS };
  const count = Math.floor((range[1] - range[0]) / SHORT_STEP_MIN) + 1;
  const first = Math.ceil(range[0] / SHORT_STEP_MIN);
  const minutes = Array.from({ length: count }, (_, index) => (first + index) * SHORT_STEP_MIN);
  return { tickvals: minutes, ticktext: minutes.map((minute) => clock(minute * 60)), ticksuffix: "" };
}

function shareAxis(name, common) {
  if (name.startsWith("x")) return { ...common, visible: false, fixedrange: true, range: [0, 1.02] };
  return { ...common, fixedrange: true, automargin: true, showgrid: false, ticks: "", ticksuffix: "  " };
}

function countTicks(series, data) {
  const most = Math.max(1, ...data.filter((trace) => series.includes(trace.meta?.series)).flatMap(({ y }) => y));
  const step = Math.ceil(most / COUNT_TICKS);
  return { range: [0, most + step / 2], dtick: step, tickformat: "d" };
}

function unitTicks(name, data, words) {
  const yaxis = name === "yaxis" ? "y" : name.replace("axis", "");
  const series = data.filter((trace) => (trace.yaxis ?? "y") === yaxis).map((trace) => trace.meta?.series);
  if (series.includes("engagement")) {
    const middles = [MIDDLING_FROM / 2, (MIDDLING_FROM + HIGH_ABOVE) / 2, (HIGH_ABOVE + 1) / 2];
    return { tickvals: middles, ticktext: ["low", "middling", "high"].map((level) => words[`level_${level}`]), showgrid: false };
  }
  if (series.includes("gap") || series.includes("happy")) return { tickvals: [0, 0.5, 1], showgrid: false };
  return countTicks(series, data);
}
