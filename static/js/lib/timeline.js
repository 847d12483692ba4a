// The lecture's timeline as the live view holds it, and its figures as Plotly traces.
// A bucket is the object described in classroom/timelines/buckets.py; times are seconds since the start.

import { EMOTIONS } from "./emotions.js";

const SECONDS_PER_MINUTE = 60;
const RECENT_BUCKETS = 2;
const EARLIER_BUCKETS = 4;
const TREND_STEP = 0.05; // of the engagement's 0..1; smaller changes are called steady

export class Timeline {
  /** @param {object} stored the answer of the timeline address */
  constructor({ status, bucket_s, elapsed_s, minimum, buckets, markers, figure }) {
    Object.assign(this, { status, bucketS: bucket_s, elapsedS: elapsed_s, minimum, markers, figure });
    this.buckets = [...buckets].sort((left, right) => left.sequence - right.sequence);
    this.open = null;
  }

  get lastClosed() {
    return this.buckets.at(-1) ?? null;
  }

  /** The newest bucket with figures: closed if there is one, else the provisional one. */
  get lastMeasured() {
    return this.buckets.findLast((bucket) => bucket.shares) ?? (this.open?.shares ? this.open : null);
  }

  /**
   * Take over a tick. Closed buckets replace what is there; the open one is always the last point and provisional.
   *
   * A bucket closes a moment after the next has opened, so one step ahead is no sign of a loss.
   *
   * @returns {?number} the sequence before which a closed bucket may have been missed
   */
  apply({ status, elapsed_s, open, closed }) {
    const expected = (this.lastClosed?.sequence ?? -1) + 1;
    Object.assign(this, { status, elapsedS: elapsed_s, open });
    for (const bucket of closed) this.close(bucket);
    if (closed.length) return closed[0].sequence > expected ? closed[0].sequence : null;
    return open && open.sequence > expected + 1 ? open.sequence : null;
  }

  close(bucket) {
    const others = this.buckets.filter(({ sequence }) => sequence !== bucket.sequence);
    this.buckets = [...others, bucket].sort((left, right) => left.sequence - right.sequence);
    if (this.open && this.open.sequence <= bucket.sequence) this.open = null;
  }

  mark(marker) {
    this.markers = [...this.markers, marker];
  }

  /** Closed buckets that end after a minute of the lecture, and the open one. */
  since(minute) {
    const closed = this.buckets.filter(({ end_s }) => end_s > minute * SECONDS_PER_MINUTE);
    return this.open ? [...closed, this.open] : closed;
  }

  /** The end of the bucket that runs now; it moves once a bucket, not once a second. */
  get endMinute() {
    const runningS = Math.ceil(this.elapsedS / this.bucketS) * this.bucketS;
    return Math.max(runningS, this.open?.end_s ?? 0, this.lastClosed?.end_s ?? 0) / SECONDS_PER_MINUTE;
  }

  get trend() {
    return trendOf(this.buckets.map(({ engagement }) => engagement));
  }
}

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
 * @returns {?{x: number[], y: number[]}} minutes and values with null for gaps; null for a series this module does not know
 */
export function pointsOf(series, buckets) {
  const emotion = EMOTIONS.indexOf(series);
  if (emotion >= 0) return columns(buckets, ({ shares }) => shares?.[emotion] ?? null);
  if (series === "gap") return columns(buckets, ({ shares }) => (shares ? null : 1));
  if (series === "engagement") return line(buckets, ({ engagement }) => engagement);
  if (series === "band") return bandOutline(buckets);
  if (["joined", "sharing", "readable"].includes(series)) return line(buckets, ({ coverage }) => coverage?.[series] ?? null);
  return null;
}

/** The traces with the points of these buckets; traces of unknown series stay as they are. */
export function tracesOf(traces, buckets) {
  return traces.map((trace) => ({ ...trace, ...pointsOf(trace.meta?.series, buckets) }));
}

const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;

/**
 * Where the engagement is going: the last two measured buckets against the four before.
 *
 * @param {(number|null)[]} values one per closed bucket
 * @returns {"rising"|"falling"|"steady"|"unknown"}
 */
export function trendOf(values) {
  const measured = values.filter((value) => value !== null);
  const recent = measured.slice(-RECENT_BUCKETS);
  const earlier = measured.slice(-RECENT_BUCKETS - EARLIER_BUCKETS, -RECENT_BUCKETS);
  if (recent.length < RECENT_BUCKETS || earlier.length < RECENT_BUCKETS) return "unknown";
  const change = mean(recent) - mean(earlier);
  if (Math.abs(change) < TREND_STEP) return "steady";
  return change > 0 ? "rising" : "falling";
}
