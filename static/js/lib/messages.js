// Every word that crosses a socket, once. The twin of classroom/live/messages.py; a test compares the two.

export const SERVER_TO_STUDENT = Object.freeze({
  WELCOME: "welcome",
  STATE: "state",
  ANSWER: "answer",
  REFUSED: "refused",
  HINT: "hint",
  WRONG_HEARD: "wrong_heard",
  HANDS_LOWERED: "hands_lowered",
});

// Besides these, which are JSON, a camera sends binary messages: 4 bytes of big-endian sequence number, then the JPEG.
export const STUDENT_TO_SERVER = Object.freeze({
  SIGNAL: "signal",
  HAND: "hand",
  WRONG: "wrong",
});

// What became of a reading that was called wrong.
export const WRONG_OUTCOMES = Object.freeze({
  TAKEN: "taken",
  LATE: "late",
  UNKNOWN: "unknown",
});

// What a student can say of the lecture, one at a time.
export const SIGNALS = Object.freeze({
  LOST: "lost",
  TOO_FAST: "too_fast",
  TOO_SLOW: "too_slow",
  FINE: "fine",
  BREAK: "break",
});

// Beside the signals in a tick and in a closed bucket.
export const HANDS = "hands";

export const SERVER_TO_DASHBOARD = Object.freeze({
  TICK: "tick",
  STATE: "state",
  MARKER: "marker",
  MARKER_REMOVED: "marker_removed",
});

export const STATUSES = Object.freeze({
  DRAFT: "draft",
  LIVE: "live",
  PAUSED: "paused",
  ENDED: "ended",
});

export const PAUSE_REASONS = Object.freeze({
  TEACHER: "teacher",
  UNWATCHED: "unwatched",
});

export const MARKER_KINDS = Object.freeze({
  TEXT: "text",
  SLIDE: "slide",
  DEMO: "demo",
  QUESTION: "question",
  EXERCISE: "exercise",
  BREAK: "break",
});

export const CAMERA_PERMISSIONS = Object.freeze({
  ALLOWED: "allowed",
  NOT_AGREED: "not_agreed",
  NEEDS_GUARDIAN: "needs_guardian",
  PROHIBITED: "prohibited",
});

export const REFUSALS = Object.freeze({
  NOT_A_FRAME: "not_a_frame",
  NOT_UNDERSTOOD: "not_understood",
  TOO_LARGE: "too_large",
  NOT_JPEG: "not_jpeg",
  TOO_MANY_PIXELS: "too_many_pixels",
  TOO_FAST: "too_fast",
  PAUSED: "paused",
  NOT_LIVE: "not_live",
  NOT_AGREED: "not_agreed",
  NEEDS_GUARDIAN: "needs_guardian",
  PROHIBITED: "prohibited",
  TEMPORARILY_UNAVAILABLE: "temporarily_unavailable",
});

export const CLOSE_CODES = Object.freeze({
  NEWER_SOCKET: 4009,
  NOT_A_PARTICIPANT: 4401,
  WRONG_ORIGIN: 4403,
  SESSION_ENDED: 4410,
  SESSION_FULL: 4429,
  TOO_OFTEN: 4430,
});

// After these the page comes back by itself, after the others it stays away.
export const COME_BACK = Object.freeze([CLOSE_CODES.SESSION_FULL, CLOSE_CODES.TOO_OFTEN]);
export const FINAL_CODES = Object.freeze(Object.values(CLOSE_CODES).filter((code) => !COME_BACK.includes(code)));

export const FRAME_HEADER_BYTES = 4;
export const FRAME_MAX_BYTES = 64 * 1024;

/**
 * Put a sequence number in front of a JPEG.
 *
 * @param {number} sequence unsigned 32-bit, big-endian on the wire
 * @param {ArrayBuffer} jpeg
 * @returns {ArrayBuffer}
 */
export function encodeFrame(sequence, jpeg) {
  const message = new Uint8Array(FRAME_HEADER_BYTES + jpeg.byteLength);
  new DataView(message.buffer).setUint32(0, sequence);
  message.set(new Uint8Array(jpeg), FRAME_HEADER_BYTES);
  return message.buffer;
}

/** A signal, or null to take it back. */
export const encodeSignal = (signal) => JSON.stringify({ type: STUDENT_TO_SERVER.SIGNAL, signal });

export const encodeHand = (raised) => JSON.stringify({ type: STUDENT_TO_SERVER.HAND, raised });

/** "That was wrong", about the answer to the frame with this number. */
export const encodeWrong = (sequence) => JSON.stringify({ type: STUDENT_TO_SERVER.WRONG, sequence });
