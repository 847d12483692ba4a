// Keeps a phone's screen on while snapshots are sent, where the browser can; a dark screen would stop the camera.

const REFUSED = "NotAllowedError"; // a hidden page, or a battery that is nearly empty

export class ScreenLock {
  /** @param {?WakeLock} wakeLock absent in browsers that have none */
  constructor(wakeLock = navigator.wakeLock) {
    this.wakeLock = wakeLock;
    this.isWanted = false;
    this.held = null;
  }

  async keepOn() {
    this.isWanted = true;
    if (!this.wakeLock || this.held) return;
    this.held = this.request();
    const lock = await this.held;
    if (!lock) this.held = null;
    else if (!this.isWanted) this.letGo(lock);
    else lock.onrelease = () => (this.held = null); // the browser takes it back when the page is hidden
  }

  async release() {
    this.isWanted = false;
    const lock = await this.held;
    if (lock && !this.isWanted) this.letGo(lock);
  }

  letGo(lock) {
    this.held = null;
    lock.release();
  }

  async request() {
    try {
      return await this.wakeLock.request("screen");
    } catch (error) {
      if (error.name !== REFUSED) throw error;
      return null;
    }
  }
}
