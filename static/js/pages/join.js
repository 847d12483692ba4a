// The consent page never asks for the camera; it only says early when this address could not get one.

import { bindFurtherConsents } from "../parts/further_consents.js";

const note = document.querySelector("[data-camera-missing]");
if (note && !navigator.mediaDevices?.getUserMedia) note.hidden = false;

const form = document.querySelector("[data-join]");
form?.addEventListener("submit", () => {
  // After the submit, so that the pressed button's value still travels.
  setTimeout(() => form.querySelectorAll("button").forEach((button) => (button.disabled = true)));
});

bindFurtherConsents(document);

// Back from the next page: a page from the browser's memory must not keep dead buttons.
addEventListener("pageshow", ({ persisted }) => {
  if (persisted) form?.querySelectorAll("button").forEach((button) => (button.disabled = false));
});
