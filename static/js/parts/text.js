// Changing text only when it changes: screen readers announce again whatever is written again.

export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** The chip that says whether a lecture is live, paused or ended. */
export function showStatus(holder, status, words) {
  const chip = holder.firstElementChild;
  chip.className = `chip chip-${status}`;
  setText(chip, words[`status_${status}`] ?? "");
}
