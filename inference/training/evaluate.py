"""Measure a shipped network on labelled crops or whole photos, as it is served."""

import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from inference.classification import Classifier, Entry
from inference.frames import Image, decode_photo
from inference.labels import EMOTIONS
from inference.pipeline import Analyser
from inference.preprocessing import crop_faces
from inference.results import FrameResult
from inference.training.dataset import PUBLIC_TEST, TRAINING, DatasetError, read_crops, repeated_in
from inference.training.metrics import accuracy, figures

Report = dict[str, Any]


def evaluate_crops(entry: Entry, data: Path, usage: int = PUBLIC_TEST) -> Report:
    """Classify one part of a file of crops; the figures without repeats leave out images that Training holds too."""
    crops = read_crops(data)
    part = crops.part(usage)
    if len(part) == 0:
        raise DatasetError(f"{data} has no rows of usage {usage}")
    classifier = Classifier.load(entry)
    started = time.perf_counter()
    probabilities = classifier.classify(part.pixels)
    ms_per_crop = 1000 * (time.perf_counter() - started) / len(part)
    mirrored = classifier.classify(part.pixels[:, :, ::-1])
    is_new = ~repeated_in(part.pixels, crops.part(TRAINING).pixels)
    report = figures(probabilities, part.emotion, EMOTIONS)
    report["model"] = entry.name
    report["ms_per_crop"] = ms_per_crop
    report["accuracy_flip_averaged"] = accuracy(probabilities + mirrored, part.emotion)
    if usage != TRAINING:
        report["repeats_of_training"] = int(len(part) - is_new.sum())
        report["accuracy_without_repeats"] = accuracy(probabilities[is_new], part.emotion[is_new])
    return report


@dataclass(frozen=True)
class Photos:
    """Labelled whole photos, still encoded; `emotion` holds indices into `EMOTIONS`, shape (n,)."""

    encoded: list[bytes]
    emotion: npt.NDArray[np.uint8]


def evaluate_photos(analyser: Analyser, data: Path) -> Report:
    """Classify whole photos through detection and alignment; a face that is not found counts as an error.

    `accuracy` is over all photos, without the quality gate; `readings` says what the gate and the minimum
    confidence keep, `accuracy_of_readings` how good that is, and `reasons` why the rest was refused.
    """
    photos = read_photos(data)
    images = [decode_photo(photo) for photo in photos.encoded]
    rows = [_classify_largest(image, analyser) for image in images]
    is_found = np.array([row is not None for row in rows])
    found = np.array([row for row in rows if row is not None]).reshape(-1, len(EMOTIONS))
    report = figures(found, photos.emotion[is_found], EMOTIONS)
    report["model"] = analyser.model.name
    report["photos"] = len(images)
    report["faces_not_found"] = int((~is_found).sum())
    report["accuracy_where_found"] = report["accuracy"]
    report["accuracy"] = report["accuracy"] * report["count"] / len(images)
    return report | _gate_figures([analyser.analyse_image(image) for image in images], photos.emotion)


def _gate_figures(results: list[FrameResult], truth: npt.NDArray[np.uint8]) -> Report:
    """Return how many photos became readings, how many of these are right, and why the others did not."""
    is_right = [
        result.reading.label == EMOTIONS[emotion]
        for result, emotion in zip(results, truth, strict=True)
        if result.reading
    ]
    return {
        "readings": len(is_right),
        "accuracy_of_readings": sum(is_right) / max(len(is_right), 1),
        "reasons": dict(Counter(str(result.reason) for result in results if result.reason)),
    }


def _classify_largest(image: Image, analyser: Analyser) -> npt.NDArray[np.float32] | None:
    """Return the probabilities (7,) of the largest face, or None."""
    faces = analyser.detector.detect(image).largest_first()
    if len(faces) == 0:
        return None
    crops = crop_faces(image, faces.take(np.arange(1)), analyser.detector.framing)
    return np.asarray(analyser.classifier.classify(crops)[0], dtype=np.float32)


def read_photos(path: Path) -> Photos:
    """Read a `.npz` file with `encoded` (all files one after the other), `length` of each, and `emotion`.

    Raises:
        DatasetError: an array is missing.
    """
    with np.load(path, allow_pickle=False) as archive:
        missing = [name for name in ("encoded", "length", "emotion") if name not in archive.files]
        if missing:
            raise DatasetError(f"{path} has no array {', '.join(missing)}")
        ends = np.cumsum(archive["length"])
        encoded = [part.tobytes() for part in np.split(archive["encoded"], ends[:-1])]
        return Photos(encoded, archive["emotion"].astype(np.uint8))


def holds_photos(path: Path) -> bool:
    """Tell whether a `.npz` file holds whole photos rather than crops."""
    with np.load(path, allow_pickle=False) as archive:
        return "encoded" in archive.files
