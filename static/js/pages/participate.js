// The student's page: camera, socket and sender put together, and one honest sentence about them.

import { CAMERA, Camera } from "../lib/camera.js";
import { EMOTIONS } from "../lib/emotions.js";
import { FrameSender } from "../lib/frame_sender.js";
import { CAMERA_PERMISSIONS, CLOSE_CODES, REFUSALS, SERVER_TO_STUDENT, STATUSES } from "../lib/messages.js";
import { CONNECTION, ReconnectingSocket, socketUrl } from "../lib/reconnecting_socket.js";
import { maySend, studentState } from "../lib/student_state.js";
import { Ticker } from "../lib/ticker.js";
import { fill, percent, readWords } from "../lib/words.js";

const SILENT_AFTER_MS = 20_000; // a connection that answers nothing for so long is opened anew
const CROP_MARGIN = 0.15; // of the box, on each side: a face looks cut without it
const CROP_SIDE_PX = 192;
const PAUSED_KEY = `paused:${location.pathname}`;
const IS_PHONE = matchMedia("(pointer: coarse)");
const STARTABLE = [CAMERA.OFF, CAMERA.REFUSED, CAMERA.BUSY, CAMERA.NONE, CAMERA.FAILED, CAMERA.UNPLUGGED];

const root = document.querySelector("[data-participate]");
const find = (name) => root.querySelector(`[data-${name}]`);
const words = readWords(root);

const facts = {
  connection: CONNECTION.CONNECTING,
  closeCode: null,
  status: root.dataset.status,
  permission: root.dataset.camera,
  agreed: root.dataset.camera === CAMERA_PERMISSIONS.ALLOWED,
  camera: CAMERA.OFF,
  isPaused: sessionStorage.getItem(PAUSED_KEY) === "yes",
  isInBackground: false,
  isUnavailable: false,
  isSlow: false,
};
let intervalMs = 2000;
let longerSide = 320;
let lastHeard = performance.now();

// --- Parts -----------------------------------------------------------------------------------------------------------

const picture = document.createElement("canvas");
const camera = new Camera({
  video: find("preview"),
  picture,
  probe: document.createElement("canvas"),
  onState: (state) => {
    facts.camera = state;
    if (state === CAMERA.ON) listCameras();
    show();
  },
});

const socket = new ReconnectingSocket(socketUrl(root.dataset.socketPath, location), {
  finalCodes: Object.values(CLOSE_CODES),
  onMessage: receive,
  onState: (state, closeCode) => {
    Object.assign(facts, { connection: state, closeCode });
    if (state === CONNECTION.CLOSED && closeCode !== null) rest();
    show();
  },
});

const sender = new FrameSender({
  capture: () => camera.capture(longerSide),
  send: (message) => socket.send(message),
});

const ticker = new Ticker(() => tick());

async function tick() {
  if (!maySend(facts)) return;
  reviveSilentConnection();
  await sender.tick();
  facts.isSlow = sender.isSlow;
  show();
}

function reviveSilentConnection() {
  if (!sender.isSlow || performance.now() - lastHeard < SILENT_AFTER_MS) return;
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
};

function receive(message) {
  lastHeard = performance.now();
  RECEIVERS[message.type]?.(message);
  show();
}

function welcome(message) {
  facts.permission = message.camera;
  longerSide = message.longer_side_px;
  sender.reset();
  takeState(message);
}

function takeState({ status, interval_ms }) {
  facts.status = status;
  intervalMs = sender.intervalMs = interval_ms;
  if (status === STATUSES.ENDED) return rest();
  if (mayUseCamera()) work();
  else stopCamera();
}

function takeAnswer(answer) {
  facts.isUnavailable = false;
  if (sender.settle(answer.sequence)) showReading(answer);
}

function takeRefusal({ sequence, reason }) {
  sender.settle(sequence);
  facts.isUnavailable = reason === REFUSALS.TEMPORARILY_UNAVAILABLE;
  if (reason === REFUSALS.NOT_AGREED) facts.permission = CAMERA_PERMISSIONS.NOT_AGREED;
  if (reason === REFUSALS.PROHIBITED) facts.permission = CAMERA_PERMISSIONS.PROHIBITED;
  if (reason === REFUSALS.PAUSED) facts.status = STATUSES.PAUSED;
  if (!mayUseCamera()) stopCamera();
}

// --- Working and resting ---------------------------------------------------------------------------------------------

// The camera is asked for only here: the student agreed, the server says that it knows, and nobody paused.
function mayUseCamera() {
  return facts.agreed && facts.permission === CAMERA_PERMISSIONS.ALLOWED && !facts.isPaused && facts.status !== STATUSES.ENDED;
}

function work() {
  ticker.start(intervalMs);
  if (camera.state === CAMERA.OFF) camera.start();
}

