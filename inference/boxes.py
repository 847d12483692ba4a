"""Faces as boxes: the type every detector returns, and the geometry of boxes."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]

# The order of keypoints (BlazeFace's); right and left are the person's own.
RIGHT_EYE, LEFT_EYE, NOSE_TIP, MOUTH, RIGHT_EAR, LEFT_EAR = range(6)


@dataclass(frozen=True)
class Framing:
    """How a detector's box becomes FER2013's crop, in sides of the box along the face's own axes.

    Attributes:
        side: of the crop.
        up: how far the centre moves towards the forehead.
    """

    side: float
    up: float


@dataclass(frozen=True)
class Detections:
    """Faces found in one image.

    Attributes:
        xyxy: boxes in pixels, float32, shape (n, 4); they may reach beyond the image.
        confidence: 0..1, float32, shape (n,).
        keypoints: pixels, float32, shape (n, k, 2), or None from a detector without keypoints.
    """

    xyxy: Floats
    confidence: Floats
    keypoints: Floats | None = None

    def __len__(self) -> int:
        """Return how many faces there are."""
        return len(self.xyxy)

    def take(self, rows: npt.NDArray[np.intp] | npt.NDArray[np.bool_]) -> "Detections":
        """Return the faces at these indices, or where this mask is true."""
        keypoints = None if self.keypoints is None else self.keypoints[rows]
        return Detections(self.xyxy[rows], self.confidence[rows], keypoints)

    def moved(self, offset: Floats) -> "Detections":
        """Return the same faces in an image whose origin lies elsewhere; the offset has shape (2,)."""
        keypoints = None if self.keypoints is None else self.keypoints + offset
        return Detections(self.xyxy + np.tile(offset, 2), self.confidence, keypoints)

    def largest_first(self) -> "Detections":
        """Return the same faces, ordered by area."""
        if len(self) < 2:
            return self
        return self.take(np.argsort(-areas(self.xyxy), kind="stable"))


def joined(parts: list[Detections]) -> Detections:
    """Put detections of one image together; there must be at least one part, and keypoints in all or in none."""
    if len(parts) == 1:
        return parts[0]
    keypoints = [part.keypoints for part in parts if part.keypoints is not None]
    return Detections(
        np.concatenate([part.xyxy for part in parts]),
        np.concatenate([part.confidence for part in parts]),
        np.concatenate(keypoints) if keypoints else None,
    )


def distinct(detections: Detections, maximum_overlap: float) -> Detections:
    """Keep of faces that overlap more than this only the strongest; strongest first."""
    if len(detections) < 2:
        return detections
    ordered = detections.take(np.argsort(-detections.confidence, kind="stable"))
    overlaps = intersection_over_union(ordered.xyxy, ordered.xyxy) > maximum_overlap
    kept: list[int] = []
    for row in range(len(ordered)):
        if not overlaps[row, kept].any():
            kept.append(row)
    return ordered.take(np.array(kept, dtype=np.intp))


def centres(xyxy: Floats) -> Floats:
    """Return the middle of every box, shape (n, 2)."""
    return (xyxy[:, :2] + xyxy[:, 2:]) * np.float32(0.5)


def areas(xyxy: Floats) -> Floats:
    """Return the area of every box in square pixels, shape (n,)."""
    sides = np.maximum(xyxy[:, 2:] - xyxy[:, :2], 0)
    area: Floats = sides[:, 0] * sides[:, 1]
    return area


def overlap_of_two(one: Sequence[float], other: Sequence[float]) -> float:
    """Return the intersection over union of two boxes, 0..1: `intersection_over_union` without arrays, for a few."""
    width = min(one[2], other[2]) - max(one[0], other[0])
    height = min(one[3], other[3]) - max(one[1], other[1])
    if width <= 0 or height <= 0:
        return 0.0
    intersection = width * height
    both = (one[2] - one[0]) * (one[3] - one[1]) + (other[2] - other[0]) * (other[3] - other[1])
    return intersection / (both - intersection)


def intersection_over_union(one: Floats, other: Floats) -> Floats:
    """Return the overlap of every box with every other one, 0..1, shape (n, m)."""
    top_left = np.maximum(one[:, np.newaxis, :2], other[np.newaxis, :, :2])
    bottom_right = np.minimum(one[:, np.newaxis, 2:], other[np.newaxis, :, 2:])
    sides = np.maximum(bottom_right - top_left, 0)
    intersection = sides[..., 0] * sides[..., 1]
    union = areas(one)[:, np.newaxis] + areas(other)[np.newaxis] - intersection
    overlap: Floats = np.divide(intersection, union, out=np.zeros_like(intersection), where=union > 0)
    return overlap
