// The door: whether newcomers may join, said in words, and the button that changes it.

import { setText } from "./text.js";

export class Door {
  /** @param {HTMLElement} root */
  constructor(root) {
    const find = (name) => root.querySelector(`[data-${name}]`);
    Object.assign(this, { root, form: find("live-action=door"), button: find("door-button"), sentence: find("door-sentence") });
    Object.assign(this, { wish: this.form.elements.locked, note: find("projector-locked") });
  }

  show(isLocked) {
    const word = isLocked ? "wordLocked" : "wordOpen";
    this.wish.value = isLocked ? "0" : "1";
    this.note.hidden = !isLocked;
    setText(this.button, this.button.dataset[word]);
    setText(this.sentence, this.sentence.dataset[word]);
  }
}
