// The teacher's live view: follows the lecture, shows it, and carries the teacher's buttons and keys.

import { postForm } from "../lib/form_post.js";
import { coverageOf, engagementOf, lineOf, sharesOf } from "../lib/live_sentences.js";
import { STATUSES } from "../lib/messages.js";
import { socketUrl } from "../lib/reconnecting_socket.js";
import { TimelineFeed } from "../lib/timeline_feed.js";
import { clock, readWords } from "../lib/words.js";
import { onThemeChange } from "../parts/chart.js";
import { LiveChart } from "../parts/live_chart.js";
import { setText, showStatus } from "../parts/text.js";

const MS_PER_S = 1000;
const FAILURE_SHOWN_MS = 8000;

const root = document.querySelector("[data-live]");
const find = (name) => root.querySelector(`[data-${name}]`);
const findAll = (name) => root.querySelectorAll(`[data-${name}]`);
const words = readWords(root);
const chart = new LiveChart(find("chart"), find("stretch"), words);

const feed = new TimelineFeed({
  timelineUrl: root.dataset.timelineUrl,
  socketUrl: socketUrl(root.dataset.socketPath, location),
  status: root.dataset.status,
  onChange: show,
});
let failure = null;
let shownElapsedS = null; // the server's last count, and when this page learned it
let learnedAt = 0;

// --- Showing ---------------------------------------------------------------------------------------------------------

function show() {
  showLine();
  showControls();
  if (!feed.timeline) return;
  showGlance("coverage", coverageOf(feed.timeline, words));
  showGlance("engagement", engagementOf(feed.timeline, words));
  chart.show(feed.timeline);
  setText(find("chart-text"), sharesOf(feed.timeline, words));
  showClock();
}

function showLine() {
  setText(find("line"), failure ?? lineOf(feed, words));
}

function showControls() {
  const { status } = feed;
  const hasEnded = status === STATUSES.ENDED;
  showStatus(find("status-chip"), status, words);
  root.querySelector("[data-live-action=pause]").hidden = status !== STATUSES.LIVE;
  root.querySelector("[data-live-action=resume]").hidden = status !== STATUSES.PAUSED;
  for (const name of ["end-button", "join-block", "marker-bar"]) find(name).hidden = hasEnded;
  find("report-link").hidden = !hasEnded;
}

function showGlance(name, { value, note }) {
  setText(find(`${name}-value`), value);
  setText(find(`${name}-note`), note);
}

function showClock() {
  if (!feed.timeline) return;
  if (feed.timeline.elapsedS !== shownElapsedS) {
    shownElapsedS = feed.timeline.elapsedS;
    learnedAt = performance.now();
  }
  const since = feed.status === STATUSES.ENDED ? 0 : (performance.now() - learnedAt) / MS_PER_S;
  for (const element of findAll("clock")) setText(element, clock(shownElapsedS + since));
}

// --- Acting ----------------------------------------------------------------------------------------------------------

async function act(form) {
  const { ok, answer } = await postForm(form);
  if (!ok) return fail(answer.error ?? words.failed);
  form.closest("dialog")?.close();
  form.querySelector("[data-marker-input]")?.blur();
  form.reset();
  if (answer.status) feed.setStatus(answer.status);
}

function fail(sentence) {
  failure = sentence;
  show();
  setTimeout(() => {
    failure = null;
    show();
  }, FAILURE_SHOWN_MS);
}

function mark(label) {
  find("marker-input").value = label;
  root.querySelector("[data-live-action=marker]").requestSubmit();
}

function toggleProjector() {
  const projector = find("projector");
  if (projector.open) projector.close();
  else projector.showModal();
}

const KEYS = {
  f: toggleProjector,
  m: () => find("marker-input").focus(),
};

function press(event) {
  const isTyping = event.target.closest("input, textarea, select") || event.ctrlKey || event.metaKey || event.altKey;
  const key = event.key.toLowerCase();
  if (isTyping || feed.status === STATUSES.ENDED || (key !== "f" && document.querySelector("dialog[open]"))) return;
  const action = KEYS[key] ?? (/^[1-9]$/.test(key) ? () => findAll("marker")[Number(key) - 1]?.click() : null);
  if (!action) return;
  event.preventDefault();
  action();
}

// --- Opening and closing ---------------------------------------------------------------------------------------------

for (const form of findAll("live-action")) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    act(form);
  });
}
for (const button of findAll("marker")) button.addEventListener("click", () => mark(button.dataset.marker));
find("projector-open").addEventListener("click", toggleProjector);
document.addEventListener("keydown", press);
addEventListener("online", () => feed.hurry());

const clockTimer = setInterval(showClock, MS_PER_S);
const stopTheme = onThemeChange(() => chart.redraw());
feed.open();
feed.read();

addEventListener("pagehide", () => {
  clearInterval(clockTimer);
  stopTheme();
  feed.close();
});
addEventListener("pageshow", ({ persisted }) => persisted && location.reload());
