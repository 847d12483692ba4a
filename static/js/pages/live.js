// The teacher's live view: reads the timeline over HTTP, follows the socket, draws.

import { draw, onThemeChange } from "../lib/chart.js";
import { EMOTIONS, EMOTIONS_FROM_TOP } from "../lib/emotions.js";
import { levelOf } from "../lib/engagement.js";
import { CLOSE_CODES, SERVER_TO_DASHBOARD, STATUSES } from "../lib/messages.js";
import { CONNECTION, ReconnectingSocket, socketUrl } from "../lib/reconnecting_socket.js";
import { Timeline, tracesOf } from "../lib/timeline.js";
import { clock, fill, percent, readWords } from "../lib/words.js";

const WINDOW_MIN = 15;
const SHORTEST_WINDOW_MIN = 2;
const CLOCK_MS = 1000;
const FAILURE_SHOWN_MS = 8000;
const RELOAD_RETRY_MS = 5000;
const SPOKEN_EMOTIONS = 3;
const FINAL_CODES = [CLOSE_CODES.NOT_A_PARTICIPANT, CLOSE_CODES.WRONG_ORIGIN, CLOSE_CODES.SESSION_ENDED];
const WINDOWS = Object.freeze({ RECENT: "recent", ALL: "all", FREE: "free" });

const root = document.querySelector("[data-live]");
const find = (name) => root.querySelector(`[data-${name}]`);
const findAll = (name) => root.querySelectorAll(`[data-${name}]`);
const words = readWords(root);
const chart = find("chart");

let timeline = null;
let connection = CONNECTION.CONNECTING;
let shownWindow = WINDOWS.RECENT;
let failure = null;
let clockBase = null; // the server's elapsed seconds and when this page learned them
let askedFor = null;
let retryTimer = null;

// --- Following -------------------------------------------------------------------------------------------------------

async function readTimeline() {
  clearTimeout(retryTimer);
  try {
    const response = await fetch(root.dataset.timelineUrl, { headers: { Accept: "application/json" } });
    if (response.redirected || response.status === 403 || response.status === 404) return refuse();
    if (!response.ok) throw new TypeError(`timeline answered ${response.status}`);
    takeTimeline(await response.json());
  } catch (error) {
    if (!(error instanceof TypeError)) throw error; // fetch says TypeError when the network is away
    retryTimer = setTimeout(readTimeline, RELOAD_RETRY_MS);
  }
}

function takeTimeline(stored) {
  const open = timeline?.open ?? null;
  timeline = new Timeline(stored);
  if (open && open.sequence > (timeline.lastClosed?.sequence ?? -1)) timeline.open = open;
  setClock(timeline.elapsedS);
  show();
}

function refuse() {
  connection = CONNECTION.CLOSED;
  socket.close();
  show();
}

const RECEIVERS = {
  [SERVER_TO_DASHBOARD.TICK]: takeTick,
  [SERVER_TO_DASHBOARD.STATE]: ({ status }) => setStatus(status),
  [SERVER_TO_DASHBOARD.MARKER]: ({ at_s, label }) => {
    timeline?.mark({ at_s, label });
    show();
  },
};

function takeTick(tick) {
  if (!timeline) return;
  const missing = timeline.apply(tick);
  setClock(tick.elapsed_s);
  show();
  if (missing !== null && missing !== askedFor) {
    askedFor = missing;
    readTimeline();
  }
}

function setStatus(status) {
  root.dataset.status = status;
  if (timeline) timeline.status = status;
  show();
}

const socket = new ReconnectingSocket(socketUrl(root.dataset.socketPath, location), {
  finalCodes: FINAL_CODES,
  onMessage: (message) => RECEIVERS[message.type]?.(message),
  onState: (state, closeCode) => {
    connection = state;
    if (closeCode === CLOSE_CODES.SESSION_ENDED) setStatus(STATUSES.ENDED);
    if (state === CONNECTION.OPEN) readTimeline();
    show();
  },
});

// --- Showing ---------------------------------------------------------------------------------------------------------

function show() {
  if (!timeline) return showLine();
  root.dataset.status = timeline.status;
  showLine();
  showStatus();
  showCoverage();
  showEngagement();
  showChart();
}

function setText(element, text) {
  if (element.textContent !== text) element.textContent = text; // an unchanged line is not announced again
}

function currentLine() {
  const status = root.dataset.status;
  if (failure) return failure;
  if (status === STATUSES.ENDED) return words.ended;
  if (connection === CONNECTION.CLOSED) return words.refused;
  if (connection === CONNECTION.RETRYING) return words.retrying;
  if (status === STATUSES.PAUSED || status === STATUSES.DRAFT) return words[status];
  const newest = timeline?.open ?? timeline?.lastClosed;
  const isShort = timeline && !newest?.shares;
  return isShort ? fill(words.not_enough, { minimum: newest?.minimum ?? timeline.minimum }) : "";
}

function showLine() {
  const text = currentLine();
  find("line").hidden = !text;
  setText(find("line"), text);
}

function showStatus() {
  const { status } = timeline;
  const chip = find("status-chip").firstElementChild;
  chip.className = `chip chip-${status}`;
  setText(chip, words[`status_${status}`]);
  root.querySelector("[data-live-action=pause]").hidden = status !== STATUSES.LIVE;
  root.querySelector("[data-live-action=resume]").hidden = status !== STATUSES.PAUSED;
  const hasEnded = status === STATUSES.ENDED;
  find("end-button").hidden = find("join-block").hidden = find("marker-bar").hidden = hasEnded;
  find("report-link").hidden = !hasEnded;
}

