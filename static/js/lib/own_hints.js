// Hints for the student alone, from the readings this page gets anyway. Nothing of this leaves the page.
// An expression is not a feeling: only a long, nearly unbroken stretch counts, and a hint comes rarely.

import { EMOTIONS } from "./emotions.js";
import { MIDDLING_FROM } from "./engagement.js";

export const HINTS = Object.freeze({ BREAK: "break", HELP: "help", TEACHER: "teacher" });

const STRETCH_MS = 3 * 60_000;
const REST_MS = 10 * 60_000; // between two hints
const SLACK_MS = 30_000; // readings this much older than the stretch show that it is over
const LONGEST_GAP_MS = 30_000;
const LEAST_READINGS = 18; // one in ten seconds
const HEAVY_SHARE = 0.8; // of all readings in the stretch
const TIRED_SHARE = 0.5; // of the heavy ones
const QUIET_FACE = 0.6; // sad and neutral together
const SAD_FACE = 0.5;

const SAD = EMOTIONS.indexOf("sad");
const NEUTRAL = EMOTIONS.indexOf("neutral");

/**
 * A reading as far as hints need it.
 *
 * @param {{probabilities: ?number[], engagement: ?number}} answer
 * @param {number} atMs
 * @returns {?{atMs: number, isHeavy: boolean, isTired: boolean}} null when nothing was read
 */
function readingOf({ probabilities, engagement }, atMs) {
  if (!probabilities) return null;
  const isLow = typeof engagement === "number" && engagement < MIDDLING_FROM;
  const isTired = isLow && probabilities[SAD] + probabilities[NEUTRAL] >= QUIET_FACE;
  return { atMs, isHeavy: isLow || probabilities[SAD] >= SAD_FACE, isTired };
}

/**
 * What a stretch of readings suggests.
 *
 * @param {{atMs: number, isHeavy: boolean, isTired: boolean}[]} readings in order
 * @param {number} nowMs
 * @param {boolean} hasTeacherHint the teacher gave a hint for this part
 * @returns {?string} one of HINTS, or null
 */
export function suggested(readings, nowMs, hasTeacherHint) {
  if (!isSustained(readings, nowMs)) return null;
  const heavy = readings.filter(({ isHeavy }) => isHeavy);
  if (heavy.length < HEAVY_SHARE * readings.length) return null;
  if (heavy.filter(({ isTired }) => isTired).length >= TIRED_SHARE * heavy.length) return HINTS.BREAK;
  return hasTeacherHint ? HINTS.TEACHER : HINTS.HELP;
}

function isSustained(readings, nowMs) {
  if (readings.length < LEAST_READINGS || readings[0].atMs > nowMs - STRETCH_MS) return false;
  const times = [...readings.map(({ atMs }) => atMs), nowMs];
  return times.every((atMs, index) => index === 0 || atMs - times[index - 1] <= LONGEST_GAP_MS);
}

export class OwnHints {
  constructor() {
    this.readings = [];
    this.lastMs = -Infinity;
  }

  /**
   * Take an answer, and say what it completes.
   *
   * @returns {?string} one of HINTS; at most one in ten minutes
   */
  take(answer, nowMs, hasTeacherHint) {
    const reading = readingOf(answer, nowMs);
    if (reading) this.readings.push(reading);
    this.readings = this.readings.filter(({ atMs }) => atMs >= nowMs - STRETCH_MS - SLACK_MS);
    if (nowMs - this.lastMs < REST_MS) return null;
    const hint = suggested(this.readings, nowMs, hasTeacherHint);
    if (hint) this.lastMs = nowMs;
    return hint;
  }

  /** A pause ends a stretch. */
  forget() {
    this.readings = [];
  }
}
