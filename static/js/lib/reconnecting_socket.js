// A WebSocket that comes back by itself, until the server says that coming back is of no use.

import { backOffMs } from "./back_off.js";

export const CONNECTION = Object.freeze({
  CONNECTING: "connecting",
  OPEN: "open",
  RETRYING: "retrying",
  CLOSED: "closed",
});

/** @param {Location} location */
export function socketUrl(path, location) {
  const scheme = location.protocol === "https:" ? "wss:" : "ws:";
  return `${scheme}//${location.host}${path}`;
}

export class ReconnectingSocket {
  /**
   * @param {string} url
   * @param {object} options
   * @param {(message: object) => void} options.onMessage parsed JSON
   * @param {(state: string, closeCode: ?number) => void} options.onState one of CONNECTION
   * @param {number[]} options.finalCodes close codes after which it stays closed
   * @param {?number} [options.silentAfterMs] a connection that says nothing for so long is opened anew, up to a quarter
   *   sooner, so that not all do it at once; null where silence is usual
   * @param {typeof WebSocket} [options.Socket]
   * @param {() => number} [options.random]
   */
  constructor(url, { onMessage, onState, finalCodes, silentAfterMs = null, Socket = WebSocket, random = Math.random }) {
    Object.assign(this, { url, onMessage, onState, finalCodes, silentAfterMs, Socket, random });
    this.attempt = 0;
    this.timer = null;
    this.silence = null;
    this.socket = null;
  }

  open() {
    this.onState(this.attempt ? CONNECTION.RETRYING : CONNECTION.CONNECTING, null);
    const socket = new this.Socket(this.url);
    socket.binaryType = "arraybuffer";
    socket.onopen = () => this.onState(CONNECTION.OPEN, null);
    socket.onmessage = ({ data }) => this.receive(data);
    socket.onclose = ({ code }) => this.lost(code);
    this.socket = socket;
    this.expectWord();
  }

  /** Whether the bytes were handed to an open connection. */
  send(bytes) {
    if (this.socket?.readyState !== this.Socket.OPEN) return false;
    this.socket.send(bytes);
    return true;
  }

  /** Whether bytes that were sent earlier wait on this device still: more would only be older when they leave. */
  get isBlocked() {
    return this.socket?.bufferedAmount > 0;
  }

  /** Give up a connection that is silent and try at once. */
  restart() {
    this.drop();
    this.attempt += 1;
    this.open();
  }

  /** Try now instead of when the back-off ends, for example when the device is online again. */
  hurry() {
    if (this.timer !== null) this.restart();
  }

  close() {
    this.drop();
    this.onState(CONNECTION.CLOSED, null);
  }

  receive(data) {
    this.attempt = 0; // a connection counts as good when it has said something
    this.expectWord();
    this.onMessage(JSON.parse(data));
  }

  /** A network that went away without a word looks like a server that says nothing. */
  expectWord() {
    clearTimeout(this.silence);
    if (this.silentAfterMs === null) return;
    this.silence = setTimeout(() => this.restart(), this.silentAfterMs * (1 - this.random() / 4));
  }

  allowSilence() {
    this.silentAfterMs = null;
    clearTimeout(this.silence);
  }

  lost(code) {
    clearTimeout(this.silence);
    this.socket = null;
    if (this.finalCodes.includes(code)) {
      this.onState(CONNECTION.CLOSED, code);
      return;
    }
    this.onState(CONNECTION.RETRYING, code);
    this.timer = setTimeout(() => this.retry(), backOffMs(this.attempt, this.random));
  }

  retry() {
    this.timer = null;
    this.attempt += 1;
    this.open();
  }

  drop() {
    clearTimeout(this.timer);
    clearTimeout(this.silence);
    this.timer = null;
    if (!this.socket) return;
    this.socket.onopen = this.socket.onmessage = this.socket.onclose = null;
    this.socket.close();
    this.socket = null;
  }
}
