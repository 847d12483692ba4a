// What the student's page says: the facts in, the name of one sentence and its tone out.

import { CAMERA } from "./camera.js";
import { CAMERA_PERMISSIONS, CLOSE_CODES, STATUSES } from "./messages.js";
import { CONNECTION } from "./reconnecting_socket.js";

export const TONES = Object.freeze({ WAITING: "waiting", SENDING: "sending", PAUSED: "paused", TROUBLE: "trouble" });

const CLOSED = Object.freeze({
  [CLOSE_CODES.NEWER_SOCKET]: "replaced",
  [CLOSE_CODES.NOT_A_PARTICIPANT]: "not_a_participant",
  [CLOSE_CODES.WRONG_ORIGIN]: "wrong_origin",
  [CLOSE_CODES.SESSION_ENDED]: "ended",
});

const PERMISSIONS = Object.freeze({
  [CAMERA_PERMISSIONS.NOT_AGREED]: "no_camera",
  [CAMERA_PERMISSIONS.PROHIBITED]: "prohibited",
});

const say = (word, tone) => ({ word, tone });

/**
 * The most important true sentence.
 *
 * @param {object} facts
 * @param {string} facts.connection one of CONNECTION
 * @param {?number} facts.closeCode
 * @param {string} facts.status of the class session
 * @param {string} facts.permission one of CAMERA_PERMISSIONS, as the server sees it now
 * @param {boolean} facts.agreed the page was opened with a camera consent
 * @param {string} facts.camera one of CAMERA
 * @param {boolean} facts.isPaused by the student
 * @param {boolean} facts.isInBackground a phone whose page is hidden
 * @param {boolean} facts.isUnavailable the server cannot take snapshots at the moment
 * @param {boolean} facts.isSlow
 * @returns {{word: string, tone: string}}
 */
export function studentState(facts) {
  return stateOfPlace(facts) ?? stateOfConnection(facts) ?? stateOfPause(facts) ?? stateOfCamera(facts) ?? stateOfSending(facts);
}

function stateOfPlace({ connection, closeCode, status }) {
  if (status === STATUSES.ENDED) return say("ended", TONES.PAUSED);
  if (connection === CONNECTION.CLOSED && closeCode in CLOSED) return say(CLOSED[closeCode], TONES.TROUBLE);
  return null;
}

function stateOfConnection({ permission, agreed, connection }) {
  if (permission === CAMERA_PERMISSIONS.NOT_AGREED && agreed) return say("asked_again", TONES.TROUBLE);
  if (permission in PERMISSIONS) return say(PERMISSIONS[permission], TONES.WAITING);
  if (connection === CONNECTION.CONNECTING) return say("connecting", TONES.WAITING);
  if (connection === CONNECTION.RETRYING) return say("retrying", TONES.TROUBLE);
  return null;
}

function stateOfPause({ isPaused, status }) {
  if (isPaused) return say("paused_by_you", TONES.PAUSED);
  if (status === STATUSES.PAUSED) return say("paused_by_teacher", TONES.PAUSED);
  return null;
}

function stateOfCamera({ camera, isInBackground }) {
  if (isInBackground) return say("background", TONES.PAUSED);
  if (camera === CAMERA.ON) return null;
  const isQuiet = camera === CAMERA.OFF || camera === CAMERA.STARTING;
  return say(`camera_${camera}`, isQuiet ? TONES.WAITING : TONES.TROUBLE);
}

function stateOfSending({ isUnavailable, isSlow }) {
  if (isUnavailable) return say("unavailable", TONES.TROUBLE);
  return isSlow ? say("slow", TONES.TROUBLE) : say("sending", TONES.SENDING);
}

/** Whether a picture may leave the page: only in the state that says so. */
export function maySend(facts) {
  const { word } = studentState(facts);
  return word === "sending" || word === "slow" || word === "unavailable" || word === "camera_black";
}
