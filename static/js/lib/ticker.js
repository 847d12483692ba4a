// Time from a Worker: browsers slow the timers of hidden tabs, and students sit behind slides or a call.

export class Ticker {
  /** @param {() => void} onTick */
  constructor(onTick) {
    this.onTick = onTick;
    this.worker = null;
    this.intervalMs = null;
  }

  /** Start, or change the interval of a running ticker. */
  start(intervalMs) {
    if (this.worker && this.intervalMs === intervalMs) return;
    if (!this.worker) {
      this.worker = new Worker(new URL("./ticker_worker.js", import.meta.url));
      this.worker.onmessage = () => this.onTick();
    }
    this.intervalMs = intervalMs;
    this.worker.postMessage(intervalMs);
  }

  stop() {
    this.worker?.terminate();
    this.worker = null;
    this.intervalMs = null;
  }
}
