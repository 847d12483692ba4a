"""Frames a second on one core, from JPEG to probabilities, for every detector and network; and the papers' way.

Speeds count processor time, so that other work on the machine does not slow them (it still does a little, through
shared caches); wall time stands beside them. Each is the median of several rounds.
"""

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import cv2
import numpy as np

from inference.classification import Classifier, read_entry, read_tables
from inference.detection import DEFAULT_DETECTOR, DETECTORS, Detector, load_detector
from inference.evaluation.machine import machine
from inference.frames import Image, decode_frame
from inference.preprocessing import crop_faces

Report = dict[str, Any]

ROUNDS = 5
FRAME_SIZE = (320, 240)
# Where the astronaut's face lies in the photo of 512x512, and the sizes and places it gets in the frames made of it.
FACE_MIDDLE = (225, 128)
FACE_SIDE = 95
FACES = ((70, 160, 110), (90, 150, 120), (110, 170, 115), (130, 160, 125), (100, 110, 110), (100, 210, 110))
# One core for the papers' way too: TensorFlow and its arithmetic libraries start a thread for each core otherwise.
ONE_THREAD = {
    "OMP_NUM_THREADS": "1",
    "TF_NUM_INTRAOP_THREADS": "1",
    "TF_NUM_INTEROP_THREADS": "1",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "KERAS_BACKEND": "tensorflow",
}


class BenchmarkError(ValueError):
    """There is nothing to measure on; the message says why."""


@dataclass(frozen=True)
class Speed:
    """How fast frames went through, median of the rounds.

    Attributes:
        frames_per_s: by processor time.
        frames_per_s_wall: by the clock on the wall.
        faces: share of the frames in which a face was found and classified.
    """

    frames_per_s: float
    frames_per_s_wall: float
    faces: float


def benchmark(frames: Sequence[bytes], seconds: float, more_detectors: Sequence[str] = ()) -> Report:
    """Measure every pair of detector and network, and the papers' way, for so many seconds each.

    Networks of other crops than are cut from frames are listed in `left_out`.

    Args:
        frames: JPEGs.
        seconds: for each pair.
        more_detectors: beside those of `DETECTORS`, as `load_detector` names them.

    Raises:
        BenchmarkError: there is no frame.
        FileNotFoundError: as of `load_detector`.
        ValueError: likewise.
    """
    if not frames:
        raise BenchmarkError("there are no frames to measure on")
    cv2.setNumThreads(1)
    detectors = {name: load_detector(name) for name in (*DETECTORS, *more_detectors)}
    pairs = []
    classifiers = {name: Classifier.load(read_entry(name)) for name in model_names()}
    left_out = [name for name, classifier in classifiers.items() if not classifier.takes_served_crops()]
    for model in [name for name in classifiers if name not in left_out]:
        classifier = classifiers[model]
        for name, detector in detectors.items():
            speed = measure(way(detector, classifier), frames, seconds)
            pairs.append({"detector": name, "model": model, **asdict(speed)})
    default_model = read_entry().name
    default = next(pair for pair in pairs if (pair["detector"], pair["model"]) == (DEFAULT_DETECTOR, default_model))
    papers = measure_papers_way(frames, seconds)
    ratio = default["frames_per_s"] / papers["frames_per_s"] if "frames_per_s" in papers else None
    return {
        "machine": machine(),
        "frames": len(frames),
        "pairs": pairs,
        "left_out": left_out,
        "default": default,
        "papers_way": papers,
        "times_the_papers_way": ratio,
    }


def way(detector: Detector, classifier: Classifier) -> Callable[[bytes], bool]:
    """Return the way of one frame: decode, detect, align, classify; it tells whether there was a face."""

    def classify(data: bytes) -> bool:
        image = decode_frame(data)
        faces = detector.detect(image).largest_first()
        crops = crop_faces(image, faces.take(np.arange(min(1, len(faces)))), detector.framing)
        return len(classifier.classify(crops)) > 0

    return classify


def measure(classify: Callable[[bytes], bool], frames: Sequence[bytes], seconds: float, rounds: int = ROUNDS) -> Speed:
    """Run all frames through again and again; the first pass, in which everything is loaded, does not count."""
    faces = sum(classify(frame) for frame in frames) / len(frames)
    measured = [_round(classify, frames, seconds / rounds) for _ in range(rounds)]
    processor, wall = (statistics.median(speeds) for speeds in zip(*measured, strict=True))
    return Speed(round(processor, 1), round(wall, 1), round(faces, 3))


def _round(classify: Callable[[bytes], bool], frames: Sequence[bytes], seconds: float) -> tuple[float, float]:
    """Return frames per second of processor time and of wall time; at least one pass through all frames."""
    processor, wall, passes = time.process_time(), time.perf_counter(), 0
    while passes == 0 or time.perf_counter() - wall < seconds:
        for frame in frames:
            classify(frame)
        passes += 1
    count = passes * len(frames)
    return count / (time.process_time() - processor), count / (time.perf_counter() - wall)


def measure_papers_way(frames: Sequence[bytes], seconds: float) -> Report:
    """Measure Haar and `keras.Model.predict` in a process of its own, so that this one loads no TensorFlow.

    Raises:
        BenchmarkError: that process failed; the message holds the end of what it said.
    """
    missing = [package for package in ("keras", "tensorflow") if find_spec(package) is None]
    if missing:
        return {"not_measured": f"{' and '.join(missing)} not installed"}
    with TemporaryDirectory() as folder:
        for number, frame in enumerate(frames):
            (Path(folder) / f"{number:04d}.jpg").write_bytes(frame)
        command = [sys.executable, "-m", "inference.evaluation.papers_way", folder, str(seconds)]
        done = subprocess.run(command, env={**os.environ, **ONE_THREAD}, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise BenchmarkError(f"the papers' way could not be measured: {done.stderr.strip()[-500:]}")
    report: Report = json.loads(done.stdout.splitlines()[-1])
    return report


def model_names() -> list[str]:
    """Return the names of all networks in `weights.toml`."""
    return [str(table["name"]) for table in read_tables()]


def read_frames(folder: Path) -> list[bytes]:
    """Read all JPEGs of a folder, by name.

    Raises:
        BenchmarkError: it holds none.
    """
    frames = [path.read_bytes() for path in sorted(folder.glob("*.jp*g"))]
    if not frames:
        raise BenchmarkError(f"{folder} holds no .jpg files")
    return frames


def made_frames() -> list[bytes]:
    """Return webcam frames made of the public-domain photo of an astronaut: one face, of several sizes and places.

    Raises:
        BenchmarkError: scikit-image, which brings the photo, is not installed.
    """
    if find_spec("skimage") is None:
        raise BenchmarkError("scikit-image, whose photo is measured on, is not installed; give --frames DIR")
    photo = np.asarray(import_module("skimage.data").astronaut()[..., ::-1], dtype=np.uint8)
    return [_encoded(_with_face(photo, *face)) for face in FACES]


def _with_face(photo: Image, side: int, x: int, y: int) -> Image:
    """Bring the astronaut's face to a size and a place; what lies outside the photo repeats its border."""
    scale = side / FACE_SIDE
    matrix = np.array([[scale, 0, x - FACE_MIDDLE[0] * scale], [0, scale, y - FACE_MIDDLE[1] * scale]])
    frame = cv2.warpAffine(photo, matrix, FRAME_SIZE, flags=cv2.INTER_AREA, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(frame, dtype=np.uint8)


def _encoded(frame: Image) -> bytes:
    """Return a frame as JPEG."""
    return cv2.imencode(".jpg", frame)[1].tobytes()
