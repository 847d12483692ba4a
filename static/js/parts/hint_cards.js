// Two cards that wait under the sentence: the teacher's hint, and the page's own hint for the student alone.

import { Memory } from "../lib/memory.js";
import { HINTS } from "../lib/own_hints.js";
import { setText } from "./text.js";

const WEB = ["http:", "https:"];

/** Only addresses of the web: a hint must not run anything. */
function webAddress(url) {
  return URL.canParse(url) && WEB.includes(new URL(url).protocol) ? url : "";
}

export class TeacherHint {
  constructor(root) {
    const find = (name) => root.querySelector(`[data-${name}]`);
    Object.assign(this, { card: find("teacher-hint"), text: find("hint-text"), link: find("hint-link") });
    this.isThere = false;
    this.closed = new Memory("teacher-hint", { key: null }, "sessionStorage");
    find("hint-close").addEventListener("click", () => this.close());
  }

  /** @param {?{text: string, url: string}} hint null, or empty, when there is none for this part; one that was closed stays so */
  show(hint) {
    const url = webAddress(hint?.url ?? "");
    this.key = JSON.stringify([hint?.text, url]);
    this.isThere = Boolean(hint?.text || url);
    this.card.hidden = !this.isThere || this.closed.value.key === this.key;
    setText(this.text, hint?.text ?? "");
    this.link.hidden = !url;
    if (url) this.link.href = url;
  }

  close() {
    this.card.hidden = true;
    this.closed.change({ key: this.key });
  }

  /** Show it again, because now it may help. */
  reopen() {
    this.card.hidden = !this.isThere;
  }
}

export class OwnHintCard {
  /**
   * @param {HTMLElement} root
   * @param {Record<string, string>} words
   * @param {() => void} onLost the student wants to say that this is too hard
   */
  constructor(root, words, onLost) {
    const find = (name) => root.querySelector(`[data-${name}]`);
    this.kept = new Memory("hints-for-me", { isWanted: true });
    Object.assign(this, { words, card: find("own-hint"), text: find("own-hint-text"), lost: find("own-hint-lost"), choice: find("own-hints") });
    this.lost.addEventListener("click", () => this.close(onLost));
    find("own-hint-close").addEventListener("click", () => this.close());
    find("own-hint-off").addEventListener("click", () => this.close(() => this.choose(false)));
    this.choice?.addEventListener("change", () => this.choose(this.choice.checked));
    if (this.choice) this.choice.checked = this.isWanted;
  }

  get isWanted() {
    return this.kept.value.isWanted;
  }

  choose(isWanted) {
    this.kept.change({ isWanted });
    if (this.choice) this.choice.checked = isWanted;
    if (!isWanted) this.card.hidden = true;
  }

  /** @param {?string} hint one of HINTS; nothing changes without one */
  show(hint) {
    if (!hint || !this.isWanted) return;
    setText(this.text, this.words[`hint_${hint}`]);
    this.lost.hidden = hint !== HINTS.HELP;
    this.card.hidden = false;
  }

  close(andThen) {
    this.card.hidden = true;
    andThen?.();
  }
}
