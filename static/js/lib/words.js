// The sentences of a page come translated in a <template data-words>; here they are looked up and filled.

/** @returns {Record<string, string>} sentence by name */
export function readWords(root) {
  const template = root.querySelector("template[data-words]");
  const pairs = [...template.content.querySelectorAll("[data-word]")].map((node) => [node.dataset.word, node.textContent.trim()]);
  return Object.fromEntries(pairs);
}

/** Put values into the curly braces of a sentence. */
export function fill(sentence, values = {}) {
  return sentence.replace(/\{(\w+)\}/g, (braces, name) => values[name] ?? braces);
}

/** A share between 0 and 1 as "42 %". */
export function percent(share) {
  return `${Math.round(share * 100)} %`;
}

/** Seconds as "7:05" or "1:07:05". */
export function clock(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60), whole % 60];
  const tail = String(rest).padStart(2, "0");
  return hours ? `${hours}:${String(minutes).padStart(2, "0")}:${tail}` : `${minutes}:${tail}`;
}
