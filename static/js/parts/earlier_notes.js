// What was noted on this topic the last times, fetched once; its place stays hidden when there is nothing.

const NOTHING = 204;

/** @param {HTMLElement} place with the address in `data-notes-url`; empty while there is none */
export async function showEarlierNotes(place) {
  if (!place.dataset.notesUrl) return;
  const nodes = await notesAt(place.dataset.notesUrl);
  if (!nodes.length) return;
  place.querySelector("[data-notes-body]").replaceChildren(...nodes);
  place.hidden = false;
}

async function notesAt(url) {
  try {
    const response = await fetch(url, { headers: { Accept: "text/html" } });
    if (!response.ok || response.redirected || response.status === NOTHING) return [];
    return [...new DOMParser().parseFromString(await response.text(), "text/html").body.childNodes];
  } catch (error) {
    if (!(error instanceof TypeError)) throw error; // fetch says TypeError when the network is away: the lecture goes on without
    return [];
  }
}
