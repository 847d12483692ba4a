// The line of gentle alerts and its switch. What was switched on stays so in this browser; what was put off, in this tab.

import { alertSentence } from "../lib/alert_sentences.js";
import { alertsOf, alertToShow, SNOOZE_S } from "../lib/alerts.js";
import { Memory } from "../lib/memory.js";
import { setText } from "./text.js";

export class AlertLine {
  /**
   * @param {HTMLElement} root
   * @param {string} sessionId what is put off is put off for this lecture only
   * @param {Record<string, string>} words
   */
  constructor(root, sessionId, words) {
    const find = (name) => root.querySelector(`[data-${name}]`);
    Object.assign(this, { words, line: find("alert"), text: find("alert-text"), choice: find("alert-switch"), button: find("alert-button") });
    this.wish = new Memory("alerts", { isOn: false });
    this.putOff = new Memory(`alerts-${sessionId}`, { quietUntilS: 0, dismissedS: {} }, "sessionStorage");
    this.timeline = null;
    this.shown = null;
    this.choice.checked = this.wish.value.isOn;
    this.choice.addEventListener("change", () => this.switch(this.choice.checked));
    find("alert-snooze").addEventListener("click", () => this.snooze());
    find("alert-dismiss").addEventListener("click", () => this.dismiss());
  }

  show(timeline) {
    this.timeline = timeline;
    this.shown = alertToShow(this.alerts(), { ...this.wish.value, ...this.putOff.value }, timeline.elapsedS);
    this.line.hidden = !this.shown;
    setText(this.text, this.shown ? alertSentence(this.shown, this.words) : "");
    setText(this.button, this.wish.value.isOn ? this.button.dataset.wordOn : this.button.dataset.wordOff);
  }

  /** Worked out once for each closed bucket, not once a second. */
  alerts() {
    const { timeline } = this;
    const key = [timeline.status, timeline.buckets.length, timeline.lastClosed?.sequence].join(" ");
    if (key !== this.known?.key || timeline.thresholds !== this.known.thresholds) {
      this.known = { key, thresholds: timeline.thresholds, alerts: alertsOf(timeline) };
    }
    return this.known.alerts;
  }

  switch(isOn) {
    this.wish.change({ isOn });
    this.refresh();
  }

  snooze() {
    this.putOff.change({ quietUntilS: this.timeline.elapsedS + SNOOZE_S });
    this.refresh();
  }

  dismiss() {
    const dismissedS = { ...this.putOff.value.dismissedS, [this.shown.kind]: this.timeline.elapsedS };
    this.putOff.change({ dismissedS });
    this.refresh();
  }

  refresh() {
    if (this.timeline) this.show(this.timeline);
  }
}
