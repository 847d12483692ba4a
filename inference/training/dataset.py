"""Labelled face crops: reading them from disk and splitting them without leaks."""

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import numpy as np
import numpy.typing as npt

from inference.labels import EMOTIONS
from inference.preprocessing import CROP_SIDE

TRAINING, PUBLIC_TEST, PRIVATE_TEST = 0, 1, 2


class DatasetError(ValueError):
    """A file does not hold the labelled crops it should; the message says what is wrong."""


@dataclass(frozen=True)
class Crops:
    """Labelled face crops.

    Attributes:
        pixels: grey, uint8, shape (n, 48, 48).
        emotion: index into `EMOTIONS`, uint8, shape (n,).
        usage: FER2013's own parts (0 Training, 1 PublicTest, 2 PrivateTest), uint8, shape (n,).
    """

    pixels: npt.NDArray[np.uint8]
    emotion: npt.NDArray[np.uint8]
    usage: npt.NDArray[np.uint8]

    def __len__(self) -> int:
        """Return how many crops there are."""
        return len(self.pixels)

    def take(self, rows: npt.NDArray[np.intp] | npt.NDArray[np.bool_]) -> "Crops":
        """Return the crops at these indices, or where this mask is true."""
        return Crops(self.pixels[rows], self.emotion[rows], self.usage[rows])

    def part(self, usage: int) -> "Crops":
        """Return one of FER2013's parts."""
        return self.take(self.usage == usage)


def read_crops(path: Path) -> Crops:
    """Read a `.npz` file with the arrays `pixels`, `emotion` and `usage`.

    Raises:
        DatasetError: an array is missing, has the wrong shape or holds unknown labels.
    """
    arrays = _read_arrays(path, ("pixels", "emotion", "usage"))
    crops = Crops(**arrays)
    _check(crops, path)
    return crops


def _read_arrays(path: Path, names: tuple[str, ...]) -> dict[str, npt.NDArray[np.uint8]]:
    """Return the named arrays of a `.npz` file as uint8."""
    try:
        with np.load(path, allow_pickle=False) as archive:
            missing = [name for name in names if name not in archive.files]
            if missing:
                raise DatasetError(f"{path} has no array {', '.join(missing)}; it has {', '.join(archive.files)}")
            return {name: archive[name].astype(np.uint8) for name in names}
    except OSError as error:
        raise DatasetError(f"{path} cannot be read: {error}") from error


def _check(crops: Crops, path: Path) -> None:
    """Raise DatasetError unless the arrays fit each other and the classes."""
    if crops.pixels.ndim != 3 or crops.pixels.shape[1:] != (CROP_SIDE, CROP_SIDE):
        raise DatasetError(f"{path}: pixels have shape {crops.pixels.shape}, not (n, {CROP_SIDE}, {CROP_SIDE})")
    if not len(crops) == len(crops.emotion) == len(crops.usage):
        raise DatasetError(f"{path}: pixels, emotion and usage differ in length")
    if len(crops) and crops.emotion.max() >= len(EMOTIONS):
        raise DatasetError(f"{path}: label {crops.emotion.max()} is not one of 0..{len(EMOTIONS) - 1}")


def without_blank(crops: Crops) -> Crops:
    """Drop crops of a single grey level: they show nothing and carry a label all the same."""
    flat = crops.pixels.reshape(len(crops), -1)
    return crops.take(flat.max(axis=1) > flat.min(axis=1))


def image_groups(pixels: npt.NDArray[np.uint8]) -> npt.NDArray[np.intp]:
    """Number the distinct images: equal numbers mean equal pixels, shape (n,)."""
    digests = [sha256(image.tobytes()).digest() for image in pixels]
    numbers: dict[bytes, int] = {}
    return np.array([numbers.setdefault(digest, len(numbers)) for digest in digests], dtype=np.intp)


def repeated_in(pixels: npt.NDArray[np.uint8], others: npt.NDArray[np.uint8]) -> npt.NDArray[np.bool_]:
    """Tell for each image whether the others contain it too, shape (n,)."""
    known = {sha256(image.tobytes()).digest() for image in others}
    return np.array([sha256(image.tobytes()).digest() in known for image in pixels], dtype=np.bool_)


def split_validation(crops: Crops, fraction: float = 0.1, seed: int = 0) -> tuple[Crops, Crops]:
    """Split into training and validation; identical images stay on the same side.

    Returns:
        The training crops and about `fraction` of all as validation crops, each in file order.
    """
    if not 0 < fraction < 1:
        raise ValueError(f"fraction must lie between 0 and 1, not {fraction}")
    groups = image_groups(crops.pixels)
    count = int(groups.max()) + 1
    chosen = np.random.default_rng(seed).permutation(count)[: round(count * fraction)]
    is_validation = np.isin(groups, chosen)
    return crops.take(~is_validation), crops.take(is_validation)


def training_split(crops: Crops) -> tuple[Crops, Crops]:
    """Return the crops to train on and those to select and calibrate on; both come from FER2013's Training part."""
    return split_validation(without_blank(crops.part(TRAINING)))
