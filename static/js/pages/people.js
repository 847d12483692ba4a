// Who is here: the list reads itself again and is touched only when somebody came or left.

const READ_AGAIN_MS = 10_000;
const TYPED_MS = 250;

const list = document.querySelector("[data-people]");
const tools = document.querySelector("[data-people-tools]");
const search = tools.querySelector("form");
const SECTIONS = ["here", "missing", "guests"]; // whose open pages the address names
let latest = 0;
let typing = null;

async function read() {
  const asked = (latest += 1);
  try {
    const response = await fetch(location.href);
    if (!response.ok || response.redirected) return;
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    if (asked === latest) show(page);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error; // fetch says TypeError when the network is away: the next reading comes
  }
}

function show(page) {
  const fresh = page.querySelector("[data-people]");
  const isStoodIn = list.contains(document.activeElement); // whoever is at its pages with the keyboard stays there
  if (!isStoodIn && fresh.innerHTML !== list.innerHTML) list.replaceChildren(...fresh.childNodes);
  const filters = page.querySelectorAll("[data-people-tools] a");
  tools.querySelectorAll("a").forEach((filter, place) => filter.setAttribute("href", filters[place].getAttribute("href")));
}

function readIfSeen() {
  if (!document.hidden) read();
}

function searchFor(words) {
  const address = new URL(location.href);
  if (words) address.searchParams.set("q", words);
  else address.searchParams.delete("q");
  for (const section of SECTIONS) address.searchParams.delete(section);
  history.replaceState(null, "", address);
  read();
}

search.addEventListener("input", () => {
  clearTimeout(typing);
  typing = setTimeout(() => searchFor(search.elements.q.value.trim()), TYPED_MS);
});
document.addEventListener("visibilitychange", readIfSeen);
const timer = setInterval(readIfSeen, READ_AGAIN_MS);
addEventListener("pagehide", () => {
  clearInterval(timer);
  clearTimeout(typing);
});
addEventListener("pageshow", ({ persisted }) => persisted && location.reload());
