// The card that shows a student what was read last: the face, cut from the picture this page kept, a word and seven bars.

import { EMOTIONS } from "../lib/emotions.js";
import { percent } from "../lib/words.js";
import { setText } from "./text.js";

const CROP_MARGIN = 0.15; // of the box, on each side: a face looks cut without it
const NOTICED_AFTER_MS = 400; // a tap sooner than this was meant for the reading before
const NOTE_STAYS_MS = 6000;

export class ReadingCard {
  /**
   * @param {HTMLElement} element
   * @param {HTMLCanvasElement} picture the last picture that was taken
   * @param {Record<string, string>} words
   * @param {(sequence: number) => boolean} onWrong whether the server was told
   */
  constructor(element, picture, words, onWrong) {
    Object.assign(this, { element, picture, words, onWrong });
    this.crop = element.querySelector("[data-crop]");
    this.button = element.querySelector("[data-wrong]");
    this.note = element.querySelector("[data-reading-note]");
    this.shown = this.before = this.told = null; // isOpen: it can be called wrong
    this.noteTimer = null;
    this.button.hidden = false;
    this.button.addEventListener("click", () => this.sayWrong());
  }

  show({ sequence, xyxy, probabilities, label, reason }) {
    this.before = this.shown;
    this.shown = { sequence, isOpen: Boolean(probabilities), at: performance.now() };
    this.element.hidden = false;
    this.showButton();
    setText(this.element.querySelector("[data-reading-label]"), this.words[reason ? `reason_${reason}` : `emotion_${label}`]);
    this.showBars(probabilities);
    this.showCrop(xyxy);
  }

  hide() {
    this.element.hidden = true;
    this.shown = this.before = this.told = null;
  }

  /** What a tap is meant for: the reading that was there when it was decided on. */
  get meant() {
    const isNew = this.shown && performance.now() - this.shown.at < NOTICED_AFTER_MS;
    return isNew && this.before ? this.before : this.shown;
  }

  /** A reading is called wrong once, however often the button is tapped. */
  sayWrong() {
    const reading = this.meant;
    if (!reading?.isOpen) return;
    reading.isOpen = !this.onWrong(reading.sequence);
    this.told = reading;
    this.showButton();
    this.say(reading.isOpen ? "wrong_lost" : "wrong_sent");
  }

  /** @param {string} outcome one of WRONG_OUTCOMES */
  wrongWasHeard(outcome) {
    this.say(`wrong_${outcome}`);
  }

  wrongWasLost() {
    if (this.told) this.told.isOpen = true;
    this.showButton();
    this.say("wrong_lost");
  }

  showButton() {
    this.button.setAttribute("aria-disabled", String(!this.shown?.isOpen));
  }

  say(word) {
    clearTimeout(this.noteTimer);
    setText(this.note, this.words[word]);
    this.noteTimer = setTimeout(() => setText(this.note, this.note.dataset.wordUsual), NOTE_STAYS_MS);
  }

  /** Without a reading the bars stay in place, empty: the buttons below must not jump under a thumb. */
  showBars(probabilities) {
    for (const row of this.element.querySelectorAll("[data-emotion]")) {
      const share = probabilities?.[EMOTIONS.indexOf(row.dataset.emotion)];
      row.querySelector("[data-fill]").style.setProperty("--share", share ?? 0);
      row.querySelector("[data-percent]").textContent = probabilities ? percent(share) : "–";
    }
  }

  /** @param {?number[]} xyxy the face as fractions of the picture */
  showCrop(xyxy) {
    const { width, height } = this.crop;
    const context = this.crop.getContext("2d");
    context.clearRect(0, 0, width, height);
    if (xyxy) context.drawImage(this.picture, ...squareAround(xyxy, this.picture), 0, 0, width, height);
  }
}

/** @returns {[number, number, number, number]} left, top, width and height in pixels of the picture */
function squareAround([left, top, right, bottom], { width, height }) {
  const side = Math.max((right - left) * width, (bottom - top) * height) * (1 + 2 * CROP_MARGIN);
  return [((left + right) / 2) * width - side / 2, ((top + bottom) / 2) * height - side / 2, side, side];
}
