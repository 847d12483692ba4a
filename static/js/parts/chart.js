// Drawing a figure with plotly.js, which the page loads as window.Plotly.

import { CONFIG, styled } from "../lib/chart_style.js";
import { readPalette } from "../lib/palette.js";

const currentPalette = () => readPalette(getComputedStyle(document.documentElement));

/** Draw a figure into an element, or change what is drawn there. */
export function draw(element, figure, context) {
  const ready = styled(figure, { palette: currentPalette(), width: element.clientWidth, height: element.clientHeight, ...context });
  return window.Plotly.react(element, ready.data, ready.layout, CONFIG);
}

/**
 * Call back whenever the page's colours change.
 *
 * @returns {() => void} stops it
 */
export function onThemeChange(callback) {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  dark.addEventListener("change", callback);
  document.addEventListener("themechange", callback);
  return () => {
    dark.removeEventListener("change", callback);
    document.removeEventListener("themechange", callback);
  };
}
