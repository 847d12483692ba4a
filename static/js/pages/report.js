// The reports: the server's figures in the page's colours, on screen, on paper and as pictures.

import { escaped } from "../lib/chart_notes.js";
import { postForm } from "../lib/form_post.js";
import { readWords } from "../lib/words.js";
import { onThemeChange } from "../parts/chart.js";
import { drawReport, pictureOf } from "../parts/report_chart.js";

const PAPER_WIDTH_PX = 680;
const PAPER_HEIGHT = 0.66; // of the height on screen
const LEAST_PAPER_HEIGHT_PX = 220;
const WITH_MARKERS = new Set(["timeline", "signals", "levels"]);
const WITHOUT_TIME = new Set(["shares", "two-shares", "course"]);

const report = document.querySelector("[data-report]");
const words = readWords(document);
const markers = JSON.parse(document.getElementById("marker-data")?.textContent ?? "[]");
const charts = [...document.querySelectorAll("[data-figure]")].map((element) => ({
  element,
  name: element.dataset.figure.replace(/-figure$/, ""),
  figure: JSON.parse(element.closest("figure").querySelector("script").textContent),
}));

/** Flags carry numbers; what they stand for is listed below the first chart. */
const flags = markers.map(({ at_s }, index) => ({ at_s, label: String(index + 1) }));

function contextOf({ name, figure }) {
  const range = WITHOUT_TIME.has(name) ? null : figure.layout.xaxis.range;
  return { words, range, markers: WITH_MARKERS.has(name) ? flags : [] };
}

const screenLooks = () => ({});
let looksOf = screenLooks; // a browser that prints may change its colour scheme meanwhile

function show() {
  for (const chart of charts) drawReport(chart.element, chart.name, chart.figure, { ...contextOf(chart), ...looksOf(chart) });
}

const paperHeight = (height) => Math.max(LEAST_PAPER_HEIGHT_PX, Math.round(height * PAPER_HEIGHT));
/** Smaller, and hatched: many printers know grey alone. */
const paperLooks = ({ element }) => ({ width: PAPER_WIDTH_PX, height: paperHeight(element.clientHeight), isFixed: true, hasPatterns: true });

const exported = document.querySelector("[data-exported]");

/** Pictures and prints are made here, so the server is told of them: every export leaves a row in the audit log. */
async function noteExport(fileFormat) {
  exported.elements.file_format.value = fileFormat;
  return (await postForm(exported)).ok;
}

async function savePicture(button) {
  if (!(await noteExport("png"))) {
    button.textContent = exported.dataset.wordFailed;
    return;
  }
  const chart = charts.find(({ element }) => element.dataset.figure === button.dataset.savePicture);
  const link = document.createElement("a");
  link.href = await pictureOf(chart.element, chart.name, chart.figure, contextOf(chart), escaped(report.dataset.pictureTitle));
  link.download = `${report.dataset.fileStem}-${chart.name}.png`;
  link.click();
}

for (const button of document.querySelectorAll("[data-save-picture]")) {
  button.hidden = false;
  button.addEventListener("click", () => savePicture(button));
}

let screenTheme = null;

function toPaper() {
  screenTheme = document.documentElement.dataset.theme ?? null;
  document.documentElement.dataset.theme = "light";
  looksOf = paperLooks;
  show();
}

function toScreen() {
  if (screenTheme) document.documentElement.dataset.theme = screenTheme;
  else delete document.documentElement.dataset.theme;
  looksOf = screenLooks;
  for (const { element } of charts) window.Plotly.relayout(element, { width: null, height: null, autosize: true });
  show();
}

show();
onThemeChange(() => show());
addEventListener("beforeprint", toPaper);
addEventListener("afterprint", toScreen);
addEventListener("afterprint", () => noteExport("pdf"));
