// Sizes that the parts of a chart agree on, in pixels, and questions about its traces.

export const FONT_PX = 14;
export const LABEL_LINE_PX = 18;
export const LABEL_ROOM_PX = 124;
export const MARKER_ROOM_PX = 44;
export const MARGINS_PX = Object.freeze({ l: 76, r: LABEL_ROOM_PX, b: 44, t: 12 });
export const NARROW_PX = 520;

export const hasTime = (data) => data.some((trace) => trace.orientation !== "h");

export function axisOf(data, series) {
  const trace = data.find(({ meta }) => meta?.series === series);
  return trace && (trace.yaxis ?? "y");
}
