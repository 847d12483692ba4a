// The live chart and the stretch of time it shows: the last quarter of an hour, everything, or what was dragged into view.
// It is drawn when a bucket closes, a marker is set or the stretch changes, and never while nobody looks.

import { columnsOf } from "../lib/columns.js";
import { markerLabel } from "../lib/markers.js";
import { STATUSES } from "../lib/messages.js";
import { tracesOf } from "../lib/timeline_points.js";
import { draw } from "./chart.js";

const RECENT_MIN = 15;
const SHORTEST_MIN = 2;
const MOST_COLUMNS = 180; // a laptop draws these in a blink; the whole of a long lecture has fewer, wider ones
const STRETCH = Object.freeze({ RECENT: "recent", ALL: "all", DRAGGED: "dragged" });

export class LiveChart {
  /**
   * @param {HTMLElement} element
   * @param {HTMLButtonElement} button switches between the last minutes and the whole lecture
   * @param {Record<string, string>} words
   * @param {() => boolean} [isVisible]
   */
  constructor(element, button, words, isVisible = () => !document.hidden) {
    Object.assign(this, { element, button, words, isVisible });
    this.stretch = STRETCH.RECENT;
    this.timeline = null;
    this.drawn = null;
    this.isWatched = false;
    this.isDragging = false;
    this.hasPatterns = false;
    button.addEventListener("click", () => this.setStretch(this.isRecent ? STRETCH.ALL : STRETCH.RECENT));
  }

  get isRecent() {
    return this.stretch === STRETCH.RECENT;
  }

  /** Draw a timeline unless just that is drawn already, or nobody sees it. */
  show(timeline) {
    this.timeline = timeline;
    if (!timeline || this.isDragging || !this.isVisible()) return; // not under the hand that drags
    const key = this.key();
    if (key === this.drawn) return;
    this.drawn = key;
    this.draw();
  }

  /** Draw again what is shown, for example in other colours. */
  redraw() {
    this.drawn = null;
    this.show(this.timeline);
  }

  setPatterns(hasPatterns) {
    this.hasPatterns = hasPatterns;
    this.redraw();
  }

  /** What a drawing depends on. The open bucket changes once a second: it is drawn as it is when the one before closes. */
  key() {
    const { buckets, markers, status } = this.timeline;
    return JSON.stringify([this.range, markers, status, buckets.length, buckets.at(-1), this.firstFigures]);
  }

  /** Until the first bucket closes the open one is all there is. */
  get firstFigures() {
    return this.timeline.buckets.length ? null : this.timeline.open;
  }

  draw() {
    const { figure, markers, buckets } = this.timeline;
    const { columns, columnS, open } = this.shown();
    const data = tracesOf(figure.data, columns, columnS);
    const { words, range, hasPatterns } = this;
    const shownMarkers = markers
      .filter(({ at_s }) => at_s / 60 >= range[0] && at_s / 60 <= range[1])
      .map((marker) => ({ ...marker, label: markerLabel(marker, words) }));
    const context = { words, range, hasPatterns, isDraggable: true, open, markers: shownMarkers, emptyText: words.nothing_yet };
    draw(this.element, { ...figure, data }, context);
    this.element.dataset.closed = buckets.filter(({ shares }) => shares).length;
    this.watchDragging();
  }

  /**
   * The columns to draw: the stretch in view and as much on both sides, so that there is something to drag into view.
   * A bucket that is still open is no gap: before it has figures it has its outline alone.
   */
  shown() {
    const { buckets, bucketS, open, status } = this.timeline;
    const [first, last] = this.range;
    const isAll = this.stretch === STRETCH.ALL;
    const closed = isAll ? buckets : this.timeline.between(2 * first - last, 2 * last - first);
    const current = this.isRecent && status === STATUSES.LIVE ? open : null;
    const { columns, columnS } = columnsOf(closed, bucketS, MOST_COLUMNS);
    const isShown = current?.shares && columnS === bucketS;
    return { columns: isShown ? [...columns, current] : columns, columnS, open: current };
  }

  /** Shown minutes, first and last. */
  get range() {
    if (this.stretch === STRETCH.DRAGGED) return this.element.layout.xaxis.range;
    const end = Math.max(this.timeline.endMinute, SHORTEST_MIN);
    return [this.isRecent ? Math.max(0, end - RECENT_MIN) : 0, end];
  }

  setStretch(stretch) {
    this.stretch = stretch;
    this.button.textContent = this.isRecent ? this.button.dataset.wordRecent : this.button.dataset.wordAll;
    this.redraw();
  }

  watchDragging() {
    if (this.isWatched) return;
    this.isWatched = true;
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
