// One message in flight: the next picture waits for the answer to the last, or for twice the interval.

import { encodeFrame, FRAME_HEADER_BYTES, FRAME_MAX_BYTES } from "./messages.js";

const DEFAULT_INTERVAL_MS = 2000;
const PATIENCE_INTERVALS = 2;
const SLOW_AFTER_LOST = 2;

export class FrameSender {
  /**
   * @param {object} options
   * @param {() => Promise<?ArrayBuffer>} options.capture a JPEG, or null when there is none
   * @param {(message: ArrayBuffer) => boolean} options.send false when nobody took it
   * @param {() => boolean} options.maySend asked before a picture is taken, and again before it leaves
   * @param {() => boolean} [options.isBlocked] earlier messages have not left this device yet
   * @param {() => number} [options.now] milliseconds that never run backwards
   */
  constructor({ capture, send, maySend, isBlocked = () => false, now = () => performance.now() }) {
    Object.assign(this, { capture, send, maySend, isBlocked, now });
    this.intervalMs = DEFAULT_INTERVAL_MS;
    this.sequence = 0;
    this.lost = 0;
    this.waitingSince = null;
    this.isCapturing = false;
  }

  /** Several answers in a row did not come in time. */
  get isSlow() {
    return this.lost >= SLOW_AFTER_LOST;
  }

  get mustWait() {
    if (this.waitingSince === null) return false;
    return this.now() - this.waitingSince < PATIENCE_INTERVALS * this.intervalMs;
  }

  /** Call once an interval; takes and sends a picture when it is time. A pause while it is taken keeps it here. */
  async tick() {
    if (!this.maySend() || this.isCapturing || this.mustWait) return;
    this.giveUpWaiting();
    if (this.isBlocked()) {
      this.waitingSince = this.now();
      return;
    }
    this.isCapturing = true;
    try {
      const jpeg = await this.capture();
      if (jpeg && this.maySend()) this.dispatch(jpeg);
    } finally {
      this.isCapturing = false;
    }
  }

  dispatch(jpeg) {
    if (jpeg.byteLength + FRAME_HEADER_BYTES > FRAME_MAX_BYTES) return;
    this.sequence = (this.sequence + 1) >>> 0;
    if (this.send(encodeFrame(this.sequence, jpeg))) this.waitingSince = this.now();
  }

  /**
   * An answer or a refusal has come.
   *
   * @param {?number} sequence null when the server could not read one
   * @returns {boolean} whether it belongs to the picture that was taken last
   */
  settle(sequence) {
    if (sequence !== null && sequence !== this.sequence) return false;
    this.waitingSince = null;
    this.lost = 0;
    return true;
  }

  giveUpWaiting() {
    if (this.waitingSince !== null) this.lost += 1;
    this.waitingSince = null;
  }

  /** Forget what was in flight, for example when the connection is new. */
  reset() {
    this.waitingSince = null;
    this.lost = 0;
  }
}
