"""Measure a detector on photos with known boxes: recall, false alarms, time.

Times are processor times of one core: what other processes do at the same time does not count.
"""

import json
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from inference.boxes import Floats, intersection_over_union
from inference.detection import Detector
from inference.evaluation.darkness import darker
from inference.frames import Image, UnreadableImageError, decode_photo

LONGER_SIDE_PX = 320
HIT_OVERLAP = 0.35
SMALLEST_FACE = 0.1  # of the photo's short side
MASKED = "with_mask"
NEEDED_KEYS = {"image", "set", "xyxy"}
CONTENTS = "two names, four numbers for each face and, in `labels` if at all, one label for each"


class BoxesError(ValueError):
    """A file does not list photos with boxes; the message says what is wrong."""


@dataclass(frozen=True)
class Photo:
    """A photo with the faces that have to be found.

    Attributes:
        image: BGR, uint8, brought to the size at which the detector is measured.
        xyxy: unmasked faces, pixels of the image, float32, shape (n, 4).
        masked: masked faces likewise.
        has_face: whether the photo shows any face, one that need not be found included.
        decoding_s: time to decode the file.
    """

    part: str
    image: Image
    xyxy: Floats
    masked: Floats
    has_face: bool
    decoding_s: float


@dataclass
class Tally:
    """What was counted over the photos of one set."""

    photos: int = 0
    faces: int = 0
    hits: int = 0
    masked_faces: int = 0
    masked_hits: int = 0
    photos_without_face: int = 0
    false_alarms: int = 0
    seconds: float = 0.0

    def add(self, photo: Photo, found: Floats, seconds: float) -> None:
        """Count one photo."""
        self.photos += 1
        self.seconds += photo.decoding_s + seconds
        self.faces += len(photo.xyxy)
        self.hits += count_hits(photo.xyxy, found)
        self.masked_faces += len(photo.masked)
        self.masked_hits += count_hits(photo.masked, found)
        self.photos_without_face += not photo.has_face
        self.false_alarms += not photo.has_face and len(found) > 0

    def as_dict(self) -> dict[str, float | int | None]:
        """Return the figures; a share over nothing is None."""
        return {
            "photos": self.photos,
            "faces": self.faces,
            "recall": self.hits / self.faces if self.faces else None,
            "masked_faces": self.masked_faces,
            "masked_recall": self.masked_hits / self.masked_faces if self.masked_faces else None,
            "photos_without_face": self.photos_without_face,
            "false_alarms": self.false_alarms,
            "ms_per_image": 1000 * self.seconds / self.photos,
        }


def evaluate_detector(
    detector: Detector, data: Path, longer_side_px: int | None = LONGER_SIDE_PX, brightness: float = 1.0
) -> dict[str, dict[str, float | int | None]]:
    """Run a detector over the photos listed in a JSON file; return the figures of each set.

    Args:
        longer_side_px: to which the photos are scaled; None leaves them as they are.
        brightness: at which they are shown, as of `darker`.

    Raises:
        BoxesError: the file is no such list.
        ValueError: there is no such brightness.
    """
    cv2.setNumThreads(1)
    tallies: dict[str, Tally] = {}
    for entry in _read_entries(data):
        photo = _read_photo(entry, data.parent, longer_side_px)
        image = darker(photo.image, brightness)
        started = time.process_time()
        found = detector.detect(image).xyxy
        tallies.setdefault(photo.part, Tally()).add(photo, found, time.process_time() - started)
    return {part: tally.as_dict() for part, tally in tallies.items()}


def _read_entries(data: Path) -> list[dict[str, Any]]:
    """Return the photos listed in a file."""
    try:
        entries = json.loads(data.read_text(encoding="utf-8"))
    except ValueError as error:
        raise BoxesError(f"{data} is not JSON: {error}") from error
    if not isinstance(entries, list) or not entries or not all(_is_photo(entry) for entry in entries):
        raise BoxesError(f"{data} is not a list of photos, each with {', '.join(sorted(NEEDED_KEYS))}: {CONTENTS}")
    return entries


def _is_photo(entry: object) -> bool:
    """Tell whether an entry of the list says all that is needed, in the right form."""
    if not isinstance(entry, dict) or not set(entry) >= NEEDED_KEYS:
        return False
    boxes, labels = entry["xyxy"], entry.get("labels")
    if not isinstance(boxes, list) or not all(_is_box(box) for box in boxes):
        return False
    has_labels = not labels or (isinstance(labels, list) and len(labels) == len(boxes))
    return has_labels and all(isinstance(entry[name], str) for name in ("image", "set"))


def _is_box(box: object) -> bool:
    """Tell whether these are four numbers."""
    return isinstance(box, list) and len(box) == 4 and all(isinstance(value, int | float) for value in box)


def _read_photo(entry: dict[str, Any], folder: Path, longer_side_px: int | None = LONGER_SIDE_PX) -> Photo:
    """Decode one photo and bring it and its boxes to the common size."""
    encoded = (folder / entry["image"]).read_bytes()
    started = time.process_time()
    try:
        image = decode_photo(encoded)
    except UnreadableImageError as error:
        raise BoxesError(f"{folder / entry['image']}: {error}") from error
    decoding_s = time.process_time() - started
    scale = 1.0 if longer_side_px is None else longer_side_px / max(image.shape[:2])
    interpolation = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    # By the factor itself, as the boxes; a photo so thin that nothing would be left keeps a row or a column.
    thin = None if min(image.shape[:2]) * scale > 0.5 else tuple(max(1, round(n * scale)) for n in image.shape[1::-1])
    scaled = np.asarray(cv2.resize(image, thin, fx=scale, fy=scale, interpolation=interpolation), dtype=np.uint8)
    xyxy = np.array(entry["xyxy"], dtype=np.float32).reshape(-1, 4) * np.float32(scale)
    labels = entry.get("labels") or [""] * len(xyxy)
    is_masked = np.array([label == MASKED for label in labels], dtype=np.bool_)
    smallest = min(scaled.shape[:2]) * SMALLEST_FACE
    is_large = (xyxy[:, 2:] - xyxy[:, :2]).min(axis=1, initial=np.inf) >= smallest
    wanted, masked = xyxy[~is_masked & is_large], xyxy[is_masked & is_large]
    return Photo(entry["set"], scaled, wanted, masked, len(xyxy) > 0, decoding_s)


def count_hits(wanted: Floats, found: Floats) -> int:
    """Pair wanted and found boxes, shape (n, 4), one to one, best overlap first; return how many overlap enough."""
    overlap = intersection_over_union(wanted, found)
    hits = 0
    while overlap.size and overlap.max() >= HIT_OVERLAP:
        row, column = np.unravel_index(int(overlap.argmax()), overlap.shape)
        overlap = np.delete(np.delete(overlap, row, axis=0), column, axis=1)
        hits += 1
    return hits
