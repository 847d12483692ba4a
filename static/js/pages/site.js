// Small things every page may have: dialogs, copy buttons, the appearance, printing.

const MS_PER_S = 1000;
const COPIED_FOR_MS = 2000;
const THEMES = ["auto", "light", "dark"];

function openDialog(button) {
  document.getElementById(button.dataset.openDialog)?.showModal();
}

async function copy(button) {
  await navigator.clipboard.writeText(new URL(button.dataset.copy, location.href).href);
  const usual = button.dataset.wordUsual ?? button.textContent;
  button.dataset.wordUsual = usual;
  button.textContent = button.dataset.wordDone;
  setTimeout(() => (button.textContent = usual), COPIED_FOR_MS);
}

function fillSignIn(button) {
  document.querySelector("[name=username]").value = button.dataset.fillUsername;
  document.querySelector("[name=password]").value = button.dataset.fillPassword;
  document.querySelector("[name=password]").focus();
}

const ACTIONS = {
  "[data-open-dialog]": openDialog,
  "[data-close-dialog]": (button) => button.closest("dialog").close(),
  "[data-copy]": copy,
  "[data-fill-username]": fillSignIn,
  "[data-print]": () => window.print(),
};

document.addEventListener("click", (event) => {
  for (const [selector, action] of Object.entries(ACTIONS)) {
    const target = event.target.closest(selector);
    if (target) action(target);
  }
});

function showTheme(button) {
  const theme = document.documentElement.dataset.theme ?? "auto";
  button.textContent = button.getAttribute(`data-word-${theme}`);
}

function nextTheme(button) {
  const current = document.documentElement.dataset.theme ?? "auto";
  const theme = THEMES[(THEMES.indexOf(current) + 1) % THEMES.length];
  if (theme === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  localStorage.setItem("theme", theme);
  showTheme(button);
  document.dispatchEvent(new Event("themechange"));
}

const themeButton = document.querySelector("[data-theme-choice]");
if (themeButton) {
  themeButton.hidden = false;
  showTheme(themeButton);
  themeButton.addEventListener("click", () => nextTheme(themeButton));
}

for (const button of document.querySelectorAll("[data-print]")) button.hidden = false;
if (!navigator.clipboard) for (const button of document.querySelectorAll("[data-copy]")) button.hidden = true;

const again = document.querySelector("[data-reload-after-s]");
if (again) setTimeout(() => location.reload(), Number(again.dataset.reloadAfterS) * MS_PER_S);
