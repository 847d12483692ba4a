// A small object that a browser remembers, for a page that also works where storage is switched off.

function storageOrNull(name) {
  try {
    return globalThis[name];
  } catch (error) {
    if (error.name !== "SecurityError") throw error; // storage is switched off: forget with the page
    return null;
  }
}

export class Memory {
  /**
   * @param {string} key
   * @param {object} usual what is known before anything was remembered
   * @param {"localStorage"|"sessionStorage"} [storage] for good, or until the tab is closed
   */
  constructor(key, usual, storage = "localStorage") {
    this.key = key;
    this.storage = storageOrNull(storage);
    this.value = { ...usual, ...JSON.parse(this.storage?.getItem(key) ?? "{}") };
  }

  change(changes) {
    this.value = { ...this.value, ...changes };
    this.storage?.setItem(this.key, JSON.stringify(this.value));
  }
}
