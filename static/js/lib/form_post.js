// Sending a form without leaving the page.

/**
 * @param {HTMLFormElement} form
 * @returns {Promise<{ok: boolean, status: number, answer: object}>} not ok, with status 0 and without an answer, when
 *   the network is away
 */
export async function postForm(form) {
  try {
    const headers = { Accept: "application/json", "X-Requested-With": "fetch" };
    const response = await fetch(form.action, { method: "POST", body: new FormData(form), headers });
    const isJson = response.headers.get("Content-Type")?.startsWith("application/json") ?? false;
    return { ok: response.ok && isJson, status: response.status, answer: isJson ? await response.json() : {} };
  } catch (error) {
    if (!(error instanceof TypeError)) throw error; // fetch says TypeError when the network is away
    return { ok: false, status: 0, answer: {} };
  }
}
