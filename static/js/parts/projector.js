// Join code, QR code and clock over the whole screen, for the projector.

export class Projector {
  /** @param {HTMLDialogElement} dialog */
  constructor(dialog) {
    this.dialog = dialog;
    dialog.addEventListener("close", () => document.fullscreenElement && document.exitFullscreen());
    document.addEventListener("fullscreenchange", () => !document.fullscreenElement && dialog.close());
  }

  toggle() {
    if (this.dialog.open) this.dialog.close();
    else this.open();
  }

  /** The page goes full screen, not the dialog: browsers refuse that. Where there is no full screen, it fills the window. */
  async open() {
    try {
      await document.documentElement.requestFullscreen?.();
    } catch (error) {
      if (!(error instanceof TypeError)) throw error; // browsers say TypeError when full screen is not allowed here
    }
    if (!this.dialog.open) this.dialog.showModal();
  }
}
