// Which shortcut a pressed key means, on whatever layout.

/**
 * The letter or digit a key types; where it types neither (Cyrillic letters, the Kazakh row of digits), the one printed beside it.
 *
 * @param {{key: string, code: string, shiftKey: boolean}} event
 * @returns {?string} "a" to "z", "0" to "9", or null
 */
export function shortcutOf({ key, code, shiftKey }) {
  if (/^[a-z0-9]$/i.test(key)) return key.toLowerCase();
  const place = shiftKey ? null : /^(?:Key|Digit)([A-Z0-9])$/.exec(code);
  return place?.[1].toLowerCase() ?? null;
}
