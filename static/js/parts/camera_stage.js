// The student's preview, what covers it when there is none, and the choice of camera.

import { CAMERA } from "../lib/camera.js";
import { fill } from "../lib/words.js";

const STARTABLE = [CAMERA.OFF, CAMERA.REFUSED, CAMERA.BUSY, CAMERA.NONE, CAMERA.FAILED, CAMERA.UNPLUGGED];

export class CameraStage {
  /**
   * @param {HTMLElement} root
   * @param {Record<string, string>} words
   * @param {(deviceId: ?string) => void} onStart a person asked for the camera
   */
  constructor(root, words, onStart) {
    const find = (name) => root.querySelector(`[data-${name}]`);
    Object.assign(this, { words, stage: find("stage"), video: find("preview"), cover: find("cover") });
    Object.assign(this, { button: find("start-camera"), picker: find("camera-picker"), choice: find("camera-choice") });
    const start = () => onStart(this.choice.value || null);
    this.button.addEventListener("click", start);
    this.choice.addEventListener("change", start);
    this.video.addEventListener("resize", () => this.showShape());
  }

  /**
   * @param {import("../lib/camera.js").Camera} camera
   * @param {boolean} mayStart agreed, connected and not paused
   */
  show(camera, mayStart) {
    this.cover.hidden = camera.isDelivering;
    this.button.hidden = !mayStart || !STARTABLE.includes(camera.state);
    this.showShape();
  }

  showShape() {
    this.stage.dataset.shape = this.video.videoHeight > this.video.videoWidth ? "portrait" : "landscape";
  }

  async listCameras(camera) {
    const cameras = await camera.cameras();
    this.picker.hidden = cameras.length < 2;
    this.choice.replaceChildren(...cameras.map((device, index) => this.option(device, index, camera.deviceId)));
  }

  option(device, index, currentId) {
    const name = device.label || fill(this.words.camera_unnamed, { number: index + 1 });
    return new Option(name, device.deviceId, false, device.deviceId === currentId);
  }
}
