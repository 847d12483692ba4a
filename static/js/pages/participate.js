// The student's page: camera, socket, sender and taps put together, and one honest sentence about them.

import { CAMERA, Camera } from "../lib/camera.js";
import { FrameSender } from "../lib/frame_sender.js";
import { Memory } from "../lib/memory.js";
import { CAMERA_PERMISSIONS, encodeWrong, FINAL_CODES, REFUSALS, SERVER_TO_STUDENT, SIGNALS, STATUSES, STUDENT_TO_SERVER } from "../lib/messages.js";
import { HINTS, OwnHints } from "../lib/own_hints.js";
import { OwnSignals } from "../lib/own_signals.js";
import { CONNECTION, ReconnectingSocket, socketUrl } from "../lib/reconnecting_socket.js";
import { ScreenLock } from "../lib/screen_lock.js";
import { maySend, studentState } from "../lib/student_state.js";
import { Ticker } from "../lib/ticker.js";
import { fill, readWords } from "../lib/words.js";
import { CameraStage } from "../parts/camera_stage.js";
import { bindFurtherConsents } from "../parts/further_consents.js";
import { OwnHintCard, TeacherHint } from "../parts/hint_cards.js";
import { ReadingCard } from "../parts/reading.js";
import { SignalButtons } from "../parts/signal_buttons.js";
import { setText, showStatus } from "../parts/text.js";

const SILENT_AFTER_MS = 20_000; // a connection that answers nothing for so long is opened anew
const IS_PHONE = matchMedia("(pointer: coarse)");

const root = document.querySelector("[data-participate]");
const find = (name) => root.querySelector(`[data-${name}]`);
const words = readWords(root);
const seat = new Memory(`seat:${location.pathname}`, { isPaused: false, signal: null, at: 0 }, "sessionStorage");

const facts = {
  connection: CONNECTION.CONNECTING,
  closeCode: null,
  status: root.dataset.status,
  pauseReason: root.dataset.pauseReason,
  permission: root.dataset.camera,
  openedWith: root.dataset.camera,
  camera: CAMERA.OFF,
  isPaused: seat.value.isPaused,
  isInBackground: false,
  isUnavailable: false,
  isSlow: false,
  isLessOften: false,
};
let longerSide = 320;
let usualIntervalMs = null;
let lastHeard = performance.now();

// --- Parts -----------------------------------------------------------------------------------------------------------

const picture = document.createElement("canvas");
const stage = new CameraStage(root, words, startByHand);
const camera = new Camera({ video: stage.video, picture, probe: document.createElement("canvas"), onState: cameraChanged });
const socket = new ReconnectingSocket(socketUrl(root.dataset.socketPath, location), {
  finalCodes: FINAL_CODES,
  onMessage: receive,
  onState: connectionChanged,
});
const sender = new FrameSender({
  capture: () => camera.capture(longerSide),
  send: (message) => socket.send(message),
  maySend: () => maySend(facts),
  isBlocked: () => socket.isBlocked,
});
const ticker = new Ticker(tick);
const screenLock = new ScreenLock();
const signals = new OwnSignals({ send: tell, onChange: showTaps, memory: seat });
const taps = new SignalButtons(find("signals"), signals);
const card = new ReadingCard(find("reading"), picture, words, (sequence) => tell(encodeWrong(sequence)));
const teacherHint = new TeacherHint(root);
const ownHints = new OwnHints();
const ownHintCard = new OwnHintCard(root, words, () => signals.signal !== SIGNALS.LOST && signals.tap(SIGNALS.LOST));

function tell(message) {
  return facts.connection === CONNECTION.OPEN && socket.send(message);
}

function cameraChanged(state) {
  facts.camera = state;
  if (state === CAMERA.ON) stage.listCameras(camera);
  show();
}

function connectionChanged(state, closeCode) {
  if (state === CONNECTION.OPEN) return; // a seat is only known to be there when the server says welcome
  Object.assign(facts, { connection: state, closeCode: closeCode ?? facts.closeCode });
  if (state === CONNECTION.CLOSED && closeCode !== null) rest();
  show();
}

async function tick() {
  if (!maySend(facts)) return;
  reviveSilentConnection();
  await sender.tick();
  facts.isSlow = sender.isSlow;
  show();
}

function reviveSilentConnection() {
  if (!sender.isSlow || performance.now() - lastHeard < SILENT_AFTER_MS) return;
  reconnect();
}

function reconnect() {
  lastHeard = performance.now();
  sender.reset();
  socket.restart();
}

// --- What the server says --------------------------------------------------------------------------------------------

const RECEIVERS = {
  [SERVER_TO_STUDENT.WELCOME]: welcome,
  [SERVER_TO_STUDENT.STATE]: takeState,
  [SERVER_TO_STUDENT.ANSWER]: takeAnswer,
  [SERVER_TO_STUDENT.REFUSED]: takeRefusal,
  [SERVER_TO_STUDENT.HINT]: (hint) => teacherHint.show(hint),
  [SERVER_TO_STUDENT.HANDS_LOWERED]: () => signals.lowerHand(),
  [SERVER_TO_STUDENT.WRONG_HEARD]: ({ outcome }) => card.wrongWasHeard(outcome),
};

function receive(message) {
  lastHeard = performance.now();
  RECEIVERS[message.type]?.(message);
  show();
}

function welcome(message) {
  facts.connection = CONNECTION.OPEN;
  facts.closeCode = null;
  facts.permission = message.camera;
  longerSide = message.longer_side_px;
  usualIntervalMs = message.usual_interval_ms;
  sender.reset();
  signals.restore(message);
  teacherHint.show(message.hint);
  takeState(message);
}