function stopCamera() {
  ticker.stop();
  camera.stop();
}

function rest() {
  stopCamera();
  hideReading();
}

function togglePause() {
  facts.isPaused = !facts.isPaused;
  sessionStorage.setItem(PAUSED_KEY, facts.isPaused ? "yes" : "no");
  if (mayUseCamera()) work();
  else rest();
  show();
}

function startByHand() {
  if (!mayUseCamera()) return;
  ticker.start(intervalMs);
  camera.start(find("camera-choice").value || null);
}

async function listCameras() {
  const cameras = await camera.cameras();
  const choice = find("camera-choice");
  find("camera-picker").hidden = cameras.length < 2;
  choice.replaceChildren(...cameras.map((device, index) => {
    const name = device.label || fill(words.camera_unnamed, { number: index + 1 });
    return new Option(name, device.deviceId, false, device.deviceId === camera.deviceId);
  }));
}

// --- Showing ---------------------------------------------------------------------------------------------------------

function show() {
  const { word, tone } = studentState(facts);
  const seconds = Math.round(intervalMs / 100) / 10;
  find("state").dataset.tone = tone;
  setText(find("sentence"), fill(words[word], { seconds }));
  showStage();
  showButtons();
}

function setText(element, text) {
  if (element.textContent !== text) element.textContent = text; // an unchanged sentence is not read out again
}

function showStage() {
  const { videoWidth, videoHeight } = find("preview");
  find("stage").dataset.shape = videoHeight > videoWidth ? "portrait" : "landscape";
  find("cover").hidden = camera.isDelivering;
  const isStartable = facts.connection === CONNECTION.OPEN && mayUseCamera() && STARTABLE.includes(facts.camera);
  find("start-camera").hidden = !isStartable;
}

function showButtons() {
  const isOver = facts.status === STATUSES.ENDED || facts.connection === CONNECTION.CLOSED;
  const button = find("pause");
  button.hidden = isOver || facts.permission !== CAMERA_PERMISSIONS.ALLOWED;
  setText(button, facts.isPaused ? button.dataset.wordResume : button.dataset.wordPause);
  const chip = find("status-chip").firstElementChild;
  chip.className = `chip chip-${facts.status}`;
  setText(chip, words[`status_${facts.status}`] ?? "");
}

function showReading({ xyxy, probabilities, label, reason }) {
  find("reading").hidden = false;
  setText(find("reading-label"), reason ? words[`reason_${reason}`] : words[`emotion_${label}`]);
  find("crop").hidden = !xyxy;
  find("bars").hidden = !probabilities;
  if (xyxy) drawCrop(xyxy);
  if (probabilities) showBars(probabilities);
}

function hideReading() {
  find("reading").hidden = true;
}

function showBars(probabilities) {
  for (const row of find("bars").querySelectorAll("[data-emotion]")) {
    const share = probabilities[EMOTIONS.indexOf(row.dataset.emotion)];
    row.querySelector(".bars-fill").style.setProperty("--share", share);
    row.querySelector("[data-percent]").textContent = percent(share);
  }
}

/** The face that was read, cut from the picture this page kept; `xyxy` are fractions of it. */
function drawCrop([left, top, right, bottom]) {
  const [width, height] = [(right - left) * picture.width, (bottom - top) * picture.height];
  const side = Math.max(width, height) * (1 + 2 * CROP_MARGIN);
  const [x, y] = [((left + right) / 2) * picture.width - side / 2, ((top + bottom) / 2) * picture.height - side / 2];
  const canvas = find("crop").getContext("2d");
  canvas.clearRect(0, 0, CROP_SIDE_PX, CROP_SIDE_PX);
  canvas.drawImage(picture, x, y, side, side, 0, 0, CROP_SIDE_PX, CROP_SIDE_PX);
}

// --- Opening and closing ---------------------------------------------------------------------------------------------

function noticeVisibility() {
  facts.isInBackground = document.hidden && IS_PHONE.matches;
  if (!document.hidden) {
    socket.hurry();
    if (mayUseCamera() && camera.state === CAMERA.UNPLUGGED && IS_PHONE.matches) camera.start(); // the phone took it away
  }
  show();
}

find("pause").addEventListener("click", togglePause);
find("start-camera").addEventListener("click", startByHand);
find("camera-choice").addEventListener("change", startByHand);
find("preview").addEventListener("resize", showStage);
document.addEventListener("visibilitychange", noticeVisibility);
addEventListener("online", () => socket.hurry());
navigator.mediaDevices?.addEventListener("devicechange", () => camera.isDelivering && listCameras());

show();
socket.open();

addEventListener("pagehide", () => {
  stopCamera();
  socket.close();
});
addEventListener("pageshow", ({ persisted }) => persisted && location.reload());
