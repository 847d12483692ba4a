// What a marker is called in the language of this page. The twin of Marker.words in classroom/sessions/models.py.

import { MARKER_KINDS } from "./messages.js";
import { fill } from "./words.js";

const SLIDE = /^\p{Nd}+( · .+)?$/u;

/**
 * The teacher's own words; without them the kind's. A slide that begins with its number is the slide of that number.
 *
 * @param {{kind: string, label: string}} marker
 * @param {Record<string, string>} words
 */
export function markerLabel({ kind, label }, words) {
  if (kind === MARKER_KINDS.SLIDE && SLIDE.test(label)) return fill(words.slide, { number: label });
  return label || words[`marker_${kind}`];
}

/** What is stored of a slide: its number, and what the teacher wrote beside it. */
export function slideLabel(number, typed) {
  return typed ? `${number} · ${typed}` : number;
}
