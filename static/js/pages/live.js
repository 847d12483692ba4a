// The teacher's live view: follows the lecture, shows it, and carries the teacher's buttons and keys.

import { postForm } from "../lib/form_post.js";
import { lineOf, sharesOf } from "../lib/live_sentences.js";
import { Memory } from "../lib/memory.js";
import { STATUSES } from "../lib/messages.js";
import { socketUrl } from "../lib/reconnecting_socket.js";
import { shortcutOf } from "../lib/shortcuts.js";
import { TimelineFeed } from "../lib/timeline_feed.js";
import { clock, readWords } from "../lib/words.js";
import { AlertLine } from "../parts/alert_line.js";
import { onThemeChange } from "../parts/chart.js";
import { Door } from "../parts/door.js";
import { showEarlierNotes } from "../parts/earlier_notes.js";
import { FiguresTable } from "../parts/figures_table.js";
import { Glance } from "../parts/glance.js";
import { LiveChart } from "../parts/live_chart.js";
import { MarkerBar } from "../parts/marker_bar.js";
import { MarkerList } from "../parts/marker_list.js";
import { Projector } from "../parts/projector.js";
import { setText, showStatus } from "../parts/text.js";

const MS_PER_S = 1000;
const FAILURE_SHOWN_MS = 8000;
const RESIZED_MS = 200;

const root = document.querySelector("[data-live]");
const find = (name) => root.querySelector(`[data-${name}]`);
const findAll = (name) => root.querySelectorAll(`[data-${name}]`);
const words = readWords(root);
const glance = new Glance(find("glance"), words);
const chart = new LiveChart(find("chart"), find("stretch"), words);
const table = new FiguresTable(find("figures"), words);
const alertLine = new AlertLine(root, root.dataset.sessionId, words);
const markerList = new MarkerList(find("marker-bar"), words);
const markerBar = new MarkerBar(find("marker-bar"), words, (markerId) => markerList.remove(markerId));
const projector = new Projector(find("projector"));
const door = new Door(root);
const looks = new Memory("live-view", { hasPatterns: false, hasKeys: true });

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
  if (feed.shortCode && feed.shortCode !== root.dataset.shortCode && feed.status !== STATUSES.ENDED) return location.reload();
  setText(find("line"), failure ?? lineOf(feed, words));
  showControls();
  if (!feed.timeline) return;
  glance.show(feed.timeline);
  alertLine.show(feed.timeline);
  chart.show(feed.timeline);
  table.show(feed.timeline);
  markerBar.show(feed.timeline.markers);
  markerList.show(feed.timeline.markers);
  setText(find("chart-text"), sharesOf(feed.timeline, words));
  showClock();
}

function showControls() {
  const { status, timeline } = feed;
  const hasEnded = status === STATUSES.ENDED;
  showStatus(find("status-chip"), status, words);
  for (const name of ["pause", "break"]) find(`live-action=${name}`).hidden = status !== STATUSES.LIVE;
  find("live-action=resume").hidden = status !== STATUSES.PAUSED;
  for (const name of ["end-button", "foot", "alert-button", "code-button"]) find(name).hidden = hasEnded;
  find("report-link").hidden = !hasEnded;
  door.show(timeline?.isDoorLocked ?? root.hasAttribute("data-door-locked"));
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

function showPatterns() {
  const { hasPatterns } = looks.value;
  find("patterns").setAttribute("aria-pressed", String(hasPatterns));
  chart.setPatterns(hasPatterns);
}

function showKeys() {
  find("keys-switch").checked = looks.value.hasKeys;
  root.toggleAttribute("data-keys-off", !looks.value.hasKeys);
}

// --- Acting ----------------------------------------------------------------------------------------------------------

const AFTERWARDS = {
  break: () => find("break-marker").requestSubmit(),
  marker: takeMarker,
  "break-marker": takeMarker,
  "marker-change": (marker) => feed.mark(marker),
  "marker-remove"(marker) {
    markerBar.wasTakenBack(marker);
    feed.unmark(marker);
  },
};

function takeMarker(marker) {
  markerBar.say(marker);
  feed.mark(marker);
}

async function act(form) {
  const posting = postForm(form);
  const putBack = form === markerBar.form ? markerBar.makeRoom() : null;
  const { ok, answer } = await posting;
  const { error, status, ...facts } = answer;
  if (!ok) return refuse(form, error ?? words.failed, putBack);
  form.closest("dialog")?.close();
  AFTERWARDS[form.dataset.liveAction]?.(facts);
  if (status) feed.setState(answer);
}

function refuse(form, sentence, putBack) {
  putBack?.();
  if (form === markerList.correcting) return markerList.refuse(sentence);
  if (form === markerList.removing) markerBar.offerAgain();
  failure = sentence;
  show();
  setTimeout(() => {
    failure = null;
    show();
  }, FAILURE_SHOWN_MS);
}

const KEYS = {
  f: () => projector.toggle(),
  m: () => markerBar.focus(),
  u: () => markerBar.takeBack(),
};

function press(event) {
  const isCommand = event.ctrlKey || event.metaKey || event.altKey;
  const isTyping = event.target.closest("input:not([type=checkbox]), textarea, select");
  if (!looks.value.hasKeys || event.repeat || isCommand || isTyping || feed.status === STATUSES.ENDED) return;
  const key = shortcutOf(event);
  if (key !== "f" && document.querySelector("dialog[open]")) return;
  const action = KEYS[key] ?? (/^[1-9]$/.test(key) ? () => markerBar.press(Number(key)) : null);
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
for (const button of findAll("projector-open")) button.addEventListener("click", () => projector.toggle());
find("patterns").addEventListener("click", () => {
  looks.change({ hasPatterns: !looks.value.hasPatterns });
  showPatterns();
});
find("keys-switch").addEventListener("change", ({ target }) => {
  looks.change({ hasKeys: target.checked });
  showKeys();
});
document.addEventListener("keydown", press);
document.addEventListener("visibilitychange", () => chart.show(feed.timeline));
addEventListener("online", () => feed.hurry());

let resizeTimer = null;
addEventListener("resize", () => {
  clearTimeout(resizeTimer);
  resizeTimer = setTimeout(() => chart.redraw(), RESIZED_MS);
});
const clockTimer = setInterval(showClock, MS_PER_S);
const stopTheme = onThemeChange(() => chart.redraw());
showPatterns();
showKeys();
showEarlierNotes(find("notes"));
feed.open();
feed.read();

addEventListener("pagehide", () => {
  clearInterval(clockTimer);
  clearTimeout(resizeTimer);
  stopTheme();
  feed.close();
});
addEventListener("pageshow", ({ persisted }) => persisted && location.reload());
