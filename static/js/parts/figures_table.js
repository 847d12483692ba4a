// The figures behind the live chart as a table, made while it is open: one row for each closed bucket, the newest first.
// A long lecture has hundreds; earlier ones come on request, and go again when the table is closed.

import { EMOTIONS_FROM_TOP, EMOTIONS } from "../lib/emotions.js";
import { markerLabel } from "../lib/markers.js";
import { clock, percent, span } from "../lib/words.js";

const ROWS = 60; // a quarter of an hour, of buckets of 15 s

export class FiguresTable {
  /**
   * @param {HTMLDetailsElement} details
   * @param {Record<string, string>} words
   */
  constructor(details, words) {
    const find = (selector) => details.querySelector(selector);
    Object.assign(this, { details, words, body: find("tbody"), region: find("[role=region]"), earlier: find("[data-earlier]") });
    this.timeline = null;
    this.shown = null;
    this.rows = ROWS;
    details.addEventListener("toggle", () => this.toggled());
    this.earlier.addEventListener("click", () => this.showEarlier());
  }

  toggled() {
    if (!this.details.open) this.rows = ROWS;
    if (this.timeline) this.show(this.timeline);
  }

  showEarlier() {
    this.rows += ROWS;
    this.show(this.timeline);
    if (this.earlier.hidden) this.region.focus(); // the button that had the focus is gone
  }

  show(timeline) {
    this.timeline = timeline;
    const key = JSON.stringify([this.rows, timeline.lastClosed?.sequence, timeline.buckets.length, timeline.markers]);
    if (!this.details.open || key === this.shown) return;
    this.shown = key;
    this.earlier.hidden = timeline.buckets.length <= this.rows;
    const newest = timeline.buckets.slice(-this.rows).reverse();
    this.body.replaceChildren(...newest.map((bucket) => this.row(bucket, timeline.markers)));
  }

  row(bucket, markers) {
    const row = document.createElement("tr");
    const likely = bucket.band ? span(...bucket.band) : this.words.level_none;
    const cells = [this.share(bucket.engagement), likely, ...EMOTIONS_FROM_TOP.map((emotion) => this.share(bucket.shares?.[EMOTIONS.indexOf(emotion)]))];
    const marked = markers.filter(({ at_s }) => at_s >= bucket.start_s && at_s < bucket.end_s).map((marker) => markerLabel(marker, this.words));
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
