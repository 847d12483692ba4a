// The page of an erasure that the server could not take: it asks again by itself.

import { AskingAgain } from "../lib/asking_again.js";
import { postForm } from "../lib/form_post.js";

const form = document.querySelector("[data-asked-again]");
const button = form.querySelector("button");

const asking = new AskingAgain({
  ask: () => postForm(form),
  onTaken: ({ next }) => location.replace(next),
  onRefused: () => form.submit(), // the answer is a page that says why
  onChange: (isAsking) => button.setAttribute("aria-disabled", isAsking),
});

form.addEventListener("submit", (event) => {
  event.preventDefault();
  asking.askNow();
});
document.querySelector("[data-by-hand]").hidden = true;
document.querySelector("[data-by-itself]").hidden = false;
asking.askLater();
