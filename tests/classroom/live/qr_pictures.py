"""What a phone reads from a QR code."""

import re

import cv2
import numpy as np

PIXELS_PER_MODULE = 8
DARK_ROWS = re.compile(r'<path class="qrline" stroke="#000" d="([^"]+)"')
STROKE = re.compile(r"([Mmh])(-?[\d.]+)(?: (-?[\d.]+))?")


def decoded(svg: str) -> str:
    """The text in a code whose rows of modules are drawn as horizontal strokes, as segno does; "" if there is none."""
    bits = np.kron(_modules(svg), np.ones((PIXELS_PER_MODULE, PIXELS_PER_MODULE), np.uint8))
    # QRCodeDetector misses one clean code in sixty.
    text, _corners, _straight = cv2.QRCodeDetectorAruco().detectAndDecode(bits)
    return text


def _modules(svg: str) -> np.ndarray:
    """Light and dark modules with the quiet zone, uint8, shape (n, n)."""
    scale, size = (int(re.search(pattern, svg)[1]) for pattern in (r"scale\((\d+)\)", r'width="(\d+)"'))
    modules = np.full((size // scale, size // scale), 255, np.uint8)
    x = y = 0.0
    for command, along, down in STROKE.findall(DARK_ROWS.search(svg)[1]):
        if command == "h":
            modules[int(y), int(x) : int(x + float(along))] = 0
        x, y = x + float(along), y + float(down or 0)
    return modules