function showCoverage() {
  const coverage = timeline.lastClosed?.coverage;
  const waiting = !timeline.lastClosed;
  const value = coverage ? fill(words.coverage_number, coverage) : words[waiting ? "coverage_waiting" : "coverage_hidden"];
  const note = coverage ? "coverage_readable" : waiting ? "coverage_waiting_note" : "coverage_hidden_note";
  setText(find("coverage-value"), value);
  setText(find("coverage-note"), fill(words[note], { ...coverage, bucket_s: timeline.bucketS }));
}

function showEngagement() {
  const newest = timeline.lastClosed?.shares || !timeline.open?.shares ? timeline.lastClosed : timeline.open;
  const level = levelOf(newest?.engagement, newest?.band);
  setText(find("engagement-value"), words[`level_${level ?? "none"}`]);
  setText(find("engagement-note"), level ? engagementNote(newest, level) : "");
}

function engagementNote({ engagement, band }, level) {
  const [low, high] = (band ?? []).map((edge) => edge.toFixed(2));
  const name = level === "cannot_tell" ? "level_cannot_tell_note" : band ? "level_band_note" : "level_value_note";
  return fill(words[name], { value: engagement.toFixed(2), low, high, trend: words[`trend_${timeline.trend}`] });
}

function shownRange() {
  const end = Math.max(timeline.endMinute, SHORTEST_WINDOW_MIN);
  return [shownWindow === WINDOWS.ALL ? 0 : Math.max(0, end - WINDOW_MIN), end];
}

function showChart() {
  const range = shownRange();
  const buckets = timeline.since(shownWindow === WINDOWS.RECENT ? range[0] : 0);
  const markers = timeline.markers.filter(({ at_s }) => shownWindow !== WINDOWS.RECENT || at_s / 60 >= range[0]);
  const figure = { ...timeline.figure, data: tracesOf(timeline.figure.data, buckets) };
  draw(chart, figure, { words, markers, open: timeline.open, range: shownWindow === WINDOWS.FREE ? chart.layout.xaxis.range : range });
  chart.dataset.closed = timeline.buckets.filter(({ shares }) => shares).length;
  setText(find("chart-text"), spokenShares());
}

function spokenShares() {
  const bucket = timeline.lastMeasured;
  if (!bucket) return "";
  const shares = EMOTIONS_FROM_TOP.map((emotion) => [emotion, bucket.shares[EMOTIONS.indexOf(emotion)]])
    .sort(([, left], [, right]) => right - left)
    .slice(0, SPOKEN_EMOTIONS)
    .map(([emotion, share]) => `${words[`emotion_${emotion}`]} ${percent(share)}`);
  return fill(words.chart_text, { minute: clock(bucket.end_s), shares: shares.join(", ") });
}

function setClock(elapsedS) {
  clockBase = { elapsedS, at: performance.now() };
  showClock();
}

function showClock() {
  if (!clockBase) return;
  const runs = root.dataset.status === STATUSES.LIVE || root.dataset.status === STATUSES.PAUSED;
  const since = runs ? (performance.now() - clockBase.at) / 1000 : 0;
  for (const element of findAll("clock")) setText(element, clock(clockBase.elapsedS + since));
}

// --- Window of time --------------------------------------------------------------------------------------------------

function setWindow(next) {
  shownWindow = next;
  const button = find("window");
  const isRecent = next === WINDOWS.RECENT;
  button.setAttribute("aria-pressed", String(!isRecent));
  button.textContent = isRecent ? button.dataset.wordRecent : button.dataset.wordAll;
  show();
}

function watchPanning() {
  chart.on("plotly_relayout", (change) => {
    const isByHand = "xaxis.range[0]" in change || "xaxis.range" in change;
    if (isByHand && shownWindow !== WINDOWS.FREE) setWindow(WINDOWS.FREE);
  });
}

// --- Acting ----------------------------------------------------------------------------------------------------------

async function post(form) {
  const response = await fetch(form.action, {
    method: "POST",
    body: new FormData(form),
    headers: { Accept: "application/json", "X-Requested-With": "fetch" },
  });
  const isJson = response.headers.get("Content-Type")?.startsWith("application/json");
  const answer = isJson ? await response.json() : {};
  return { ok: response.ok && isJson, answer };
}

async function act(form) {
  const result = await post(form).catch((error) => {
    if (error instanceof TypeError) return { ok: false, answer: {} };
    throw error;
  });
  if (!result.ok) return fail(result.answer.error ?? words.failed);
  form.closest("dialog")?.close();
  form.querySelector("[data-marker-input]")?.blur();
  form.reset();
  if (result.answer.status) setStatus(result.answer.status);
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

function press(event) {
  const isTyping = event.target.closest("input, textarea, select") || event.ctrlKey || event.metaKey || event.altKey;
  if (isTyping || root.dataset.status === STATUSES.ENDED) return;
  const key = event.key.toLowerCase();
  if (key === "f") toggleProjector();
  else if (document.querySelector("dialog[open]")) return;
  else if (key === "m") find("marker-input").focus();
  else if (/^[1-9]$/.test(key)) findAll("marker")[Number(key) - 1]?.click();
  else return;
  event.preventDefault();
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
find("window").addEventListener("click", () => setWindow(shownWindow === WINDOWS.RECENT ? WINDOWS.ALL : WINDOWS.RECENT));
document.addEventListener("keydown", press);
addEventListener("online", () => socket.hurry());

const clockTimer = setInterval(showClock, CLOCK_MS);
const stopTheme = onThemeChange(show);
socket.open();
await readTimeline();
if (timeline) watchPanning();

addEventListener("pagehide", () => {
  clearInterval(clockTimer);
  clearTimeout(retryTimer);
  stopTheme();
  socket.close();
});
addEventListener("pageshow", ({ persisted }) => persisted && location.reload());
