// A report's figures come compact: points on a grid of minutes, a band as two rows. Here they are spread out for Plotly.

const STRIP = 0.78; // height of the tallest bar in the strip of one signal
const SOME_HEIGHT = 0.14; // fewer students than the minimum, but not none

/** The figure with an x for every point. */
export function expanded(figure) {
  return { ...figure, data: figure.data.map(expandedTrace) };
}

function expandedTrace(trace) {
  if (trace.x0 === undefined) return trace;
  const { x0, dx, low, high, ...rest } = trace;
  if (low) return { ...rest, ...bandOutline(low, high, x0, dx) };
  return { ...rest, x: rest.y.map((_, place) => x0 + place * dx) };
}

/** Closed outlines in steps, one for each run of neighbours that have a band; null parts them. */
export function bandOutline(low, high, x0, dx) {
  const outline = { x: [], y: [] };
  for (const run of runs(low)) {
    const edges = run.flatMap((place) => [[x0 + (place - 0.5) * dx, place], [x0 + (place + 0.5) * dx, place]]);
    const back = edges.toReversed();
    outline.x.push(...[...edges, ...back].map(([x]) => x), null);
    outline.y.push(...edges.map(([, place]) => high[place]), ...back.map(([, place]) => low[place]), null);
  }
  return outline;
}

/** Places of values by runs of neighbours that are not null. */
function runs(values) {
  const found = [];
  values.forEach((value, place) => {
    if (value === null) return;
    if (found.at(-1)?.at(-1) === place - 1) found.at(-1).push(place);
    else found.push([place]);
  });
  return found;
}

/**
 * Counts of signals as strips, the first on top: bars on a base of their own, low and hatched where there were "some".
 *
 * @param {object[]} traces with y (counts or null) and some (places)
 * @param {Record<string, string>} words signal_<name>, signal_some
 */
export function signalStrips(traces, words) {
  const most = Math.max(1, ...traces.flatMap(({ y }) => y.filter((count) => count !== null)));
  return traces.map(({ some, ...trace }, index) => {
    const hidden = new Set(some);
    return {
      ...trace,
      name: words[`signal_${trace.meta.series}`],
      base: traces.length - 1 - index,
      y: trace.y.map((count, place) => (hidden.has(place) ? SOME_HEIGHT : count && (count / most) * STRIP)),
      customdata: trace.y.map((count, place) => (hidden.has(place) ? words.signal_some : count)),
      shapes: trace.y.map((_, place) => (hidden.has(place) ? "/" : "")),
      most: Math.max(0, ...trace.y.filter((count) => count !== null)),
    };
  });
}
