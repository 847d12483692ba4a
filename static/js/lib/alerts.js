// Gentle alerts: a function of closed buckets and the course's thresholds alone, so that a reload finds the same ones.

import { EMOTIONS } from "./emotions.js";
import { STATUSES } from "./messages.js";

export const ALERTS = Object.freeze({ LOST: "lost", COVERAGE: "coverage", CHANGE: "change" }); // the first is told first
export const SNOOZE_S = 600;
const BASELINE_S = 300;
const BASELINE_LEAST_S = 150; // of it must have been measured, or nothing is known to be usual
const LEAST_COVERAGE = 0.4; // readable of those present
const FRESH_S = 300; // an alert waits so long after its cause was last seen; by then the baseline has taken it in
const ROUNDING = 1e-9;
const ORDER = Object.values(ALERTS);

/**
 * The alerts of a running lecture, the most important first. One that goes on is the same alert as when it began.
 *
 * @param {object} timeline a Timeline
 * @returns {{kind: string, sinceS: number, untilS: number}[]} with the numbers that explain each:
 *   lost: `lost`, `joined`; coverage: `now`, `usual` (0..1); change: `series`, `direction`, `now`, `usual` (0..1)
 */
export function alertsOf({ status, buckets, thresholds, elapsedS }) {
  if (status !== STATUSES.LIVE || !thresholds) return [];
  const raised = [...raisedByTaps(buckets, thresholds), ...raisedByMeasuring(buckets.filter(isWhole), thresholds)];
  return episodes(raised)
    .filter(({ untilS }) => elapsedS - untilS <= FRESH_S)
    .sort((left, right) => ORDER.indexOf(left.kind) - ORDER.indexOf(right.kind) || right.sinceS - left.sinceS);
}

/**
 * The one alert to show, or null.
 *
 * @param {object[]} alerts from alertsOf
 * @param {{isOn: boolean, quietUntilS: number, dismissedS: Record<string, number>}} choices by kind, when it was dismissed
 */
export function alertToShow(alerts, { isOn, quietUntilS, dismissedS }, elapsedS) {
  if (!isOn || elapsedS < quietUntilS) return null;
  return alerts.find(({ kind, sinceS }) => sinceS >= (dismissedS[kind] ?? 0)) ?? null;
}

/** What is raised again soon after is the same alert; it keeps the numbers it began with, so that its words stand still. */
function episodes(raised) {
  const latest = new Map();
  for (const alert of raised) {
    const key = [alert.kind, alert.series, alert.direction].join(" ");
    const before = latest.get(key);
    if (before && alert.untilS - before.untilS <= FRESH_S) before.untilS = alert.untilS;
    else latest.set(key, { ...alert });
  }
  return [...latest.values()];
}

// --- Taps ------------------------------------------------------------------------------------------------------------

/** Taps do not depend on how often snapshots are taken, so every bucket counts. Joined may be hidden: the last known one does. */
function raisedByTaps(buckets, { lost_percent }) {
  let joined = 0;
  return buckets.flatMap(({ start_s, end_s, signals, coverage }) => {
    joined = coverage?.joined ?? joined;
    const lost = signals?.lost ?? 0; // null is "some", too few to tell
    if (!lost || !joined || lost * 100 < lost_percent * joined) return [];
    return [{ kind: ALERTS.LOST, sinceS: start_s, untilS: end_s, lost, joined }];
  });
}

// --- Measured figures ------------------------------------------------------------------------------------------------

/** Measured as usual and from edge to edge: next to a pause a bucket was cut short. */
function isWhole(bucket, index, buckets) {
  const [before, after] = [buckets[index - 1], buckets[index + 1]];
  if (bucket.slowed || bucket.interrupted) return false;
  return before?.sequence === bucket.sequence - 1 && (!after || after.sequence === bucket.sequence + 1);
}

function raisedByMeasuring(buckets, thresholds) {
  return buckets.flatMap((bucket, index) => {
    const before = buckets[index - 1];
    if (before?.sequence !== bucket.sequence - 1) return [];
    const baseline = baselineBefore(buckets, index - 1);
    const place = { sinceS: before.start_s, untilS: bucket.end_s };
    const dropped = [before, bucket].filter((each) => hasDropped(each, baseline, thresholds)).length;
    if (dropped) return dropped === 2 ? [{ kind: ALERTS.COVERAGE, ...place, ...coverageFacts(bucket, baseline) }] : [];
    if (![before, bucket].every(areEnough)) return [];
    const change = largestChange(before, bucket, baseline, thresholds.change);
    return change ? [{ kind: ALERTS.CHANGE, ...place, ...change }] : [];
  });
}

function baselineBefore(buckets, index) {
  const { start_s } = buckets[index];
  const first = buckets.findIndex((bucket) => bucket.start_s >= start_s - BASELINE_S);
  return buckets.slice(first, index);
}

/** The mean of what was measured in the baseline, or null when that is too little. */
function usual(baseline, value) {
  const measured = baseline.filter((bucket) => value(bucket) !== null);
  const seconds = measured.reduce((sum, { start_s, end_s }) => sum + end_s - start_s, 0);
  if (seconds < BASELINE_LEAST_S) return null;
  return measured.reduce((sum, bucket) => sum + value(bucket), 0) / measured.length;
}

const sharingShare = ({ coverage }) => (coverage?.joined ? coverage.sharing / coverage.joined : null);

const coverageFacts = (bucket, baseline) => ({ now: sharingShare(bucket), usual: usual(baseline, sharingShare) });

/** Only where both are known: hidden numbers say nothing. */
function hasDropped(bucket, baseline, { coverage_percent }) {
  const facts = coverageFacts(bucket, baseline);
  if (facts.now === null || facts.usual === null) return false;
  return facts.now * 100 < coverage_percent * facts.usual - ROUNDING;
}

/** Whether so many could be read that a change is the class's; hidden coverage mostly means that nearly all share (as in reports/moments.py). */
const areEnough = ({ coverage }) => !coverage || coverage.readable >= LEAST_COVERAGE * coverage.joined;

const SERIES = Object.freeze({
  engagement: ({ engagement }) => engagement ?? null,
  ...Object.fromEntries(EMOTIONS.map((emotion, index) => [emotion, ({ shares }) => shares?.[index] ?? null])),
});

function largestChange(before, bucket, baseline, least) {
  const changes = Object.entries(SERIES)
    .map(([series, value]) => changeOf(series, [value(before), value(bucket)], usual(baseline, value)))
    .filter((change) => change && change.size > least + ROUNDING)
    .sort((left, right) => right.size - left.size);
  if (!changes.length) return null;
  const { size, ...change } = changes[0];
  return change;
}

/** How far both values lie on the same side of the usual one, or null. */
function changeOf(series, values, usualValue) {
  if (usualValue === null || values.includes(null)) return null;
  const [first, second] = values.map((value) => value - usualValue);
  if (first * second <= 0) return null;
  const size = Math.min(Math.abs(first), Math.abs(second));
  return { series, direction: first > 0 ? "up" : "down", now: (values[0] + values[1]) / 2, usual: usualValue, size };
}
