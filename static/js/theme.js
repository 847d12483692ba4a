// Runs before the first paint, so that a chosen appearance does not flash. Classic script on purpose: modules run later.
(() => {
  try {
    const chosen = localStorage.getItem("theme");
    if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
  } catch (error) {
    if (error.name !== "SecurityError") throw error; // storage is switched off: follow the device
  }
})();
