// The class at a glance: who shares, what students say of themselves, and the engagement's level.

import { coverageOf, engagementOf } from "../lib/live_sentences.js";
import { HANDS, STATUSES } from "../lib/messages.js";
import { COUNTERS, signalWord } from "../lib/signals.js";
import { setText } from "./text.js";

export class Glance {
  /**
   * @param {HTMLElement} root
   * @param {Record<string, string>} words
   */
  constructor(root, words) {
    Object.assign(this, { root, words });
  }

  find(name) {
    return this.root.querySelector(`[data-${name}]`);
  }

  show(timeline) {
    this.root.dataset.current = timeline.isCurrent;
    this.find("signals").hidden = timeline.status === STATUSES.ENDED;
    this.find("signals").dataset.current = !timeline.isCutOff;
    this.showCoverage(coverageOf(timeline, this.words));
    this.showSignals(timeline.signals); // in a pause too: nothing is measured then, but students can still say something
    this.showEngagement(engagementOf(timeline, this.words));
  }

  showCoverage({ value, note }) {
    setText(this.find("coverage-value"), value);
    setText(this.find("coverage-note"), note);
  }

  showSignals(signals) {
    for (const name of COUNTERS) {
      const counter = this.root.querySelector(`[data-signal="${name}"]`);
      setText(counter, signalWord(signals, name, this.words));
      counter.dataset.count = signals?.[name] === null ? "some" : String(signals?.[name] ?? 0);
    }
    this.find("lower-hands").hidden = !signals || signals[HANDS] === 0;
  }

  showEngagement({ value, trend, note, level, figures }) {
    setText(this.find("engagement-value"), value);
    setText(this.find("engagement-trend"), trend);
    setText(this.find("engagement-note"), note);
    this.showGauge(level, figures);
  }

  /** The likely range and the estimate on a line from 0 to 1. */
  showGauge(level, figures) {
    const gauge = this.find("gauge");
    gauge.dataset.level = level ?? "";
    gauge.toggleAttribute("data-empty", !figures);
    const { engagement = 0, band } = figures ?? {};
    const [low, high] = band ?? [engagement, engagement];
    for (const [name, share] of Object.entries({ low, high, value: engagement })) gauge.style.setProperty(`--${name}`, share);
  }
}
