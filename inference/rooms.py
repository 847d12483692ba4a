"""All faces in a photo of a whole room: a detector over overlapping tiles. For the command line, not for live use.

A network with a small input sees a face only if it fills a good part of it. So a photo is looked at whole, in tiles of
half its longer side, of a quarter, and so on, and what several tiles found becomes one face again.
"""

from collections.abc import Iterator
from functools import partial
from itertools import product

import numpy as np

from inference.blazeface import FULL_RANGE, BlazeFace
from inference.boxes import Detections, Floats, distinct, joined
from inference.detection import YUNET_PREFIX, Detector, load_detector
from inference.frames import Image

# Measured on 59 group photos and 138 photos without a face: tiles down to 100 pixels from 0.6 on find 0.78 of the faces
# and something in 8 photos without one; down to 160 pixels from 0.5 on it is 0.76 and 14.
SMALLEST_TILE_PX = 100
ROOM_CONFIDENCE = 0.6
MAXIMUM_OVERLAP = 0.3
Tile = tuple[int, int, int, int]  # left, top, right, bottom


class Tiles:
    """A detector that looks at an image in tiles."""

    def __init__(self, detector: Detector) -> None:
        """Use a detector for the single tiles."""
        self.detector = detector
        self.framing = detector.framing
        self.thresholds = detector.thresholds

    def detect(self, image: Image) -> Detections:
        """Find faces in a BGR uint8 image of shape (height, width, 3)."""
        height, width = image.shape[:2]
        found = [self._detect_in(image, tile) for tile in tiles(height, width)]
        return distinct(joined(found), MAXIMUM_OVERLAP)

    def _detect_in(self, image: Image, tile: Tile) -> Detections:
        """Return the faces of one tile, in pixels of the image."""
        left, top, right, bottom = tile
        found = self.detector.detect(image[top:bottom, left:right])
        found = found.moved(np.array([left, top], dtype=np.float32))
        return found.take(is_whole(found.xyxy, tile, image.shape[1], image.shape[0]))


def load_room_detector(name: str) -> Detector:
    """Load what finds faces of a whole room.

    Args:
        name: `blazeface` for full-range over tiles, `yunet:PATH`, which takes images of any size and needs no tiles,
            or another detector's name for that one over tiles.

    Raises:
        ValueError: no detector has this name.
    """
    if name.startswith(YUNET_PREFIX):
        return load_detector(name)
    load = partial(BlazeFace, FULL_RANGE, ROOM_CONFIDENCE) if name == "blazeface" else partial(load_detector, name)
    return Tiles(load())


def tiles(height: int, width: int) -> Iterator[Tile]:
    """Yield the whole image, then squares of half its longer side, of a quarter, …, each row by row.

    Neighbours overlap by half, so that a face of up to half a tile lies whole in one of them.
    """
    yield 0, 0, width, height
    side = max(height, width) // 2
    while side >= SMALLEST_TILE_PX:
        for top, left in product(starts(height, side), starts(width, side)):
            yield left, top, min(left + side, width), min(top + side, height)
        side //= 2


def starts(length: int, side: int) -> list[int]:
    """Return where tiles begin along one direction: evenly spread, by half a tile at most, from edge to edge."""
    steps = -(-max(0, length - side) // (side // 2))
    return [0] if steps == 0 else [round(step * (length - side) / steps) for step in range(steps + 1)]


def is_whole(xyxy: Floats, tile: Tile, width: int, height: int) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Tell which faces the tile's border does not cut, unless it is the image's own border, shape (n,)."""
    left, top, right, bottom = tile
    limits = np.array(
        [
            left if left > 0 else -np.inf,
            top if top > 0 else -np.inf,
            right if right < width else np.inf,
            bottom if bottom < height else np.inf,
        ]
    )
    return np.asarray((xyxy[:, :2] >= limits[:2]).all(axis=1) & (xyxy[:, 2:] <= limits[2:]).all(axis=1))
