// Why an alert was raised, in words: an alert of lib/alerts.js and the page's sentences in, text out.

import { ALERTS } from "./alerts.js";
import { clock, fill, percent } from "./words.js";

const SENTENCES = Object.freeze({
  [ALERTS.LOST]: ({ sinceS, lost, joined }, words) => fill(words.alert_lost, { minute: clock(sinceS), lost, joined }),
  [ALERTS.COVERAGE]: ({ sinceS, now, usual }, words) => fill(words.alert_coverage, inPercent(sinceS, now, usual)),
  [ALERTS.CHANGE]: ({ series, ...facts }, words) => (series === "engagement" ? ofEngagement(facts, words) : ofShare(series, facts, words)),
});

const inPercent = (sinceS, now, usual) => ({ minute: clock(sinceS), now: percent(now), usual: percent(usual) });

function ofEngagement({ direction, sinceS, now, usual }, words) {
  const sentence = direction === "up" ? words.alert_engagement_up : words.alert_engagement_down;
  return fill(sentence, inPercent(sinceS, now, usual));
}

function ofShare(emotion, { direction, sinceS, now, usual }, words) {
  const sentence = direction === "up" ? words.alert_share_up : words.alert_share_down;
  return fill(sentence, { ...inPercent(sinceS, now, usual), emotion: words[`emotion_${emotion}`] });
}

export function alertSentence(alert, words) {
  return SENTENCES[alert.kind](alert, words);
}
