// The five signals and the hand: pressed or not, and quiet while the connection is away.

export class SignalButtons {
  /**
   * @param {HTMLElement} root
   * @param {import("../lib/own_signals.js").OwnSignals} signals
   */
  constructor(root, signals) {
    Object.assign(this, { signals, taps: [...root.querySelectorAll("[data-signal]")], hand: root.querySelector("[data-hand]") });
    this.lowered = root.querySelector("[data-hand-lowered]");
    this.isConnected = false;
    this.timer = null;
    for (const button of this.taps) button.addEventListener("click", () => this.press(() => signals.tap(button.dataset.signal)));
    this.hand.addEventListener("click", () => this.press(() => signals.toggleHand()));
    for (const button of this.all) button.disabled = false;
  }

  get all() {
    return [...this.taps, this.hand];
  }

  press(action) {
    if (this.isConnected) action();
  }

  show(isConnected) {
    this.isConnected = isConnected;
    for (const button of this.all) button.setAttribute("aria-disabled", String(!isConnected));
    for (const button of this.taps) button.setAttribute("aria-pressed", String(button.dataset.signal === this.signals.signal));
    this.hand.setAttribute("aria-pressed", String(this.signals.hand));
    this.lowered.hidden = !this.signals.wasLowered;
    this.fadeInTime();
  }

  fadeInTime() {
    clearTimeout(this.timer);
    const leftMs = this.signals.leftMs;
    if (leftMs !== null) this.timer = setTimeout(() => this.signals.fade(), leftMs);
  }

  close() {
    clearTimeout(this.timer);
  }
}
