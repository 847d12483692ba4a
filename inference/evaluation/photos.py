"""Labelled whole photos, still encoded: the other kind of data that can be measured on."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from inference.frames import Image, UnreadableImageError, decode_photo
from inference.labels import EMOTIONS_WITH_CONTEMPT
from inference.training.dataset import DatasetError
from inference.training.sources.archive import as_bytes, stored_arrays, stored_names

NEEDED = ("encoded", "length", "emotion")
SUBJECT = "subject"


@dataclass(frozen=True)
class Photos:
    """Labelled whole photos.

    Attributes:
        encoded: the files' bytes.
        emotion: class indices, uint8, shape (n,).
        subject: who is shown, shape (n,); None where unknown.
    """

    encoded: list[bytes]
    emotion: npt.NDArray[np.uint8]
    subject: npt.NDArray[np.str_] | None = None

    def __len__(self) -> int:
        """Return how many photos there are."""
        return len(self.encoded)

    def take(self, rows: npt.NDArray[np.intp]) -> "Photos":
        """Return the photos at these indices."""
        subject = None if self.subject is None else self.subject[rows]
        return Photos([self.encoded[row] for row in rows], self.emotion[rows], subject)

    def decoded(self) -> Iterator[Image]:
        """Decode one photo after the other: BGR, uint8, shape (height, width, 3).

        Raises:
            DatasetError: one cannot be decoded; the message says which.
        """
        for number, photo in enumerate(self.encoded):
            try:
                yield decode_photo(photo)
            except UnreadableImageError as error:
                raise DatasetError(f"photo {number} (counted from 0): {error}") from error


def holds_photos(path: Path) -> bool:
    """Tell whether a data source holds whole photos rather than crops; one that is missing holds none.

    Raises:
        DatasetError: the file is no archive, or a damaged one.
    """
    return path.suffix == ".npz" and path.is_file() and "encoded" in stored_names(path)


def read_photos(path: Path) -> Photos:
    """Read a `.npz` file with `encoded` (all files one after the other), `length` of each, `emotion`, maybe `subject`.

    Raises:
        DatasetError: the file is damaged, an array is missing, or they do not fit each other.
    """
    arrays = stored_arrays(path, NEEDED, (SUBJECT,))
    encoded, emotion = (as_bytes(arrays[name], f"{path}, array {name}") for name in ("encoded", "emotion"))
    length, subject = arrays["length"], arrays.get(SUBJECT)
    _check_shapes(length, emotion, subject, path)
    _check_values(length, encoded, emotion, path)
    parts = np.split(encoded, np.cumsum(length)[:-1])
    return Photos([part.tobytes() for part in parts], emotion, None if subject is None else subject.astype(np.str_))


def _check_shapes(
    length: npt.NDArray[Any], emotion: npt.NDArray[np.uint8], subject: npt.NDArray[Any] | None, path: Path
) -> None:
    """Raise DatasetError unless there is one of each for every photo."""
    if length.size == 0:
        raise DatasetError(f"{path} has no photos")
    others = [emotion] if subject is None else [emotion, subject]
    if length.ndim != 1 or any(array.shape != length.shape for array in others):
        raise DatasetError(f"{path}: length, emotion and subject differ in length")


def _check_values(
    length: npt.NDArray[Any], encoded: npt.NDArray[np.uint8], emotion: npt.NDArray[np.uint8], path: Path
) -> None:
    """Raise DatasetError unless the lengths cut the bytes apart and every label is known."""
    if length.dtype.kind not in "iu" or length.min() < 0:
        raise DatasetError(f"{path}: length holds other values than numbers of bytes")
    if encoded.ndim != 1 or int(length.sum()) != len(encoded):
        raise DatasetError(f"{path}: encoded has {len(encoded)} bytes, length adds up to another number")
    if emotion.max() >= len(EMOTIONS_WITH_CONTEMPT):
        raise DatasetError(f"{path}: label {emotion.max()} is not one of 0..{len(EMOTIONS_WITH_CONTEMPT) - 1}")
