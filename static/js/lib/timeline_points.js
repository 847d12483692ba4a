// A lecture's buckets as points of Plotly traces. Times become minutes since the start.

import { EMOTIONS } from "./emotions.js";

const SECONDS_PER_MINUTE = 60;

/** A value that is null where a bucket in between is missing, so that lines break there. */
function spaced(buckets) {
  return buckets.flatMap((bucket, index) => {
    const previous = buckets[index - 1];
    return previous && bucket.sequence !== previous.sequence + 1 ? [null, bucket] : [bucket];
  });
}

const middleMinute = (bucket) => (bucket.start_s + bucket.end_s) / 2 / SECONDS_PER_MINUTE;

function columns(buckets, value) {
  return { x: buckets.map(middleMinute), y: buckets.map(value) };
}

function line(buckets, value) {
  const points = spaced(buckets);
  return { x: points.map((bucket) => bucket && middleMinute(bucket)), y: points.map((bucket) => bucket && value(bucket)) };
}

/** The band as closed outlines in steps over the buckets' edges, one for each run of neighbours that have one. */
export function bandOutline(buckets) {
  const outline = { x: [], y: [] };
  for (const run of runsWithBand(buckets)) {
    const edges = run.flatMap(({ start_s, end_s, band }) => [[start_s, band], [end_s, band]]);
    const back = edges.toReversed();
    outline.x.push(...[...edges, ...back].map(([second]) => second / SECONDS_PER_MINUTE), null);
    outline.y.push(...edges.map(([, band]) => band[1]), ...back.map(([, band]) => band[0]), null);
  }
  return outline;
}

function runsWithBand(buckets) {
  const runs = [];
  for (const bucket of buckets.filter(({ band }) => band)) {
    const run = runs.at(-1);
    if (run?.at(-1).sequence === bucket.sequence - 1) run.push(bucket);
    else runs.push([bucket]);
  }
  return runs;
}

/**
 * The points of one trace.
 *
 * @param {string} series `meta.series` of the trace: an emotion, "gap", "engagement", "band", "joined", "sharing", "readable"
 * @param {object[]} buckets in order
 * @returns {?{x: number[], y: number[]}} minutes and values with null for gaps, and beside a gap whether cameras were
 *   asked less often in it; null for a series this module does not know
 */
export function pointsOf(series, buckets) {
  const emotion = EMOTIONS.indexOf(series);
  if (emotion >= 0) return columns(buckets, ({ shares }) => shares?.[emotion] ?? null);
  if (series === "gap") return { ...columns(buckets, ({ shares }) => (shares ? null : 1)), customdata: buckets.map(({ slowed }) => Boolean(slowed)) };
  if (series === "engagement") return line(buckets, ({ engagement }) => engagement);
  if (series === "band") return bandOutline(buckets);
  if (["joined", "sharing", "readable"].includes(series)) return line(buckets, ({ coverage }) => coverage?.[series] ?? null);
  return null;
}

/**
 * The traces with the points of these buckets; traces of unknown series stay as they are.
 *
 * @param {object[]} traces
 * @param {object[]} buckets each as long as the others
 * @param {number} columnS seconds
 */
export function tracesOf(traces, buckets, columnS) {
  const width = columnS / SECONDS_PER_MINUTE;
  return traces.map((trace) => ({ ...trace, ...pointsOf(trace.meta?.series, buckets), ...(trace.type === "bar" ? { width } : {}) }));
}
