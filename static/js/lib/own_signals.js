// What the student said with a tap: one signal at a time, which fades, and a hand until it is lowered.

import { encodeHand, encodeSignal } from "./messages.js";

const FADES_AFTER_MS = 120_000; // as long as the server counts a tap

export class OwnSignals {
  /**
   * @param {object} options
   * @param {(message: string) => boolean} options.send false when nobody took it
   * @param {() => void} options.onChange
   * @param {import("./memory.js").Memory} options.memory of `signal` and `at`: a reload does not lengthen a tap
   * @param {() => number} [options.now] milliseconds
   */
  constructor({ send, onChange, memory, now = Date.now }) {
    Object.assign(this, { send, onChange, memory, now });
    this.signal = null;
    this.hand = false;
    this.wasLowered = false;
    this.tappedAt = 0;
    this.before = null;
  }

  /** Say it, or take it back when it is said already. Nothing changes when the connection is away. */
  tap(signal) {
    const wanted = signal === this.signal ? null : signal;
    if (!this.send(encodeSignal(wanted))) return;
    this.remember();
    this.become(wanted, this.now());
  }

  toggleHand() {
    if (!this.send(encodeHand(!this.hand))) return;
    this.remember();
    this.hand = !this.hand;
    this.onChange();
  }

  /** All hands are down: the teacher lowered them, or the server forgot them; a tap that is refused later does not raise this one again. */
  lowerHand() {
    if (this.before) this.before.hand = false;
    this.hand = false;
    this.wasLowered = true;
    this.onChange();
  }

  /** What the server knows, after a reload or a lost connection. */
  restore({ signal = null, hand = false }) {
    const known = this.memory.value;
    this.hand = hand;
    this.become(signal, signal === known.signal ? known.at : this.now());
  }

  remember() {
    const { signal, tappedAt, hand } = this;
    this.before = { signal, tappedAt, hand };
    this.wasLowered = false;
  }

  /** The server did not take the last tap: what was said before still counts. */
  undo() {
    if (!this.before) return;
    const { signal, tappedAt, hand } = this.before;
    this.before = null;
    this.hand = hand;
    this.become(signal, tappedAt);
  }

  become(signal, at) {
    this.signal = signal;
    this.tappedAt = at;
    this.memory.change({ signal, at });
    this.onChange();
  }

  /** Milliseconds until the signal fades; null when there is none. */
  get leftMs() {
    return this.signal === null ? null : Math.max(0, this.tappedAt + FADES_AFTER_MS - this.now());
  }

  /** Let a signal whose time is over go, as the server does by itself. */
  fade() {
    if (this.leftMs === 0) this.become(null, 0);
  }
}
