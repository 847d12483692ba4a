// What the live view says in words: facts and the page's sentences in, text out.

import { EMOTIONS, EMOTIONS_FROM_TOP } from "./emotions.js";
import { levelOf } from "./engagement.js";
import { STATUSES } from "./messages.js";
import { CONNECTION } from "./reconnecting_socket.js";
import { clock, decimal, fill, percent } from "./words.js";

const SPOKEN_EMOTIONS = 3;

/** The one line under the top bar, or nothing. */
export function lineOf({ status, connection, timeline }, words) {
  if (status === STATUSES.ENDED) return words.ended;
  if (connection === CONNECTION.CLOSED) return words.refused;
  if (connection === CONNECTION.RETRYING) return words.retrying;
  if (status === STATUSES.PAUSED || status === STATUSES.DRAFT) return words[status];
  return timeline ? lineOfSharing(timeline, words) : "";
}

/** A bucket that has just opened is always empty, so it speaks only when it has figures: the line must not come and go. */
function lineOfSharing({ open, lastClosed, minimum, bucketS }, words) {
  if (open?.shares || lastClosed?.shares) return "";
  if ((lastClosed?.minimum ?? minimum) > 1) return fill(words.not_enough, { minimum: lastClosed?.minimum ?? minimum });
  return lastClosed?.coverage?.sharing ? fill(words.nothing_read, { bucket_s: bucketS }) : words.nobody_sharing;
}

/** @returns {{value: string, note: string}} */
export function coverageOf(timeline, words) {
  const coverage = timeline.lastClosed?.coverage;
  const isEmpty = coverage?.joined === 0 || !timeline.lastClosed;
  if (isEmpty) return { value: words.coverage_waiting, note: fill(words.coverage_waiting_note, { bucket_s: timeline.bucketS }) };
  if (coverage) return { value: fill(words.coverage_number, coverage), note: fill(words.coverage_readable, coverage) };
  return { value: words.coverage_hidden, note: words.coverage_hidden_note };
}

/** @returns {{value: string, note: string}} */
export function engagementOf(timeline, words) {
  const isFirst = !timeline.lastClosed?.shares && timeline.open?.shares;
  const { engagement, band } = (isFirst ? timeline.open : timeline.lastClosed) ?? {};
  const level = levelOf(engagement, band);
  if (!level) return { value: words.level_none, note: words.level_none_note };
  const [low, high] = (band ?? []).map((edge) => decimal(edge, 2));
  const values = { value: decimal(engagement, 2), low, high, trend: words[`trend_${timeline.trend}`] };
  return { value: words[`level_${level}`], note: fill(words[noteName(level, band)], values) };
}

function noteName(level, band) {
  if (level === "cannot_tell") return "level_cannot_tell_note";
  return band ? "level_band_note" : "level_value_note";
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
