// The page's colours for charts, read from the tokens so that both always agree, in light and in dark.

import { EMOTIONS_FROM_TOP } from "./emotions.js";

const TOKENS = Object.freeze({
  text: "--color-text",
  quiet: "--color-text-quiet",
  hairline: "--color-hairline",
  border: "--color-control-border",
  surface: "--color-surface",
  page: "--color-page",
  action: "--color-action",
  font: "--font-family",
});

/**
 * @param {CSSStyleDeclaration} style computed style of the root element
 * @returns {{text: string, emotions: Record<string, string>}} CSS colours by meaning
 */
export function readPalette(style) {
  const read = (token) => style.getPropertyValue(token).trim();
  const palette = Object.fromEntries(Object.entries(TOKENS).map(([name, token]) => [name, read(token)]));
  palette.emotions = Object.fromEntries(EMOTIONS_FROM_TOP.map((emotion) => [emotion, read(`--color-emotion-${emotion}`)]));
  return palette;
}
