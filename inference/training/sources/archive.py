"""`.npz` files with the arrays `pixels` and `emotion` and, where known, `usage` and `ferplus_votes`.

Without `usage`, the file is taken for faces to measure on: all of it is PrivateTest.
"""

import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, is_zipfile

import numpy as np
import numpy.typing as npt

from inference.labels import EMOTIONS_WITH_CONTEMPT
from inference.training.crops import PRIVATE_TEST, USAGES, VOTE_COLUMNS, Crops, DatasetError
from inference.training.fitting import COLOUR, fitted

REQUIRED = ("pixels", "emotion")
USAGE, VOTES = "usage", "ferplus_votes"


def recognises(path: Path) -> bool:
    """Tell by the name."""
    return path.suffix.lower() == ".npz"


def read(path: Path, side: int, channels: int) -> Crops:
    """Read and check the arrays.

    Raises:
        DatasetError: an array is missing, has the wrong shape, or holds unknown labels or values outside 0..255; or
            the file holds whole photos instead of crops.
    """
    names = stored_names(path)
    if "encoded" in names and "pixels" not in names:
        raise DatasetError(f"{path} holds whole photos, to measure on with `evaluate`; training takes crops of faces")
    stored = stored_arrays(path, REQUIRED, (USAGE, VOTES))
    arrays = {name: as_bytes(array, f"{path}, array {name}") for name, array in stored.items()}
    usage = arrays.get(USAGE, np.full(arrays["emotion"].shape, PRIVATE_TEST, dtype=np.uint8))
    crops = Crops(arrays["pixels"], arrays["emotion"], usage, arrays.get(VOTES))
    _check_shapes(crops, path)
    _check_values(crops, path)
    return Crops(fitted(crops.pixels, side, channels), crops.emotion, crops.usage, crops.votes)


def stored_arrays(path: Path, required: Sequence[str], optional: Sequence[str]) -> dict[str, npt.NDArray[Any]]:
    """Load the required arrays of a `.npz` file, and the others where there are some.

    Raises:
        DatasetError: the file is damaged, a required array is missing, or one of them is no array.
    """
    with _opened(path) as archive:
        present = list(archive.files)
        arrays = {name: archive[name] for name in (*required, *optional) if name in present}
    strange = [name for name, array in arrays.items() if not isinstance(array, np.ndarray)]
    if strange:
        raise DatasetError(f"{path}: {', '.join(strange)} is no NumPy array")
    missing = [name for name in required if name not in arrays]
    if missing:
        raise DatasetError(f"{path} has no array {', '.join(missing)}; it has {', '.join(present)}")
    return arrays


def stored_names(path: Path) -> list[str]:
    """Return the names of the arrays in a `.npz` file.

    Raises:
        DatasetError: the file is damaged.
    """
    with _opened(path) as archive:
        return list(archive.files)


@contextmanager
def _opened(path: Path) -> Iterator[Any]:
    """Open an archive; whatever is wrong with it becomes one kind of error."""
    if not is_zipfile(path):
        raise DatasetError(f"{path} is no .npz archive, or is cut short")
    try:
        with np.load(path, allow_pickle=False) as archive:
            yield archive
    except (OSError, ValueError, BadZipFile, zlib.error) as error:
        raise DatasetError(f"{path} cannot be read: {error}") from error


def as_bytes(array: npt.NDArray[Any], place: str) -> npt.NDArray[np.uint8]:
    """Return the same values as uint8.

    Raises:
        DatasetError: they are not whole numbers of 0..255; the message names the place.
    """
    if array.dtype == np.uint8:
        return array
    if array.dtype.kind not in "biuf":
        raise DatasetError(f"{place}: holds {array.dtype}, not numbers")
    whole = array.astype(np.uint8)
    if (whole != array).any():
        raise DatasetError(f"{place}: {array[whole != array][0]} is not a whole number of 0..255")
    return whole


def _check_shapes(crops: Crops, path: Path) -> None:
    """Raise DatasetError unless the arrays fit each other."""
    shape = crops.pixels.shape
    is_square = len(shape) in (3, 4) and shape[1] == shape[2] > 0 and shape[3:] in ((), (COLOUR,))
    if not is_square:
        raise DatasetError(f"{path}: pixels have shape {shape}, not (n, side, side) or (n, side, side, {COLOUR})")
    if not crops.emotion.shape == crops.usage.shape == shape[:1]:
        raise DatasetError(f"{path}: pixels, emotion and usage differ in length")
    if crops.votes is not None and crops.votes.shape != (len(crops), len(VOTE_COLUMNS)):
        raise DatasetError(f"{path}: {VOTES} have shape {crops.votes.shape}, not (n, {len(VOTE_COLUMNS)})")
    if len(crops) == 0:
        raise DatasetError(f"{path} holds no crops")


def _check_values(crops: Crops, path: Path) -> None:
    """Raise DatasetError unless every label and every usage is known."""
    for name, values, known in (("label", crops.emotion, EMOTIONS_WITH_CONTEMPT), ("usage", crops.usage, USAGES)):
        if values.max() >= len(known):
            raise DatasetError(f"{path}: {name} {values.max()} is not one of 0..{len(known) - 1} ({', '.join(known)})")
