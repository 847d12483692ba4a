// The report: the server's figures, in the page's colours, on screen and on paper.

import { draw, onThemeChange } from "../parts/chart.js";
import { readWords } from "../lib/words.js";

const PAPER_WIDTH_PX = 680;
const WITHOUT_MARKERS = new Set(["share-figure"]);

const words = readWords(document);
const read = (id) => JSON.parse(document.getElementById(id)?.textContent ?? "null");
const markers = read("marker-data") ?? [];
const charts = [...document.querySelectorAll("[data-figure]")]
  .map((element) => ({ element, figure: read(element.dataset.figure) }))
  .filter(({ figure }) => figure);

/** One time axis for all charts: from the start to the last edge of any column. */
function commonRange() {
  const edges = charts.flatMap(({ figure }) => figure.data)
    .filter(({ orientation }) => orientation !== "h")
    .flatMap(({ x, width = 0 }) => x.map((minute) => minute + width / 2));
  return edges.length ? [0, Math.max(...edges)] : null;
}

const range = commonRange();

function show() {
  for (const { element, figure } of charts) {
    const context = { words, range, markers: WITHOUT_MARKERS.has(element.dataset.figure) ? [] : markers };
    draw(element, figure, context);
  }
}

let screenTheme = null;

function toPaper() {
  screenTheme = document.documentElement.dataset.theme ?? null;
  document.documentElement.dataset.theme = "light";
  show();
  for (const { element } of charts) window.Plotly.relayout(element, { width: PAPER_WIDTH_PX });
}

function toScreen() {
  if (screenTheme) document.documentElement.dataset.theme = screenTheme;
  else delete document.documentElement.dataset.theme;
  for (const { element } of charts) window.Plotly.relayout(element, { width: null, autosize: true });
  show();
}

show();
onThemeChange(show);
addEventListener("beforeprint", toPaper);
addEventListener("afterprint", toScreen);
