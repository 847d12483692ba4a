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
    this.version = 0; // of the newest state that was heard of: what is older comes too late
    this.markedVersion = 0; // up to which the timeline has every marker
    this.readings = 0; // of the timeline that are under way
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

  /** Whether there was a connection, or an attempt at one, and is none. */
  get isLost() {
    return [CONNECTION.RETRYING, CONNECTION.CLOSED].includes(this.connection);
  }

  connectionChanged(state, closeCode) {
    this.connection = state;
    this.closeCode = state === CONNECTION.OPEN ? this.closeCode : closeCode ?? this.closeCode;
    if (closeCode === CLOSE_CODES.SESSION_ENDED) this.takeState({ status: STATUSES.ENDED });
    if (state === CONNECTION.OPEN) this.read();
    if (this.isLost && this.timeline) this.timeline.isCutOff = true;
    this.onChange();
  }

  receive({ type, ...message }) {
    this.closeCode = null;
    if (type === SERVER_TO_DASHBOARD.STATE) this.takeState(message);
    if (type === SERVER_TO_DASHBOARD.MARKER) this.mark(message);
    if (type === SERVER_TO_DASHBOARD.MARKER_REMOVED) this.unmark(message);
    if (type === SERVER_TO_DASHBOARD.TICK) this.takeTick(message);
    this.onChange();
  }

  takeStatus(status) {
    this.status = status;
    if (status === STATUSES.ENDED) this.socket.allowSilence();
  }

  /** A marker that was set or corrected. */
  mark({ version, ...marker }) {
    if (this.isMissing(version)) this.timeline?.mark(marker);
  }

  unmark({ version, marker_id }) {
    if (this.isMissing(version)) this.timeline?.unmark(marker_id);
  }

  /** Whether the timeline is without a change of a marker; if it is without one before as well, the next state shows it. */
  isMissing(version) {
    this.hearOf(version);
    if (version <= this.markedVersion) return false;
    if (version === this.markedVersion + 1) this.markedVersion = version;
    return true;
  }

  hearOf(version) {
    this.version = Math.max(this.version, version);
  }

  /** A state that no marker has told of may be that of a marker of which the word was lost. */
  takeState({ status, is_door_locked, short_code, version = this.version }) {
    if (version > this.markedVersion) this.catchUp();
    if (version < this.version) return; // the answer to a button, and somebody has pressed another since
    this.hearOf(version);
    this.takeStatus(status);
    this.shortCode = short_code ?? this.shortCode;
    if (!this.timeline) return;
    this.timeline.status = status;
    this.timeline.isDoorLocked = is_door_locked ?? this.timeline.isDoorLocked;
  }

  /** Its status is that of the state which the flush had read: somebody may have paused or ended the lecture since. */
  takeTick({ version = this.version, ...tick }) {
    const status = version < this.version ? this.status : tick.status;
    this.hearOf(version);
    this.takeStatus(status);
    const missing = this.timeline?.apply({ ...tick, status }) ?? null;
    if (missing === null || missing === this.askedFor) return;
    this.askedFor = missing;
    this.read();
  }

  catchUp() {
    if (this.timeline && !this.readings) this.read();
  }

  async read() {
    clearTimeout(this.readTimer);
    this.readings += 1;
    try {
      const response = await fetch(this.timelineUrl, { headers: { Accept: "application/json" } });
      if (response.redirected || response.status === 403 || response.status === 404) return this.close();
      if (!response.ok) throw new TypeError(`the timeline answered ${response.status}`);
      this.take(await response.json());
    } catch (error) {
      if (!(error instanceof TypeError)) throw error; // fetch says TypeError when the network is away
      this.readTimer = setTimeout(() => this.read(), READ_AGAIN_MS);
    } finally {
      this.readings -= 1;
    }
  }

  /** A timeline that was read before something that is known by now is read again. */
  take(stored) {
    if (stored.version < this.version) return void this.read();
    this.hearOf(stored.version);
    this.markedVersion = stored.version;
    const { open = null, signals = null } = this.timeline ?? {};
    this.timeline = new Timeline(stored);
    this.timeline.signals ??= signals;
    this.timeline.isCutOff = this.isLost;
    this.takeStatus(stored.status);
    if (open && open.sequence > (this.timeline.lastClosed?.sequence ?? -1)) this.timeline.open = open;
    this.onChange();
  }
}
