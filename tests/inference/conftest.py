"""Pictures and loaded parts that the recognition tests share."""

from pathlib import Path

import cv2
import numpy as np
import pytest
from skimage import data

from inference.boxes import Detections
from inference.pipeline import Analyser
from tests.shared_data import SHARED_DATA


@pytest.fixture(scope="session")
def shared_data() -> Path:
    if not SHARED_DATA.is_dir():
        pytest.skip("the data sets are not on this machine")
    return SHARED_DATA


@pytest.fixture(scope="session")
def astronaut() -> np.ndarray:
    """A smiling woman facing the camera, public domain (NASA): BGR, 320x320."""
    return cv2.resize(data.astronaut()[..., ::-1], (320, 320), interpolation=cv2.INTER_AREA)


@pytest.fixture(scope="session")
def astronaut_jpeg(astronaut: np.ndarray) -> bytes:
    return encode(astronaut)


@pytest.fixture(scope="session")
def analyser() -> Analyser:
    return Analyser.load()


def encode(image: np.ndarray, suffix: str = ".jpg") -> bytes:
    """Return an image as the bytes of a file."""
    return cv2.imencode(suffix, image)[1].tobytes()


def upright_face(left: float, top: float, side: float, nose_sideways: float = 0.0) -> Detections:
    """A made-up detection of a frontal face; the nose can be moved sideways by parts of the eye distance."""
    eye_distance = side * 0.4
    points = np.array(
        [
            [0.3, 0.35],
            [0.7, 0.35],
            [0.5 + nose_sideways * eye_distance / side, 0.55],
            [0.5, 0.75],
            [0.05, 0.4],
            [0.95, 0.4],
        ]
    )
    xyxy = np.array([[left, top, left + side, top + side]], dtype=np.float32)
    keypoints = (np.array([left, top]) + points * side)[np.newaxis].astype(np.float32)
    return Detections(xyxy, np.array([0.9], dtype=np.float32), keypoints)


def joined(*faces: Detections) -> Detections:
    """Several made-up detections as those of one image."""
    return Detections(
        np.concatenate([face.xyxy for face in faces]),
        np.concatenate([face.confidence for face in faces]),
        np.concatenate([face.keypoints for face in faces]),
    )
