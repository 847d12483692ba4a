// Words for an engagement between 0 and 1 (Sharma et al. 2019, arXiv 1909.12913; see docs/engagement.md).

export const MIDDLING_FROM = 0.25;
export const HIGH_ABOVE = 0.65;

function levelOfValue(value) {
  if (value < MIDDLING_FROM) return "low";
  return value > HIGH_ABOVE ? "high" : "middling";
}

/**
 * @param {?number} engagement 0..1
 * @param {?[number, number]} band likely range
 * @returns {"low"|"middling"|"high"|"cannot_tell"|null} null when nothing was measured
 */
export function levelOf(engagement, band) {
  if (engagement === null || engagement === undefined) return null;
  if (band && levelOfValue(band[0]) !== levelOfValue(band[1])) return "cannot_tell";
  return levelOfValue(engagement);
}
