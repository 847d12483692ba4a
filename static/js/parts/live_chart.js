// The live chart and the stretch of time it shows: the last quarter of an hour, everything, or what was dragged into view.
// The open bucket is drawn in the first only: three hours take too long to draw to do it once a second.

import { tracesOf } from "../lib/timeline.js";
import { draw } from "./chart.js";

const RECENT_MIN = 15;
const SHORTEST_MIN = 2;
const STRETCH = Object.freeze({ RECENT: "recent", ALL: "all", DRAGGED: "dragged" });

export class LiveChart {
  /**
   * @param {HTMLElement} element
   * @param {HTMLButtonElement} button switches between the last minutes and the whole lecture
   * @param {Record<string, string>} words
   */
  constructor(element, button, words) {
    Object.assign(this, { element, button, words });
    this.stretch = STRETCH.RECENT;
    this.timeline = null;
    this.drawn = null;
    this.isDragging = false;
    button.addEventListener("click", () => this.setStretch(this.isRecent ? STRETCH.ALL : STRETCH.RECENT));
  }

  get isRecent() {
    return this.stretch === STRETCH.RECENT;
  }

  /** Draw a timeline unless just that is drawn already. */
  show(timeline) {
    const isFirst = this.timeline === null;
    this.timeline = timeline;
    if (this.isDragging) return; // not under the hand that drags
    const shown = this.shown();
    const key = JSON.stringify([shown.range, shown.markers, shown.open, shown.buckets.length, shown.buckets.at(-1)]);
    if (key === this.drawn) return;
    this.drawn = key;
    this.draw(shown);
    if (isFirst) this.watchDragging();
  }

  /** Draw again what is shown, for example in other colours. */
  redraw() {
    this.drawn = null;
    if (this.timeline) this.show(this.timeline);
  }

  draw({ buckets, markers, open, range }) {
    const { figure, buckets: closed } = this.timeline;
    const data = tracesOf(figure.data, buckets);
    draw(this.element, { ...figure, data }, { words: this.words, markers, open, range });
    this.element.dataset.closed = closed.filter(({ shares }) => shares).length;
  }

  shown() {
    const { markers, buckets, open } = this.timeline;
    const range = this.range;
    if (!this.isRecent) return { range, markers, buckets, open: null };
    const recent = markers.filter(({ at_s }) => at_s / 60 >= range[0]);
    return { range, markers: recent, buckets: this.timeline.since(range[0]), open };
  }

  /** Shown minutes, first and last. */
  get range() {
    if (this.stretch === STRETCH.DRAGGED) return this.element.layout.xaxis.range;
    const end = Math.max(this.timeline.endMinute, SHORTEST_MIN);
    return [this.isRecent ? Math.max(0, end - RECENT_MIN) : 0, end];
  }

  setStretch(stretch) {
    this.stretch = stretch;
    this.button.setAttribute("aria-pressed", String(!this.isRecent));
    this.button.textContent = this.isRecent ? this.button.dataset.wordRecent : this.button.dataset.wordAll;
    this.redraw();
  }

  watchDragging() {
    this.element.on("plotly_relayouting", () => {
      this.isDragging = true;
    });
    this.element.on("plotly_relayout", () => {
      if (!this.isDragging) return;
      this.isDragging = false;
      this.setStretch(STRETCH.DRAGGED);
    });
  }
}
