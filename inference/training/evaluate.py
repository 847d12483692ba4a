"""Measure a shipped network on labelled crops or whole photos, as it is served."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from inference.classification import Classifier, Entry
from inference.detection import Detector
from inference.frames import Image, decode_photo
from inference.labels import EMOTIONS
from inference.preprocessing import crop_faces
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
    probabilities = classifier.classify(part.pixels)
    mirrored = classifier.classify(part.pixels[:, :, ::-1])
    is_new = ~repeated_in(part.pixels, crops.part(TRAINING).pixels)
    report = figures(probabilities, part.emotion, EMOTIONS)
    report["model"] = entry.name
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


def evaluate_photos(entry: Entry, detector: Detector, data: Path) -> Report:
    """Classify whole photos through detection and alignment; a face that is not found counts as an error."""
    photos = read_photos(data)
    classifier = Classifier.load(entry)
    rows = [_classify_photo(decode_photo(photo), detector, classifier) for photo in photos.encoded]
    is_found = np.array([row is not None for row in rows])
    found = np.array([row for row in rows if row is not None])
    report = figures(found, photos.emotion[is_found], EMOTIONS)
    right = report["accuracy"] * report["count"]
    report["model"] = entry.name
    report["faces_not_found"] = int((~is_found).sum())
    report["accuracy"] = right / len(photos.encoded)
    report["accuracy_where_found"] = right / report["count"]
    return report


def _classify_photo(image: Image, detector: Detector, classifier: Classifier) -> npt.NDArray[np.float32] | None:
    """Return the probabilities (7,) of the largest face, or None."""
    faces = detector.detect(image).largest_first()
    if len(faces) == 0:
        return None
    crops = crop_faces(image, faces.take(np.arange(1)), detector.framing)
    return np.asarray(classifier.classify(crops)[0], dtype=np.float32)


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
