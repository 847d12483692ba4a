// A form that is sent again and again until the server has taken it.

import { backOffMs } from "./back_off.js";

const LEAST_PAUSE_MS = 1500;
const FIRST_OF_SERVER_ERRORS = 500;

/** Whether it may be taken later: the network or the server was away. Anything else is an answer, though perhaps a no. */
export const mayWorkLater = (status) => status === 0 || status >= FIRST_OF_SERVER_ERRORS;

export class AskingAgain {
  /**
   * @param {object} options
   * @param {() => Promise<{ok: boolean, status: number, answer: object}>} options.ask
   * @param {(answer: object) => void} options.onTaken
   * @param {() => void} options.onRefused asking again is of no use
   * @param {(isAsking: boolean) => void} [options.onChange]
   * @param {() => number} [options.random]
   */
  constructor({ ask, onTaken, onRefused, onChange = () => {}, random = Math.random }) {
    Object.assign(this, { ask, onTaken, onRefused, onChange, random });
    this.attempt = 0;
    this.timer = null;
    this.isAsking = false;
  }

  askLater() {
    this.timer = setTimeout(() => this.askNow(), LEAST_PAUSE_MS + backOffMs(this.attempt, this.random));
    this.attempt += 1;
  }

  /** Ask instead of when the pause ends, unless an answer is on its way. */
  async askNow() {
    if (this.isAsking) return;
    clearTimeout(this.timer);
    this.change(true);
    const { ok, status, answer } = await this.ask();
    this.change(false);
    if (ok) this.onTaken(answer);
    else if (mayWorkLater(status)) this.askLater();
    else this.onRefused();
  }

  change(isAsking) {
    this.isAsking = isAsking;
    this.onChange(isAsking);
  }
}
