"""How long a page takes from a picture to the socket, which simulated students leave out: they time from sending."""

import statistics

import pytest

from tests.browser.people import Lecture, Students, eventually

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

PICTURES = 3
# When the page takes a picture off the video, and when it hands the JPEG of it to the socket; milliseconds.
STAMP_PICTURES = """
  globalThis.pictures = [];
  const { drawImage } = CanvasRenderingContext2D.prototype;
  CanvasRenderingContext2D.prototype.drawImage = function (source, ...place) {
    if (source instanceof HTMLVideoElement) pictures.push({ takenAt: performance.now(), sentAt: null });
    return drawImage.call(this, source, ...place);
  };
  const { send } = WebSocket.prototype;
  WebSocket.prototype.send = function (message) {
    if (typeof message !== "string") pictures.at(-1).sentAt = performance.now();
    return send.call(this, message);
  };
"""


def test_every_picture_that_is_sent_was_taken_before(student: Students, lecture: Lecture) -> None:
    """No time is asserted: it is the device's. `pytest -s` shows it."""
    cleo = student()
    cleo.page.add_init_script(STAMP_PICTURES)
    cleo.join(lecture)

    def sent() -> list[dict[str, float]]:
        return [picture for picture in cleo.page.evaluate("pictures") if picture["sentAt"] is not None]

    pictures = eventually(cleo.page, sent, lambda pictures: len(pictures) >= PICTURES)
    took_ms = [picture["sentAt"] - picture["takenAt"] for picture in pictures]
    print(f"\nfrom picture to socket: {statistics.median(took_ms):.0f} ms, the median of {len(took_ms)}")
    assert min(took_ms) > 0
