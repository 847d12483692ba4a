// How figures look. The server sends plain figures; colours, fonts, labels and hatching are put on here, without the DOM.

import { styledAxes } from "./chart_axes.js";
import { endLabels } from "./chart_labels.js";
import { FONT_PX, hasTime, labelRoom, MARGINS_PX, MARKER_ROOM_PX } from "./chart_measures.js";
import { gapWords, markerLines, markerWords, openOutline, zoneLines } from "./chart_notes.js";
import { styledTrace, withGapEdges } from "./chart_traces.js";
import { separators } from "./words.js";

const CLEAR = "rgba(0,0,0,0)";

export const CONFIG = Object.freeze({ displaylogo: false, responsive: true, displayModeBar: false });

/**
 * A figure ready to draw.
 *
 * @param {{data: object[], layout: object}} figure as the server made it
 * @param {object} context
 * @param {object} context.palette from readPalette
 * @param {Record<string, string>} context.words
 * @param {number} context.width of the whole chart in pixels
 * @param {number} context.height
 * @param {{at_s: number, label: string}[]} [context.markers]
 * @param {?object} [context.open] the provisional bucket
 * @param {?[number, number]} [context.range] shown minutes
 * @param {string} [context.emptyText] what stands in a chart without a single column
 * @param {boolean} [context.hasPatterns] hatch the emotions too, beside their colours
 * @param {boolean} [context.isDraggable] there are minutes outside the shown ones, to be dragged into view
 */
export function styled(figure, context) {
  const data = withGapEdges(figure.data).map((trace) => styledTrace(trace, context));
  return { data, layout: styledLayout(figure, data, context) };
}

function styledLayout(figure, data, context) {
  const { palette, markers = [] } = context;
  const layout = {
    ...figure.layout,
    ...styledAxes(figure, data, context),
    paper_bgcolor: CLEAR,
    plot_bgcolor: CLEAR,
    font: { family: palette.font, size: FONT_PX, color: palette.quiet },
    margin: { ...MARGINS_PX, r: labelRoom(context.words), t: markers.length ? MARKER_ROOM_PX : MARGINS_PX.t },
    hovermode: hasTime(data) ? "x unified" : false,
    hoverlabel: { bgcolor: palette.surface, bordercolor: palette.hairline, font: { family: palette.font, size: FONT_PX, color: palette.text } },
    dragmode: context.isDraggable ? "pan" : false, // what shows everything must not hold a finger that scrolls the page
    separators: separators(),
    showlegend: false,
    legend: { traceorder: "reversed" }, // also the order of the lines in the hover box: the stack's, from the top
  };
  layout.shapes = [...zoneLines(data, palette), ...markerLines(markers, palette), ...openOutline(data, context)];
  layout.annotations = [...endLabels(data, layout, context), ...markerWords(markers, context), ...gapWords(data, context)];
  return layout;
}
