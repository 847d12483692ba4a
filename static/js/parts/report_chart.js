// Drawing a report's figures, and saving one as a picture.

import { CONFIG } from "../lib/chart_style.js";
import { readPalette } from "../lib/palette.js";
import { styledReport } from "../lib/report_style.js";

const PICTURE_WIDTH_PX = 1100;
const PICTURE_SCALE = 2;
const TITLE_PX = 40;
const TITLE_FONT_PX = 16;
const PAPER_COLOR = "#ffffff";

const root = document.documentElement;

/** The colours of the light appearance, whatever the page's is: pictures end up on paper and on slides. */
function lightPalette() {
  const chosen = root.dataset.theme;
  root.dataset.theme = "light";
  const palette = readPalette(getComputedStyle(root));
  if (chosen) root.dataset.theme = chosen;
  else delete root.dataset.theme;
  return palette;
}

/** Draw a figure as large as its element, or as the context says when `isFixed` is set. */
export function drawReport(element, name, figure, context) {
  const own = { palette: readPalette(getComputedStyle(root)), width: element.clientWidth, height: element.clientHeight, ...context };
  const { data, layout } = styledReport(name, figure, own);
  const size = own.isFixed ? { width: own.width, height: own.height } : {};
  return window.Plotly.react(element, data, { ...layout, ...size }, CONFIG);
}

/**
 * A PNG of a chart with a title that says what it is.
 *
 * @returns {Promise<string>} a data address
 */
export function pictureOf(element, name, figure, context, title) {
  const palette = lightPalette();
  const height = element.clientHeight + TITLE_PX;
  const { data, layout } = styledReport(name, figure, { ...context, palette, width: PICTURE_WIDTH_PX, height: element.clientHeight });
  const heading = { text: title, x: 0.01, xanchor: "left", y: 1, yref: "container", yanchor: "top", pad: { t: 12 }, font: { size: TITLE_FONT_PX, color: palette.text } };
  const margin = { ...layout.margin, t: layout.margin.t + TITLE_PX };
  const paper = { width: PICTURE_WIDTH_PX, height, margin, title: heading, paper_bgcolor: PAPER_COLOR, plot_bgcolor: PAPER_COLOR };
  return window.Plotly.toImage({ data, layout: { ...layout, ...paper } }, { format: "png", width: PICTURE_WIDTH_PX, height, scale: PICTURE_SCALE });
}
