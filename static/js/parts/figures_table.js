// The figures behind the live chart as a table, made while it is open: one row for each closed bucket, the newest first.

import { EMOTIONS_FROM_TOP, EMOTIONS } from "../lib/emotions.js";
import { clock, percent, span } from "../lib/words.js";

const ROWS = 60;

export class FiguresTable {
  /**
   * @param {HTMLDetailsElement} details
   * @param {Record<string, string>} words
   */
  constructor(details, words) {
    Object.assign(this, { details, words, body: details.querySelector("tbody") });
    this.timeline = null;
    this.shown = null;
    details.addEventListener("toggle", () => this.timeline && this.show(this.timeline));
  }

  show(timeline) {
    this.timeline = timeline;
    const key = JSON.stringify([timeline.lastClosed?.sequence, timeline.buckets.length, timeline.markers.length]);
    if (!this.details.open || key === this.shown) return;
    this.shown = key;
    const newest = timeline.buckets.slice(-ROWS).reverse();
    this.body.replaceChildren(...newest.map((bucket) => this.row(bucket, timeline.markers)));
  }

  row(bucket, markers) {
    const row = document.createElement("tr");
    const likely = bucket.band ? span(...bucket.band) : this.words.level_none;
    const cells = [this.share(bucket.engagement), likely, ...EMOTIONS_FROM_TOP.map((emotion) => this.share(bucket.shares?.[EMOTIONS.indexOf(emotion)]))];
    const marked = markers.filter(({ at_s }) => at_s >= bucket.start_s && at_s < bucket.end_s).map(({ label }) => label);
    const heading = cell("th", clock(bucket.end_s));
    heading.scope = "row";
    row.append(heading, ...cells.map((text) => cell("td", text)), cell("td", marked.join(", ")));
    return row;
  }

  share(value) {
    return value === null || value === undefined ? this.words.level_none : percent(value);
  }
}

function cell(tag, text) {
  const element = document.createElement(tag);
  element.textContent = text;
  return element;
}
