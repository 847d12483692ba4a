"""Labelled whole photos, still encoded: the other kind of data that can be measured on."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zipfile import is_zipfile

import numpy as np
import numpy.typing as npt

from inference.labels import EMOTIONS_WITH_CONTEMPT
from inference.training.dataset import DatasetError

NEEDED = ("encoded", "length", "emotion")


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


def holds_photos(path: Path) -> bool:
    """Tell whether a data source holds whole photos rather than crops; one that is missing holds none.

    Raises:
        DatasetError: the file is no archive.
    """
    if path.suffix != ".npz" or not path.is_file():
        return False
    if not is_zipfile(path):
        raise DatasetError(f"{path} is no .npz archive, or is cut short")
    with np.load(path, allow_pickle=False) as archive:
        return "encoded" in archive.files


def read_photos(path: Path) -> Photos:
    """Read a `.npz` file with `encoded` (all files one after the other), `length` of each, `emotion`, maybe `subject`.

    Raises:
        DatasetError: an array is missing, or they do not fit each other.
    """
    with np.load(path, allow_pickle=False) as archive:
        missing = [name for name in NEEDED if name not in archive.files]
        if missing:
            raise DatasetError(f"{path} has no array {', '.join(missing)}")
        _check(archive, path)
        ends = np.cumsum(archive["length"])
        encoded = [part.tobytes() for part in np.split(archive["encoded"], ends[:-1])]
        subject = archive["subject"].astype(np.str_) if "subject" in archive.files else None
        return Photos(encoded, archive["emotion"].astype(np.uint8), subject)


def _check(archive: Any, path: Path) -> None:
    """Raise DatasetError unless the arrays fit each other."""
    count = len(archive["length"])
    if count == 0:
        raise DatasetError(f"{path} has no photos")
    if any(len(archive[name]) != count for name in ("emotion", "subject") if name in archive.files):
        raise DatasetError(f"{path}: length, emotion and subject differ in length")
    if int(archive["length"].sum()) != len(archive["encoded"]):
        raise DatasetError(f"{path}: encoded has {len(archive['encoded'])} bytes, length adds up to another number")
    highest = int(archive["emotion"].max())
    if highest >= len(EMOTIONS_WITH_CONTEMPT):
        raise DatasetError(f"{path}: label {highest} is not one of 0..{len(EMOTIONS_WITH_CONTEMPT) - 1}")
