// The marker bar: a word, a kind or the next slide with one tap or key, and a hint for students if there is one.

import { MARKER_KINDS } from "../lib/messages.js";
import { clock, fill } from "../lib/words.js";
import { setText } from "./text.js";

export class MarkerBar {
  /**
   * @param {HTMLElement} root
   * @param {Record<string, string>} words
   */
  constructor(root, words) {
    const find = (name) => root.querySelector(`[data-${name}]`);
    Object.assign(this, { root, words, form: find("live-action=marker"), label: find("marker-input"), kind: find("marker-kind") });
    Object.assign(this, { slide: find("slide-number"), hint: find("hint"), said: find("marked") });
    this.buttons = [...root.querySelectorAll("[data-marker]")];
    for (const button of this.buttons) button.addEventListener("click", () => this.mark(button));
    this.slide.addEventListener("keydown", (event) => this.markSlideOnEnter(event));
    this.hint.addEventListener("invalid", () => (this.hint.open = true), { capture: true });
  }

  focus() {
    this.label.focus();
  }

  /** Press the button that carries a number. */
  press(number) {
    this.buttons[number - 1]?.click();
  }

  /** Typed words go along; a kind that says what it is needs none. */
  mark(button) {
    const kind = button.dataset.marker;
    if (kind === MARKER_KINDS.SLIDE && !this.slide.value) return this.slide.focus();
    this.kind.value = kind;
    if (kind === MARKER_KINDS.SLIDE) this.label.value = fill(this.words.slide, { number: this.slide.value });
    this.form.requestSubmit();
  }

  markSlideOnEnter(event) {
    if (event.key !== "Enter") return;
    event.preventDefault();
    this.buttons.find(({ dataset }) => dataset.marker === MARKER_KINDS.SLIDE).click();
  }

  /** After a marker was set: say so, make room for the next one, and have the next slide's number ready. */
  done({ at_s, label }) {
    const nextSlide = this.kind.value === MARKER_KINDS.SLIDE ? Number(this.slide.value) + 1 : this.slide.value;
    const sentence = new FormData(this.form).get("hint") ? this.words.marked_with_hint : this.words.marked;
    setText(this.said, fill(sentence, { minute: clock(at_s), label }));
    this.reset();
    this.slide.value = nextSlide;
    if (this.root.contains(document.activeElement)) document.activeElement.blur(); // keys are shortcuts again
  }

  /** A refused marker keeps the typed words; the kind is no longer a button's. */
  refused() {
    this.kind.value = MARKER_KINDS.TEXT;
  }

  reset() {
    this.form.reset();
    this.kind.value = MARKER_KINDS.TEXT;
    this.hint.open = false;
  }
}
