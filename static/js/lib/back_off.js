// How long to wait before trying again.

const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 8000; // whoever waits is back within ten seconds of the server

/**
 * Full jitter: anything between nothing and the exponential ceiling, so that a class does not return all at once.
 *
 * @param {number} attempt failures since the last message, from 0
 * @param {() => number} random 0..1
 * @returns {number} milliseconds
 */
export function backOffMs(attempt, random = Math.random) {
  return random() * Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** attempt);
}
