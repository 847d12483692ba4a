// The card that shows a student what was read last: the face, cut from the picture this page kept, a word and seven bars.

import { EMOTIONS } from "../lib/emotions.js";
import { percent } from "../lib/words.js";
import { setText } from "./text.js";

const CROP_MARGIN = 0.15; // of the box, on each side: a face looks cut without it

export class ReadingCard {
  /**
   * @param {HTMLElement} element
   * @param {HTMLCanvasElement} picture the last picture that was taken
   * @param {Record<string, string>} words
   */
  constructor(element, picture, words) {
    Object.assign(this, { element, picture, words });
    this.crop = element.querySelector("[data-crop]");
  }

  show({ xyxy, probabilities, label, reason }) {
    this.element.hidden = false;
    setText(this.element.querySelector("[data-reading-label]"), this.words[reason ? `reason_${reason}` : `emotion_${label}`]);
    this.showBars(probabilities);
    this.showCrop(xyxy);
  }

  hide() {
    this.element.hidden = true;
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
