// A lecture's timeline kept fresh: read over HTTP at every connection, then followed over the socket.

import { CLOSE_CODES, FINAL_CODES, SERVER_TO_DASHBOARD, STATUSES } from "./messages.js";
import { CONNECTION, ReconnectingSocket } from "./reconnecting_socket.js";
import { Timeline } from "./timeline.js";

const READ_AGAIN_MS = 5000;
const SILENT_AFTER_MS = 8000; // a tick comes every second while a lecture runs or rests

export class TimelineFeed {
  /**
   * @param {object} options
   * @param {string} options.timelineUrl
   * @param {string} options.socketUrl
   * @param {string} options.status of the class session when the page was made
   * @param {() => void} options.onChange
   */
  constructor({ timelineUrl, socketUrl, status, onChange }) {
    Object.assign(this, { timelineUrl, status, onChange });
    this.timeline = null;
    this.shortCode = null; // as the server says it; the page may show an older one
    this.connection = CONNECTION.CONNECTING;
    this.closeCode = null; // why the server ended the last connection, until it lets us in again
    this.askedFor = null;
    this.readTimer = null;
    this.socket = new ReconnectingSocket(socketUrl, {
      finalCodes: FINAL_CODES,
      silentAfterMs: SILENT_AFTER_MS,
      onMessage: (message) => this.receive(message),
      onState: (state, closeCode) => this.connectionChanged(state, closeCode),
    });
  }

  open() {
    this.socket.open();
  }

  close() {
    clearTimeout(this.readTimer);
    this.socket.close();
  }

  hurry() {
    this.socket.hurry();
  }

  /** Take over what a button's answer says, without waiting for the socket to say it too. */
  setState(state) {
    this.takeState(state);
    this.onChange();
  }

  connectionChanged(state, closeCode) {
    this.connection = state;
    this.closeCode = state === CONNECTION.OPEN ? this.closeCode : closeCode ?? this.closeCode;
    if (closeCode === CLOSE_CODES.SESSION_ENDED) this.takeState({ status: STATUSES.ENDED });
    if (state === CONNECTION.OPEN) this.read();
    this.onChange();
  }

  receive({ type, ...message }) {
    this.closeCode = null;
    if (type === SERVER_TO_DASHBOARD.STATE) this.takeState(message);
    if (type === SERVER_TO_DASHBOARD.MARKER) this.timeline?.mark(message);
    if (type === SERVER_TO_DASHBOARD.TICK) this.takeTick(message);
    this.onChange();
  }

  takeStatus(status) {
    this.status = status;
    if (status === STATUSES.ENDED) this.socket.allowSilence();
  }

  takeState({ status, is_door_locked, short_code }) {
    this.takeStatus(status);
    this.shortCode = short_code ?? this.shortCode;
    if (!this.timeline) return;
    this.timeline.status = status;
    this.timeline.isDoorLocked = is_door_locked ?? this.timeline.isDoorLocked;
  }

  takeTick(tick) {
    this.takeStatus(tick.status);
    const missing = this.timeline?.apply(tick) ?? null;
    if (missing === null || missing === this.askedFor) return;
    this.askedFor = missing;
    this.read();
  }

  async read() {
    clearTimeout(this.readTimer);
    try {
      const response = await fetch(this.timelineUrl, { headers: { Accept: "application/json" } });
      if (response.redirected || response.status === 403 || response.status === 404) return this.close();
      if (!response.ok) throw new TypeError(`the timeline answered ${response.status}`);
      this.take(await response.json());
    } catch (error) {
      if (!(error instanceof TypeError)) throw error; // fetch says TypeError when the network is away
      this.readTimer = setTimeout(() => this.read(), READ_AGAIN_MS);
    }
  }

  take(stored) {
    const { open = null, signals = null } = this.timeline ?? {};
    this.timeline = new Timeline(stored);
    this.timeline.signals ??= signals;
    this.takeStatus(stored.status);
    if (open && open.sequence > (this.timeline.lastClosed?.sequence ?? -1)) this.timeline.open = open;
    this.onChange();
  }
}
