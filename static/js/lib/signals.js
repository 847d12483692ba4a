// What students say of themselves, in the order in which it is shown. The names are those of classroom/sessions/signals.py.

export const SIGNALS = Object.freeze(["lost", "too_fast", "too_slow", "fine", "break", "hands"]);

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
