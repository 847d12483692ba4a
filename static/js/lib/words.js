// The sentences of a page come translated in a <template data-words>; here they are looked up and filled.

/** @returns {Record<string, string>} sentence by name */
export function readWords(root) {
  const template = root.querySelector("template[data-words]");
  const pairs = [...template.content.querySelectorAll("[data-word]")].map((node) => [node.dataset.word, node.textContent.trim()]);
  return Object.fromEntries(pairs);
}

/** Put values into the curly braces of a sentence; numbers are written as in the page's language. */
export function fill(sentence, values = {}) {
  return sentence.replace(/\{(\w+)\}/g, (braces, name) => written(values[name]) ?? braces);
}

const written = (value) => (typeof value === "number" ? decimal(value) : value);

/** The language of the page, as its <html lang> says. */
const pageLanguage = () => globalThis.document?.documentElement.lang || "en";

const ROUNDING = 1e-9;
const WRITTEN_AS = { kk: "ru" }; // Chromium knows no Kazakh; its numbers look as Russian ones
const localeOf = (language) => WRITTEN_AS[language] ?? language;
const formats = new Map(); // making one is slow, and a chart needs thousands of numbers

function formatOf(language, digits) {
  const key = `${language} ${digits}`;
  const options = { useGrouping: false, ...(digits === null ? {} : { minimumFractionDigits: digits, maximumFractionDigits: digits }) };
  if (!formats.has(key)) formats.set(key, new Intl.NumberFormat(localeOf(language), options));
  return formats.get(key);
}

/**
 * A number with the decimal sign of a language: "0.42" or "0,42".
 *
 * @param {?number} digits after the sign; null for as many as the number has, three at most
 */
export function decimal(value, digits = null, language = pageLanguage()) {
  return formatOf(language, digits).format(value);
}

/** Plotly's `layout.separators`: the decimal sign, then the one between thousands. */
export function separators(language = pageLanguage()) {
  const parts = new Intl.NumberFormat(localeOf(language), { useGrouping: true }).formatToParts(1234567.5);
  return parts.find(({ type }) => type === "decimal").value + parts.find(({ type }) => type === "group").value;
}

/** Halves go up, as the server rounds them (classroom/timelines/notation.py). */
const wholePercent = (share) => Math.floor(share * 100 + 0.5 + ROUNDING);

/** A share between 0 and 1 as "42 %": whole, and in all languages as the server writes it. */
export function percent(share) {
  return `${wholePercent(share)}\u00a0%`; // the sign never stands alone at the beginning of a line
}

/** From one share to another: "35–65 %". */
export function span(low, high) {
  return `${wholePercent(low)}–${percent(high)}`;
}

/** Seconds as "7:05" or "1:07:05". */
export function clock(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60), whole % 60];
  const tail = String(rest).padStart(2, "0");
  return hours ? `${hours}:${String(minutes).padStart(2, "0")}:${tail}` : `${minutes}:${tail}`;
}