function takeState({ status, interval_ms, reason }) {
  facts.status = status;
  facts.pauseReason = reason;
  facts.isLessOften = interval_ms > usualIntervalMs;
  sender.intervalMs = interval_ms;
  if (mayUseCamera()) work();
  else rest();
}

function takeAnswer(answer) {
  facts.isUnavailable = false;
  if (!sender.settle(answer.sequence) || !maySend(facts)) return;
  card.show(answer);
  const hint = ownHints.take(answer, performance.now(), teacherHint.isThere);
  if (hint === HINTS.TEACHER) teacherHint.reopen();
  ownHintCard.show(hint);
}

const LOST_PERMISSIONS = {
  [REFUSALS.NOT_AGREED]: CAMERA_PERMISSIONS.NOT_AGREED,
  [REFUSALS.NEEDS_GUARDIAN]: CAMERA_PERMISSIONS.NEEDS_GUARDIAN,
  [REFUSALS.PROHIBITED]: CAMERA_PERMISSIONS.PROHIBITED,
};

function takeRefusal({ sequence, reason, about }) {
  if (about) refuseTap(about);
  else refuseFrame(sequence, reason);
}

function refuseTap(about) {
  if (about === STUDENT_TO_SERVER.WRONG) card.wrongWasLost();
  else signals.undo();
}

function refuseFrame(sequence, reason) {
  sender.settle(sequence);
  facts.isUnavailable = reason === REFUSALS.TEMPORARILY_UNAVAILABLE;
  facts.permission = LOST_PERMISSIONS[reason] ?? facts.permission;
  if (reason === REFUSALS.PAUSED) facts.status = STATUSES.PAUSED;
  if (!mayUseCamera()) rest();
}

// --- Working and resting ---------------------------------------------------------------------------------------------

/** The camera is asked for only here: the student agreed, the server knows of it, and the student did not pause. */
function mayUseCamera() {
  const { ALLOWED } = CAMERA_PERMISSIONS;
  const isAllowed = facts.openedWith === ALLOWED && facts.permission === ALLOWED;
  return isAllowed && facts.connection === CONNECTION.OPEN && !facts.isPaused && facts.status !== STATUSES.ENDED;
}

function work() {
  ticker.start(sender.intervalMs);
  if (camera.state === CAMERA.OFF) camera.start();
}

function rest() {
  ticker.stop();
  camera.stop();
  card.hide();
  ownHints.forget();
}

function togglePause() {
  facts.isPaused = !facts.isPaused;
  seat.change({ isPaused: facts.isPaused });
  if (mayUseCamera()) work();
  else rest();
  show();
}

/** Whoever leaves or withdraws is done with the camera now, however long the answer takes. Not remembered: who joins again has not paused. */
function stopForGood() {
  facts.isPaused = true;
  rest();
  show();
}

function startByHand(deviceId) {
  if (!mayUseCamera()) return;
  ticker.start(sender.intervalMs);
  camera.start(deviceId);
}

// --- Showing ---------------------------------------------------------------------------------------------------------

function show() {
  const { word, tone } = studentState(facts);
  const seconds = Math.round(sender.intervalMs / 100) / 10;
  find("state").dataset.tone = tone;
  setText(find("sentence"), fill(words[word], { seconds }));
  showStatus(find("status-chip"), facts.status, words);
  stage.show(camera, mayUseCamera());
  showButtons();
  showTaps();
  showEnd(word === "ended");
  if (maySend(facts)) screenLock.keepOn();
  else screenLock.release();
}

function showButtons() {
  const isOver = facts.status === STATUSES.ENDED || facts.connection === CONNECTION.CLOSED;
  const button = find("pause");
  for (const part of root.querySelectorAll("[data-while-it-lasts]")) part.hidden = isOver;
  if (isOver) root.querySelector("dialog[data-while-it-lasts][open]")?.close();
  button.hidden = isOver || facts.permission !== CAMERA_PERMISSIONS.ALLOWED;
  setText(button, facts.isPaused ? button.dataset.wordResume : button.dataset.wordPause);
}

/** What can be promised changes at the end: nobody leaves then, and the seat is good for nothing. */
function showEnd(hasEnded) {
  for (const part of root.querySelectorAll("[data-until-the-end]")) part.hidden = hasEnded;
  for (const part of root.querySelectorAll("[data-after-the-end]")) part.hidden = !hasEnded;
}

function showTaps() {
  taps.show(facts.connection === CONNECTION.OPEN);
}

function noticeVisibility() {
  facts.isInBackground = document.hidden && IS_PHONE.matches;
  if (!document.hidden) {
    socket.hurry();
    const wasTakenAway = camera.state === CAMERA.UNPLUGGED && IS_PHONE.matches;
    if (wasTakenAway && mayUseCamera()) camera.start();
  }
  show();
}

/** A phone that changes its network keeps a socket that nobody answers any more. */
function noticeNetwork() {
  if (facts.connection === CONNECTION.CLOSED) return;
  if (navigator.onLine) reconnect();
  else connectionChanged(CONNECTION.RETRYING, null);
}

// --- Opening and closing ---------------------------------------------------------------------------------------------

find("pause").addEventListener("click", togglePause);
for (const form of root.querySelectorAll("form[data-ends-seat]")) form.addEventListener("submit", stopForGood);
document.addEventListener("visibilitychange", noticeVisibility);
addEventListener("online", noticeNetwork);
addEventListener("offline", noticeNetwork);
navigator.mediaDevices?.addEventListener("devicechange", () => camera.isDelivering && stage.listCameras(camera));

bindFurtherConsents(root);
show();
socket.open();

addEventListener("pagehide", () => {
  rest();
  taps.close();
  screenLock.release();
  socket.close();
});
addEventListener("pageshow", ({ persisted }) => persisted && location.reload());
