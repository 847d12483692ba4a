// Fewer columns for long stretches: three hours of buckets take a slow laptop seconds to draw.

const mean = (values) => (values.length ? values.reduce((sum, value) => sum + value, 0) / values.length : null);
const known = (buckets, name) => buckets.map((bucket) => bucket[name]).filter((value) => value !== null && value !== undefined);
const meanOfEach = (rows) => (rows.length ? rows[0].map((_, index) => mean(rows.map((row) => row[index]))) : null);

/**
 * Neighbouring buckets put together until there are no more columns than wanted; what was not measured counts nothing.
 *
 * @param {object[]} buckets in order
 * @param {number} bucketS
 * @param {number} most columns
 * @returns {{columns: object[], columnS: number}} buckets of `columnS` seconds each
 */
export function columnsOf(buckets, bucketS, most) {
  const span = buckets.length ? buckets.at(-1).sequence - buckets[0].sequence + 1 : 0;
  const together = Math.max(1, Math.ceil(span / most));
  if (together === 1) return { columns: buckets, columnS: bucketS };
  const columnS = together * bucketS;
  const columns = groupsOf(buckets, together).map(([number, members]) => column(number, members, columnS));
  return { columns, columnS };
}

function groupsOf(buckets, together) {
  const groups = new Map();
  for (const bucket of buckets) {
    const number = Math.floor(bucket.sequence / together);
    groups.set(number, [...(groups.get(number) ?? []), bucket]);
  }
  return [...groups];
}

function column(sequence, members, columnS) {
  return {
    sequence,
    start_s: sequence * columnS,
    end_s: (sequence + 1) * columnS,
    shares: meanOfEach(known(members, "shares")),
    engagement: mean(known(members, "engagement")),
    band: meanOfEach(known(members, "band")),
    coverage: null,
    slowed: members.every(({ slowed }) => slowed),
  };
}
