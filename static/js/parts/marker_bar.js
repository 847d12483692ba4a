// The marker bar: a word, a kind or the next slide with one tap or key, a hint for students if there is one, and the way
// back from a wrong key.

import { markerLabel, slideLabel } from "../lib/markers.js";
import { MARKER_KINDS } from "../lib/messages.js";
import { clock, fill } from "../lib/words.js";
import { setText } from "./text.js";

const WORDS = ["label", "hint", "hint_url"];

export class MarkerBar {
  /**
   * @param {HTMLElement} root
   * @param {Record<string, string>} words
   * @param {(markerId: number) => void} remove
   */
  constructor(root, words, remove) {
    const find = (name) => root.querySelector(`[data-${name}]`);
    Object.assign(this, { root, words, form: find("live-action=marker"), label: find("marker-input"), hint: find("hint") });
    Object.assign(this, { slide: find("slide-number"), said: find("marked"), back: find("take-back") });
    this.kind = MARKER_KINDS.TEXT; // another while its button sends the form
    this.last = null; // the number of the marker that was set here last, until it is taken back
    this.back.addEventListener("click", () => {
      this.back.hidden = true; // until the server has answered
      remove(this.last);
    });
    this.buttons = [...root.querySelectorAll("[data-marker]")];
    for (const button of this.buttons) button.addEventListener("click", () => this.mark(button));
    this.slide.addEventListener("keydown", (event) => this.markSlideOnEnter(event));
    this.form.addEventListener("formdata", ({ formData }) => this.complete(formData));
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
    this.kind = kind;
    this.form.requestSubmit(); // what is sent is made before this returns, or a field keeps it back
    this.kind = MARKER_KINDS.TEXT;
  }

  complete(formData) {
    formData.set("kind", this.kind);
    if (this.kind === MARKER_KINDS.SLIDE) formData.set("label", slideLabel(this.slide.value, this.label.value.trim()));
  }

  markSlideOnEnter(event) {
    if (event.key !== "Enter") return;
    event.preventDefault();
    this.buttons.find(({ dataset }) => dataset.marker === MARKER_KINDS.SLIDE).click();
  }

  /**
   * Make room for the next marker when one is on its way, and have the next slide's number ready.
   *
   * @returns {() => void} puts back what was sent, should it be refused
   */
  makeRoom() {
    const fields = WORDS.map((name) => this.form.elements[name]);
    const sent = fields.map(({ value }) => value);
    const number = this.slide.value;
    const focused = this.root.contains(document.activeElement) ? document.activeElement : null;
    for (const field of fields) field.value = "";
    this.hint.open = false;
    if (this.kind === MARKER_KINDS.SLIDE) this.slide.value = Number(number) + 1;
    focused?.blur(); // keys are shortcuts again
    return () => {
      fields.forEach((field, index) => (field.value ||= sent[index]));
      this.hint.open = fields.slice(1).some(({ value }) => value);
      this.slide.value = number;
      if (document.activeElement === document.body) focused?.focus();
    };
  }

  /** What was marked just now, and the way back. */
  say(marker) {
    const hasHint = marker.hint || marker.hint_url;
    this.tell(hasHint ? this.words.marked_with_hint : this.words.marked, marker);
    this.offerWayBack(marker.marker_id);
  }

  offerWayBack(markerId) {
    this.last = markerId;
    this.back.hidden = markerId === null;
  }

  takeBack() {
    if (!this.back.hidden) this.back.click();
  }

  wasTakenBack(marker) {
    this.tell(this.words.taken_back, marker);
    if (marker.marker_id === this.last) this.offerWayBack(null);
  }

  tell(sentence, marker) {
    setText(this.said, fill(sentence, { minute: clock(marker.at_s), label: markerLabel(marker, this.words) }));
  }

  /** There is no way back from a marker that somebody else took back. */
  show(markers) {
    const isThere = markers.some(({ marker_id }) => marker_id === this.last);
    if (this.last !== null && !isThere) this.offerWayBack(null);
  }

  /** What could not be taken back keeps its way back. */
  offerAgain() {
    this.offerWayBack(this.last);
  }
}
