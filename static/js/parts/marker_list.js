// What has been marked, the newest first: each marker can be corrected or taken back.

import { markerLabel } from "../lib/markers.js";
import { clock, fill } from "../lib/words.js";
import { setText } from "./text.js";

const WORDS = ["label", "hint", "hint_url"];

export class MarkerList {
  /**
   * @param {HTMLElement} root
   * @param {Record<string, string>} words
   */
  constructor(root, words) {
    const find = (name) => root.querySelector(`[data-${name}]`);
    Object.assign(this, { words, details: find("marked-list"), list: find("marks"), template: find("mark-row") });
    Object.assign(this, { dialog: find("marker-dialog"), about: find("marker-about"), refusal: find("marker-refused") });
    Object.assign(this, { correcting: find("live-action=marker-change"), removing: find("live-action=marker-remove") });
    this.address = find("live-action=marker").action;
    this.rows = new Map(); // by marker: its row, and what the row was made of
  }

  /** Only rows that differ are touched: whoever is about to press one keeps it under the finger. */
  show(markers) {
    this.details.hidden = markers.length === 0;
    const known = new Set(markers.map(({ marker_id }) => marker_id));
    for (const id of this.rows.keys()) if (!known.has(id)) this.drop(id);
    for (const marker of markers) this.place(marker);
  }

  drop(id) {
    const { element } = this.rows.get(id);
    const wasFocused = element.contains(document.activeElement);
    element.remove();
    this.rows.delete(id);
    if (wasFocused) this.details.querySelector("summary").focus();
  }

  place(marker) {
    const earlier = this.rows.get(marker.marker_id);
    const madeOf = JSON.stringify(marker);
    if (earlier?.madeOf === madeOf) return;
    const element = this.row(marker);
    const wasFocused = earlier?.element.contains(document.activeElement);
    if (earlier) earlier.element.replaceWith(element);
    else this.list.prepend(element);
    this.rows.set(marker.marker_id, { element, madeOf });
    if (wasFocused) element.querySelector("[data-mark-correct]").focus();
  }

  row(marker) {
    const element = this.template.content.firstElementChild.cloneNode(true);
    const find = (name) => element.querySelector(`[data-mark-${name}]`);
    const named = { minute: clock(marker.at_s), label: markerLabel(marker, this.words) };
    setText(find("time"), named.minute);
    setText(find("label"), named.label);
    find("hint").hidden = !marker.hint && !marker.hint_url;
    find("correct").setAttribute("aria-label", fill(this.words.correct_marker, named));
    find("correct").addEventListener("click", () => this.correct(marker));
    find("remove").setAttribute("aria-label", fill(this.words.take_back_marker, named));
    find("remove").addEventListener("click", () => this.remove(marker.marker_id));
    return element;
  }

  remove(id) {
    this.removing.action = `${this.address}${id}/remove/`;
    this.removing.requestSubmit();
  }

  correct(marker) {
    this.correcting.action = `${this.address}${marker.marker_id}/`;
    for (const name of WORDS) this.correcting.elements[name].value = marker[name];
    this.correcting.elements.label.placeholder = marker.label ? "" : markerLabel(marker, this.words);
    setText(this.about, `${clock(marker.at_s)} · ${markerLabel(marker, this.words)}`);
    this.refuse("");
    this.dialog.showModal();
  }

  /** Why a correction was not taken, beside the words that are to be changed. */
  refuse(sentence) {
    setText(this.refusal, sentence);
    this.refusal.hidden = !sentence;
  }
}
