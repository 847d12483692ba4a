// What students say of themselves, in the order in which it is shown.

import { HANDS, SIGNALS } from "./messages.js";

export const COUNTERS = Object.freeze([...Object.values(SIGNALS), HANDS]);

/**
 * A counter in words. Fewer than the minimum, but not none, come as null and are "some".
 *
 * @param {?Record<string, ?number>} signals null or undefined while nothing is known
 */
export function signalWord(signals, name, words) {
  const count = signals?.[name];
  if (count === undefined) return words.signal_unknown;
  return count === null ? words.signal_some : String(count);
}
