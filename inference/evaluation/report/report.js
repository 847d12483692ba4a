// Draws the page's charts, in the colours of report.css, and again when light turns to dark.

const PHONE_PX = 560;
const WIDE_HEIGHT_PX = 400;
const LOW_HEIGHT_PX = 300;
const SQUARE = new Set(["confusion", "roc", "reliability"]);
const LARGEST_SQUARE_PX = 560;

const charts = JSON.parse(document.getElementById("charts").textContent);
const sheet = () => getComputedStyle(document.documentElement);

/** Put the values of tokens such as "--color-text" into a figure. */
function coloured(value, style) {
  if (typeof value === "string" && value.startsWith("--")) return style.getPropertyValue(value).trim();
  if (Array.isArray(value)) return value.map((item) => coloured(item, style));
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, coloured(item, style)]));
}

function heightOf(name, width) {
  if (SQUARE.has(name)) return Math.min(width, LARGEST_SQUARE_PX);
  return width < PHONE_PX ? LOW_HEIGHT_PX : WIDE_HEIGHT_PX;
}

function layoutOf(name, chart, width) {
  const axis = { gridcolor: "--color-hairline", zeroline: false, automargin: true, linecolor: "--color-hairline" };
  return {
    ...chart.layout,
    xaxis: { ...axis, ...chart.layout.xaxis },
    yaxis: { ...axis, ...chart.layout.yaxis },
    width,
    height: heightOf(name, width),
    margin: { l: 8, r: 24, t: 12, b: 8 },
    paper_bgcolor: "rgba(0,0,0,0)",
    plot_bgcolor: "rgba(0,0,0,0)",
    font: { family: sheet().fontFamily, size: width < PHONE_PX ? 12 : 14, color: "--color-text" },
    hoverlabel: { bgcolor: "--color-surface", bordercolor: "--color-hairline", font: { color: "--color-text" } },
    showlegend: chart.layout.showlegend ?? false,
  };
}

function draw(name) {
  const place = document.querySelector(`[data-chart="${name}"]`);
  const figure = { data: charts[name].data, layout: layoutOf(name, charts[name], place.clientWidth) };
  const { data, layout } = coloured(figure, sheet());
  return Plotly.react(place, data, layout, { displayModeBar: false });
}

/** Show shares or counts in the cells of the confusion matrix. */
function showNumbers(kind) {
  const [heatmap] = charts.confusion.data;
  heatmap.shares ??= heatmap.text;
  heatmap.text = kind === "counts" ? heatmap.customdata.map((row) => row.map(String)) : heatmap.shares;
  for (const button of document.querySelectorAll("[data-numbers]")) {
    button.setAttribute("aria-pressed", String(button.dataset.numbers === kind));
  }
  draw("confusion");
}

const drawAll = () => Object.keys(charts).forEach(draw);

for (const button of document.querySelectorAll("[data-numbers]")) {
  button.addEventListener("click", () => showNumbers(button.dataset.numbers));
}
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", drawAll);
addEventListener("resize", drawAll);
drawAll();
