// What the live view says in words: facts and the page's sentences in, text out.

import { EMOTIONS, EMOTIONS_FROM_TOP } from "./emotions.js";
import { levelOf } from "./engagement.js";
import { CLOSE_CODES, MARKER_KINDS, STATUSES } from "./messages.js";
import { CONNECTION } from "./reconnecting_socket.js";
import { clock, fill, percent } from "./words.js";

const SPOKEN_EMOTIONS = 3;

/** The one line under the top bar, or nothing. */
export function lineOf({ status, connection, closeCode, timeline }, words) {
  if (status === STATUSES.ENDED) return words.ended;
  if (connection === CONNECTION.CLOSED) return words.refused;
  if (connection === CONNECTION.RETRYING && closeCode === CLOSE_CODES.SESSION_FULL) return words.full;
  if (connection === CONNECTION.RETRYING) return words.retrying;
  if (status === STATUSES.PAUSED) return isBreak(timeline) ? words.paused_break : words.paused;
  if (status === STATUSES.DRAFT) return words.draft;
  return timeline ? lineOfSharing(timeline, words) : "";
}

/** A pause is a break when a break was marked after everything that was measured. */
function isBreak(timeline) {
  const marker = timeline?.markers.at(-1);
  return marker?.kind === MARKER_KINDS.BREAK && marker.at_s >= (timeline.lastClosed?.start_s ?? 0);
}

/** A bucket that has just opened is always empty, so it speaks only when it has figures: the line must not come and go. */
function lineOfSharing({ open, lastClosed, bucketS }, words) {
  if (open?.shares || !lastClosed || lastClosed.shares) return lastClosed?.slowed ? words.slowed : "";
  if (isResting(lastClosed)) return words.slowed;
  return fill(words[whyNothing(lastClosed)], { minimum: lastClosed.minimum, bucket_s: bucketS });
}

/** Why a bucket has no figures, from its published counts alone: without them few may have shared, or few were readable. */
function whyNothing({ coverage, minimum }) {
  if (!coverage) return "figures_need";
  if (coverage.sharing < minimum) return minimum === 1 ? "nobody_sharing" : "not_enough";
  return minimum === 1 ? "nothing_read" : "too_few_read";
}

/** Slowed so far that it was other classes' turn: nobody was asked for a snapshot, so nobody is counted. */
function isResting(bucket) {
  return Boolean(bucket?.slowed && !bucket.coverage && !bucket.shares);
}

/** @returns {{value: string, note: string}} */
export function coverageOf(timeline, words) {
  const coverage = timeline.lastClosed?.coverage;
  const isEmpty = coverage?.joined === 0 || !timeline.lastClosed;
  if (isEmpty) return { value: words.coverage_waiting, note: fill(words.coverage_waiting_note, { bucket_s: timeline.bucketS }) };
  if (isResting(timeline.lastClosed)) return { value: words.coverage_hidden, note: words.slowed };
  if (!coverage) return { value: words.coverage_hidden, note: words.coverage_hidden_note };
  return { value: fill(words.coverage_number, coverage), note: asOf(timeline, words) ?? readableNote(timeline.lastClosed, words) };
}

function readableNote({ coverage, minimum }, words) {
  return fill(minimum > 1 ? words.coverage_in_steps : words.coverage_readable, { ...coverage, minimum });
}

/** When the figures are of, while nothing newer comes; null while they are fresh. */
function asOf(timeline, words) {
  if (timeline.isCurrent) return null;
  return fill(words.as_of, { minute: clock(timeline.lastClosed.end_s) });
}

/** @returns {{value: string, trend: string, note: string, level: ?string, figures: ?{engagement: number, band: ?number[]}}} */
export function engagementOf(timeline, words) {
  const figures = figuresOf(timeline);
  const level = levelOf(figures.engagement, figures.band);
  if (!level) return { value: words.level_none, trend: "", note: words.level_none_note, level, figures: null };
  const isKnown = level !== "cannot_tell" && timeline.trend !== "unknown";
  return {
    value: words[`level_${level}`],
    trend: isKnown ? words[`trend_${timeline.trend}`] : "",
    note: (timeline.lastClosed && asOf(timeline, words)) ?? engagementNote(level, figures, words),
    level,
    figures,
  };
}

/** Of the newest closed bucket; of the open one until a first bucket has figures; in a rest, of the last measured one. */
function figuresOf({ lastClosed, lastMeasured, open }) {
  const closed = isResting(lastClosed) ? lastMeasured : lastClosed;
  const { engagement = null, band = null } = (!closed?.shares && open?.shares ? open : closed) ?? {};
  return { engagement, band };
}

function engagementNote(level, { engagement, band }, words) {
  const [low, high] = (band ?? []).map(percent);
  const values = { value: percent(engagement), low, high };
  if (level === "cannot_tell") return fill(words.level_cannot_tell_note, values);
  return fill(band ? words.level_band_note : words.level_value_note, values);
}

/** The chart's newest column in a sentence. */
export function sharesOf(timeline, words) {
  const bucket = timeline.lastMeasured;
  if (!bucket) return "";
  const shares = EMOTIONS_FROM_TOP.map((emotion) => [emotion, bucket.shares[EMOTIONS.indexOf(emotion)]])
    .sort(([, left], [, right]) => right - left)
    .slice(0, SPOKEN_EMOTIONS)
    .map(([emotion, share]) => `${words[`emotion_${emotion}`]} ${percent(share)}`);
  return fill(words.chart_text, { minute: clock(bucket.end_s), shares: shares.join(", ") });
}
