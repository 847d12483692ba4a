// The lecture's timeline as the live view holds it.
// A bucket is the object described in classroom/timelines/buckets.py; times are seconds since the start.

import { STATUSES } from "./messages.js";

const SECONDS_PER_MINUTE = 60;
const RECENT_BUCKETS = 2;
const EARLIER_BUCKETS = 4;
const TREND_STEP = 0.05; // of the engagement's 0..1; smaller changes are called steady
const ROUNDING = 1e-9;
const STALE_BUCKETS = 3;

export class Timeline {
  /** @param {object} stored the answer of the timeline address */
  constructor({ status, bucket_s, elapsed_s, minimum, buckets, markers, figure, signals, alerts, is_door_locked }) {
    Object.assign(this, { status, bucketS: bucket_s, elapsedS: elapsed_s, minimum, markers, figure });
    Object.assign(this, { signals: signals ?? null, thresholds: alerts ?? null, isDoorLocked: is_door_locked ?? null });
    this.buckets = [...buckets].sort((left, right) => left.sequence - right.sequence);
    this.open = null;
    this.isCutOff = false; // nobody tells of anything newer
  }

  get lastClosed() {
    return this.buckets.at(-1) ?? null;
  }

  /** The newest bucket with figures: closed if there is one, else the provisional one. */
  get lastMeasured() {
    return this.buckets.findLast((bucket) => bucket.shares) ?? (this.open?.shares ? this.open : null);
  }

  /** Whether the newest figures are too old to say how the class is now. */
  get isStale() {
    return this.lastClosed !== null && this.elapsedS - this.lastClosed.end_s > STALE_BUCKETS * this.bucketS;
  }

  /** Whether the newest figures say how the class is now. */
  get isCurrent() {
    return this.status === STATUSES.LIVE && !this.isCutOff && !this.isStale;
  }

  /**
   * Take over a tick. Closed buckets replace what is there; the open one is always the last point and provisional.
   *
   * A bucket closes a moment after the next has opened, so one step ahead is no sign of a loss.
   *
   * @returns {?number} the sequence before which a closed bucket may have been missed
   */
  apply({ status, elapsed_s, open, closed, signals = null }) {
    const expected = (this.lastClosed?.sequence ?? -1) + 1;
    Object.assign(this, { status, elapsedS: elapsed_s, open, signals, isCutOff: false });
    for (const bucket of closed) this.close(bucket);
    if (closed.length) return closed[0].sequence > expected ? closed[0].sequence : null;
    return open && open.sequence > expected + 1 ? open.sequence : null;
  }

  close(bucket) {
    const others = this.buckets.filter(({ sequence }) => sequence !== bucket.sequence);
    this.buckets = [...others, bucket].sort((left, right) => left.sequence - right.sequence);
    if (this.open && this.open.sequence <= bucket.sequence) this.open = null;
  }

  /** Add a marker; one that is known takes the place of what it was. */
  mark(marker) {
    const isKnown = this.markers.some(({ marker_id }) => marker_id === marker.marker_id);
    this.markers = isKnown ? this.markers.map((known) => (known.marker_id === marker.marker_id ? marker : known)) : [...this.markers, marker];
  }

  unmark(markerId) {
    this.markers = this.markers.filter(({ marker_id }) => marker_id !== markerId);
  }

  /** Closed buckets that touch a stretch of minutes. */
  between(firstMinute, lastMinute) {
    const [from, to] = [firstMinute * SECONDS_PER_MINUTE, lastMinute * SECONDS_PER_MINUTE];
    return this.buckets.filter(({ start_s, end_s }) => end_s > from && start_s < to);
  }

  /** The end of the bucket after the newest closed one: it moves in the moment a bucket closes, or a bucket's time passes in silence. */
  get endMinute() {
    const passedS = Math.floor(this.elapsedS / this.bucketS) * this.bucketS;
    const runningS = this.lastClosed ? this.lastClosed.end_s + this.bucketS : this.bucketS;
    return Math.max(passedS, runningS) / SECONDS_PER_MINUTE;
  }

  get trend() {
    return trendOf(this.buckets.map(({ engagement }) => engagement));
  }
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
  if (Math.abs(change) < TREND_STEP - ROUNDING) return "steady";
  return change > 0 ? "rising" : "falling";
}
