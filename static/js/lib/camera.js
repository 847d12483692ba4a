// The camera: opened only by start(), closed by stop(), and always able to say what it is doing.

export const CAMERA = Object.freeze({
  OFF: "off",
  STARTING: "starting",
  ON: "on",
  REFUSED: "refused",
  BUSY: "busy",
  NONE: "none",
  INSECURE: "insecure",
  FAILED: "failed",
  UNPLUGGED: "unplugged",
  MUTED: "muted",
  BLACK: "black",
});

const JPEG_QUALITY = 0.8;
const IDEAL_WIDTH_PX = 640;
const IDEAL_HEIGHT_PX = 480;
const PROBE_SIDE_PX = 16;
const BLACK_BELOW = 10; // of 255; sensor noise in a covered camera stays under it
const BLACK_PICTURES = 3; // in a row: cameras deliver a few dark pictures while they wake up

const ERRORS = Object.freeze({
  NotAllowedError: CAMERA.REFUSED,
  SecurityError: CAMERA.REFUSED,
  NotReadableError: CAMERA.BUSY,
  AbortError: CAMERA.BUSY,
  NotFoundError: CAMERA.NONE,
  OverconstrainedError: CAMERA.NONE,
});

/** The named state behind a failed getUserMedia. */
export function stateOfError(error) {
  return ERRORS[error.name] ?? CAMERA.FAILED;
}

/**
 * A size with the same shape whose longer side is at most `longerSide`.
 *
 * @returns {[number, number]} whole pixels, width and height
 */
export function fitted(width, height, longerSide) {
  const scale = Math.min(1, longerSide / Math.max(width, height));
  return [Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale))];
}

/** @param {Uint8ClampedArray} rgba pixels, four bytes each */
export function isBlack(rgba) {
  for (let index = 0; index < rgba.length; index += 4) {
    if (Math.max(rgba[index], rgba[index + 1], rgba[index + 2]) >= BLACK_BELOW) return false;
  }
  return true;
}

function constraintsFor(deviceId) {
  const choice = deviceId ? { deviceId: { exact: deviceId } } : { facingMode: "user" };
  return { audio: false, video: { ...choice, width: { ideal: IDEAL_WIDTH_PX }, height: { ideal: IDEAL_HEIGHT_PX } } };
}

export class Camera {
  /**
   * @param {HTMLVideoElement} video shows the preview
   * @param {HTMLCanvasElement} picture keeps the last picture that was taken
   * @param {HTMLCanvasElement} probe a scratch canvas for telling black pictures
   * @param {(state: string) => void} onState one of CAMERA
   * @param {?MediaDevices} devices absent where the address is not secure
   */
  constructor({ video, picture, probe, onState, devices = navigator.mediaDevices }) {
    Object.assign(this, { video, picture, onState, devices });
    probe.width = probe.height = PROBE_SIDE_PX;
    this.probe = probe.getContext("2d", { willReadFrequently: true });
    this.state = CAMERA.OFF;
    this.stream = null;
    this.attempt = 0;
    this.blackPictures = 0;
  }

  async start(deviceId = null) {
    this.stop();
    if (!this.devices?.getUserMedia) return this.become(CAMERA.INSECURE);
    const attempt = ++this.attempt;
    this.become(CAMERA.STARTING);
    try {
      const stream = await this.devices.getUserMedia(constraintsFor(deviceId));
      if (attempt !== this.attempt) return stopTracks(stream); // stopped while the browser was asking
      await this.show(stream);
    } catch (error) {
      if (attempt === this.attempt) this.fail(error);
    }
  }

  async show(stream) {
    const [track] = stream.getVideoTracks();
    this.stream = stream;
    track.onended = () => this.close(CAMERA.UNPLUGGED);
    track.onmute = () => this.become(CAMERA.MUTED);
    track.onunmute = () => this.become(CAMERA.ON);
    this.video.srcObject = stream;
    await this.video.play();
    this.become(track.muted ? CAMERA.MUTED : CAMERA.ON);
  }

  fail(error) {
    this.close(stateOfError(error));
    if (this.state === CAMERA.FAILED) console.error(error);
  }

  stop() {
    this.close(CAMERA.OFF);
  }

  /** The cameras by name; names are empty until the camera has been allowed once. */
  async cameras() {
    if (!this.devices?.enumerateDevices) return [];
    const devices = await this.devices.enumerateDevices();
    return devices.filter((device) => device.kind === "videoinput");
  }

  get deviceId() {
    return this.stream?.getVideoTracks()[0]?.getSettings().deviceId ?? null;
  }

  get isDelivering() {
    return this.state === CAMERA.ON || this.state === CAMERA.BLACK;
  }

  /**
   * Take one picture; it stays on `this.picture` until the next.
   *
   * @param {number} longerSide pixels
   * @returns {Promise<?ArrayBuffer>} a JPEG, or null while there is nothing to take
   */
  async capture(longerSide) {
    const { videoWidth, videoHeight } = this.video;
    if (!this.isDelivering || !videoWidth) return null;
    [this.picture.width, this.picture.height] = fitted(videoWidth, videoHeight, longerSide);
    this.picture.getContext("2d").drawImage(this.video, 0, 0, this.picture.width, this.picture.height);
    this.look();
    if (this.state === CAMERA.BLACK) return null;
    const blob = await new Promise((resolve) => this.picture.toBlob(resolve, "image/jpeg", JPEG_QUALITY));
    return blob ? blob.arrayBuffer() : null;
  }

  look() {
    this.probe.drawImage(this.picture, 0, 0, PROBE_SIDE_PX, PROBE_SIDE_PX);
    const { data } = this.probe.getImageData(0, 0, PROBE_SIDE_PX, PROBE_SIDE_PX);
    this.blackPictures = isBlack(data) ? this.blackPictures + 1 : 0;
    this.become(this.blackPictures >= BLACK_PICTURES ? CAMERA.BLACK : CAMERA.ON);
  }

  close(state) {
    this.attempt += 1;
    if (this.stream) stopTracks(this.stream);
    this.stream = null;
    this.video.srcObject = null;
    this.blackPictures = 0;
    this.become(state);
  }

  become(state) {
    if (state === this.state) return;
    this.state = state;
    this.onState(state);
  }
}

function stopTracks(stream) {
  for (const track of stream.getTracks()) {
    track.onended = track.onmute = track.onunmute = null;
    track.stop();
  }
}
