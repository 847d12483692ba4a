"""A picture with what was read in it: box, label and one bar for each class, as in the Yasawi paper.

Every bar has its name and number beside it, and the colours (Okabe and Ito) stay apart for colour-blind people: colour
alone says nothing. The panel stands beside the face where there is room, so that it hides it only if there is none.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from inference.frames import Image
from inference.results import Box, FaceReading, FrameResult

Colour = tuple[int, int, int]  # blue, green, red

COLOURS: dict[str, Colour] = {
    "angry": (0, 94, 213),
    "disgust": (115, 158, 0),
    "fear": (167, 121, 204),
    "happy": (0, 159, 230),
    "sad": (178, 114, 0),
    "surprise": (233, 180, 86),
    "neutral": (153, 153, 153),
    "contempt": (66, 228, 240),
}
WHITE: Colour = (255, 255, 255)
DARK: Colour = (24, 24, 24)
FONT = cv2.FONT_HERSHEY_SIMPLEX
TEXT_SCALE = 0.42
MINIMUM_LONG_SIDE_PX = 640  # a smaller picture is enlarged first, or the text would cover it
ROW_PX = 17
PANEL_WIDTH_PX = 200
NAME_WIDTH_PX = 66
BAR_WIDTH_PX = 82
MARGIN_PX = 8
SHADE = 0.75  # share of the dark ground behind text
NOTE = "AI estimate"


@dataclass(frozen=True)
class Rectangle:
    """A rectangle in whole pixels."""

    left: int
    top: int
    width: int
    height: int


def annotate(image: Image, results: Iterable[FrameResult], classes: Sequence[str]) -> Image:
    """Draw results into a copy of a picture.

    Args:
        image: BGR, uint8, shape (height, width, 3).
        results: of this image; their boxes are fractions of it.
        classes: names of the probabilities, in their order.

    Returns:
        A picture like the first one, enlarged if it was small.
    """
    canvas = _enlarged(image)
    for result in results:
        if result.reading:
            _draw_reading(canvas, result.reading, classes)
        elif result.reason:
            _draw_refusal(canvas, result.faces, str(result.reason).replace("_", " "))
    return canvas


def _enlarged(image: Image) -> Image:
    """Return a copy whose longer side is long enough for text."""
    scale = MINIMUM_LONG_SIDE_PX / max(image.shape[:2])
    if scale <= 1:
        return image.copy()
    size = (max(1, round(image.shape[1] * scale)), max(1, round(image.shape[0] * scale)))
    return np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_CUBIC), dtype=np.uint8)


def _draw_reading(canvas: Image, reading: FaceReading, classes: Sequence[str]) -> None:
    """Draw the box, label and bars of one face."""
    face = _pixels(canvas, reading.xyxy)
    _draw_box(canvas, face, COLOURS[reading.label])
    _draw_label(canvas, face, f"{reading.label} {reading.confidence:.0%}")
    height = ROW_PX * (len(classes) + 1) + MARGIN_PX
    panel = beside(face, PANEL_WIDTH_PX, height, canvas.shape[1], canvas.shape[0])
    _shade(canvas, panel)
    for row, (name, share) in enumerate(zip(classes, reading.probabilities, strict=True)):
        _draw_bar(canvas, panel.left + MARGIN_PX, panel.top + ROW_PX * (row + 1), name, share)
    _write(canvas, NOTE, panel.left + MARGIN_PX, panel.top + ROW_PX * (len(classes) + 1), COLOURS["neutral"])


def _draw_bar(canvas: Image, left: int, bottom: int, name: str, share: float) -> None:
    """Draw one row of the panel: name, bar, number."""
    _write(canvas, name, left, bottom, WHITE)
    start = left + NAME_WIDTH_PX
    top, end = bottom - ROW_PX // 2 - 1, start + BAR_WIDTH_PX
    cv2.rectangle(canvas, (start, top), (end, bottom), (70, 70, 70), -1)
    cv2.rectangle(canvas, (start, top), (start + round(share * BAR_WIDTH_PX), bottom), COLOURS[name], -1)
    _write(canvas, f"{share:.0%}", end + MARGIN_PX, bottom, WHITE)


def _draw_refusal(canvas: Image, faces: Sequence[Box], reason: str) -> None:
    """Draw the faces that were found and why none was read; without a face the reason stands in the corner."""
    for face in faces:
        _draw_box(canvas, _pixels(canvas, face), COLOURS["neutral"])
    corner = Rectangle(0, 0, canvas.shape[1], 0)
    _draw_label(canvas, _pixels(canvas, faces[0]) if faces else corner, f"no reading: {reason}")


def _draw_box(canvas: Image, face: Rectangle, colour: Colour) -> None:
    """Draw a frame that is seen on bright and on dark ground."""
    corners = (face.left, face.top), (face.left + face.width - 1, face.top + face.height - 1)
    cv2.rectangle(canvas, *corners, DARK, 4, cv2.LINE_AA)
    cv2.rectangle(canvas, *corners, colour, 2, cv2.LINE_AA)


def _draw_label(canvas: Image, face: Rectangle, text: str) -> None:
    """Write above the box, or inside it where it reaches the upper border."""
    width = cv2.getTextSize(text, FONT, TEXT_SCALE, 1)[0][0] + 2 * MARGIN_PX
    left = max(0, min(face.left, canvas.shape[1] - width))
    top = max(0, face.top - ROW_PX - MARGIN_PX // 2)
    _shade(canvas, Rectangle(left, top, width, ROW_PX + MARGIN_PX // 2))
    _write(canvas, text, left + MARGIN_PX, top + ROW_PX - 2, WHITE)


def _write(canvas: Image, text: str, left: int, bottom: int, colour: Colour) -> None:
    """Write one line of text."""
    cv2.putText(canvas, text, (left, bottom), FONT, TEXT_SCALE, colour, 1, cv2.LINE_AA)


def _shade(canvas: Image, area: Rectangle) -> None:
    """Darken a part of the picture, so that text on it can be read."""
    part = canvas[area.top : area.top + area.height, area.left : area.left + area.width]
    part[:] = (part * (1 - SHADE) + np.array(DARK) * SHADE).astype(np.uint8)


def beside(face: Rectangle, width: int, height: int, image_width: int, image_height: int) -> Rectangle:
    """Find room for a panel: right of the face, left, below, above; else in the corner where it hides least."""
    right, bottom = face.left + face.width + MARGIN_PX, face.top + face.height + MARGIN_PX
    places = [
        (right, face.top),
        (face.left - width - MARGIN_PX, face.top),
        (face.left, bottom),
        (face.left, face.top - height - ROW_PX - MARGIN_PX),
    ]
    for left, top in places:
        moved = Rectangle(*_inside(left, top, width, height, image_width, image_height), width, height)
        if not _overlap(moved, face):
            return moved
    corner = image_width if face.left + face.width / 2 < image_width / 2 else 0
    return Rectangle(*_inside(corner, image_height, width, height, image_width, image_height), width, height)


def _inside(left: int, top: int, width: int, height: int, image_width: int, image_height: int) -> tuple[int, int]:
    """Move a rectangle into the image, as far as it fits."""
    return max(0, min(left, image_width - width)), max(0, min(top, image_height - height))


def _overlap(one: Rectangle, other: Rectangle) -> bool:
    """Tell whether two rectangles share pixels."""
    is_apart_across = one.left >= other.left + other.width or other.left >= one.left + one.width
    is_apart_down = one.top >= other.top + other.height or other.top >= one.top + one.height
    return not (is_apart_across or is_apart_down)


def _pixels(canvas: Image, box: Box) -> Rectangle:
    """Return a box, given as fractions, in pixels of a picture."""
    height, width = canvas.shape[:2]
    left, top = round(box[0] * width), round(box[1] * height)
    return Rectangle(left, top, max(1, round(box[2] * width) - left), max(1, round(box[3] * height) - top))
