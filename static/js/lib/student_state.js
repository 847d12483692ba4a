// What the student's page says: the facts in, the name of one sentence and its tone out.

import { CAMERA } from "./camera.js";
import { CAMERA_PERMISSIONS, CLOSE_CODES, PAUSE_REASONS, STATUSES } from "./messages.js";
import { CONNECTION } from "./reconnecting_socket.js";

const TONES = Object.freeze({ WAITING: "waiting", SENDING: "sending", PAUSED: "paused", TROUBLE: "trouble" });

const CLOSED = Object.freeze({
  [CLOSE_CODES.NEWER_SOCKET]: "replaced",
  [CLOSE_CODES.NOT_A_PARTICIPANT]: "not_a_participant",
  [CLOSE_CODES.WRONG_ORIGIN]: "wrong_origin",
  [CLOSE_CODES.SESSION_ENDED]: "ended",
});

const PERMISSIONS = Object.freeze({
  [CAMERA_PERMISSIONS.NOT_AGREED]: "no_camera",
  [CAMERA_PERMISSIONS.NEEDS_GUARDIAN]: "needs_guardian",
  [CAMERA_PERMISSIONS.PROHIBITED]: "prohibited",
});

const ENDED = Object.freeze({
  [CAMERA_PERMISSIONS.NOT_AGREED]: "asked_again",
  [CAMERA_PERMISSIONS.NEEDS_GUARDIAN]: "guardian_ended",
});

const say = (word, tone) => ({ word, tone });

/**
 * The most important true sentence.
 *
 * @param {object} facts
 * @param {string} facts.connection one of CONNECTION
 * @param {?number} facts.closeCode
 * @param {string} facts.status of the class session
 * @param {string} facts.pauseReason one of PAUSE_REASONS while the session is paused
 * @param {string} facts.permission one of CAMERA_PERMISSIONS, as the server sees it now
 * @param {string} facts.openedWith the permission the page was opened with
 * @param {string} facts.camera one of CAMERA
 * @param {boolean} facts.isPaused by the student
 * @param {boolean} facts.isInBackground a phone whose page is hidden
 * @param {boolean} facts.isUnavailable the server cannot take snapshots at the moment
 * @param {boolean} facts.isSlow
 * @param {boolean} facts.isLessOften the server asks for snapshots less often than usual
 * @returns {{word: string, tone: string}}
 */
export function studentState(facts) {
  return stateOfPlace(facts) ?? stateOfConnection(facts) ?? stateOfPause(facts) ?? stateOfCamera(facts) ?? stateOfSending(facts);
}

const COMING_BACK = Object.freeze({
  [CLOSE_CODES.SESSION_FULL]: "session_full",
  [CLOSE_CODES.TOO_OFTEN]: "too_often",
});

function stateOfPlace({ connection, closeCode, status }) {
  if (status === STATUSES.ENDED) return say("ended", TONES.PAUSED);
  if (connection === CONNECTION.CLOSED && closeCode in CLOSED) return say(CLOSED[closeCode], TONES.TROUBLE);
  if (connection === CONNECTION.RETRYING && closeCode in COMING_BACK) return say(COMING_BACK[closeCode], TONES.TROUBLE);
  return null;
}

function stateOfConnection(facts) {
  if (facts.permission !== CAMERA_PERMISSIONS.ALLOWED) return stateWithoutCamera(facts);
  if (facts.connection === CONNECTION.CONNECTING) return say("connecting", TONES.WAITING);
  if (facts.connection === CONNECTION.RETRYING) return say("retrying", TONES.TROUBLE);
  return null;
}

/** A permission can change while the page is open: a text, a guardian's yes. */
function stateWithoutCamera({ permission, openedWith, connection }) {
  if (openedWith === CAMERA_PERMISSIONS.ALLOWED && permission in ENDED) return say(ENDED[permission], TONES.TROUBLE);
  if (connection === CONNECTION.RETRYING) return say("taps_retrying", TONES.TROUBLE);
  const hasGuardianNow = openedWith === CAMERA_PERMISSIONS.NEEDS_GUARDIAN && permission === CAMERA_PERMISSIONS.NOT_AGREED;
  return say(hasGuardianNow ? "guardian_agreed" : PERMISSIONS[permission], TONES.WAITING);
}

function stateOfPause({ isPaused, status, pauseReason }) {
  if (isPaused) return say("paused_by_you", TONES.PAUSED);
  if (status !== STATUSES.PAUSED) return null;
  return say(pauseReason === PAUSE_REASONS.UNWATCHED ? "paused_unwatched" : "paused_by_teacher", TONES.PAUSED);
}

function stateOfCamera({ camera, isInBackground }) {
  if (isInBackground) return say("background", TONES.PAUSED);
  if (camera === CAMERA.ON) return null;
  const isQuiet = camera === CAMERA.OFF || camera === CAMERA.STARTING;
  return say(`camera_${camera}`, isQuiet ? TONES.WAITING : TONES.TROUBLE);
}

function stateOfSending({ isUnavailable, isSlow, isLessOften }) {
  if (isUnavailable) return say("unavailable", TONES.TROUBLE);
  if (isSlow) return say("slow", TONES.TROUBLE);
  return say(isLessOften ? "less_often" : "sending", TONES.SENDING);
}

const SENDING_WORDS = ["sending", "less_often", "slow", "unavailable", "camera_black"];

/** Whether a picture may leave the page: only in the states that say so. */
export function maySend(facts) {
  return SENDING_WORDS.includes(studentState(facts).word);
}
