// Labels at the right edge of a chart, moved apart so that none covers another.

/**
 * @param {number[]} wanted positions in rising order
 * @param {number} gap least distance between neighbours
 * @param {number} lowest
 * @param {number} highest
 * @returns {number[]} positions in the same order, as near to the wanted ones as the gaps allow
 */
export function spreadLabels(wanted, gap, lowest, highest) {
  const placed = [];
  for (const position of wanted) {
    placed.push(Math.max(position, placed.length ? placed.at(-1) + gap : lowest));
  }
  let ceiling = highest;
  for (let index = placed.length - 1; index >= 0; index -= 1) {
    placed[index] = Math.min(placed[index], ceiling);
    ceiling = placed[index] - gap;
  }
  return placed;
}
