"""What may be trained on, and splits without leaks. Reading is in `sources/`, the crops are in `crops.py`."""

from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

import numpy as np
import numpy.typing as npt

from inference.labels import EMOTIONS_WITH_CONTEMPT
from inference.training.crops import PRIVATE_TEST, PUBLIC_TEST, TRAINING, USAGES, VOTE_COLUMNS, Crops, DatasetError
from inference.training.sources import read_crops

__all__ = [
    "PRIVATE_TEST",
    "PUBLIC_TEST",
    "TRAINING",
    "VOTE_COLUMNS",
    "Crops",
    "DatasetError",
    "check_classes",
    "class_sizes",
    "fingerprint",
    "held_out_part",
    "image_groups",
    "read_crops",
    "read_crops_for",
    "repeated_in",
    "split_validation",
    "training_split",
    "without_blank",
]


def read_crops_for(path: Path, side: int, channels: int) -> Crops:
    """Read crops for a network of this input; `batches` and `answers` bring them to it as they are needed.

    A folder's photos are read at the network's size, because less would be lost for good. FER2013's small crops stay
    as they are, because all of them at 224x224 in colour would fill 5 GB.

    Raises:
        DatasetError: as of `read_crops`.
    """
    return read_crops(path, side, channels) if path.is_dir() else read_crops(path)


def class_sizes(crops: Crops) -> dict[str, int]:
    """Return how many crops every one of the eight classes has, in the order of the labels; 0 where there are none."""
    counts = np.bincount(crops.emotion, minlength=len(EMOTIONS_WITH_CONTEMPT))
    return dict(zip(EMOTIONS_WITH_CONTEMPT, counts.tolist(), strict=True))


def check_classes(training: Crops, validation: Crops, classes: Sequence[str]) -> None:
    """Make sure that a network of these classes can be trained and validated on the two halves of a Training part.

    Raises:
        DatasetError: a class has no crops to train on, or crops of either half belong to a class that the network does
            not know.
    """
    learned, kept_apart = class_sizes(training), class_sizes(validation)
    empty = [name for name in classes if not learned[name]]
    if empty:
        raise DatasetError(f"Training has no crops of {', '.join(empty)} to learn from; every class needs some")
    unknown = {name: learned[name] + kept_apart[name] for name in EMOTIONS_WITH_CONTEMPT if name not in classes}
    found = [f"{size} crops of {name}" for name, size in unknown.items() if size]
    if found:
        raise DatasetError(
            f"Training holds {', '.join(found)}, which is none of: {', '.join(classes)}; "
            "--labels fer8 takes contempt as a class"
        )


def without_blank(crops: Crops) -> Crops:
    """Drop crops of a single grey level: they show nothing and carry a label all the same."""
    within_crop = tuple(range(1, crops.pixels.ndim))
    return crops.take(crops.pixels.max(axis=within_crop) > crops.pixels.min(axis=within_crop))


def image_groups(pixels: npt.NDArray[np.uint8]) -> npt.NDArray[np.intp]:
    """Number the distinct images: equal numbers mean equal pixels, shape (n,)."""
    digests = [sha256(image.tobytes()).digest() for image in pixels]
    numbers: dict[bytes, int] = {}
    return np.array([numbers.setdefault(digest, len(numbers)) for digest in digests], dtype=np.intp)


def fingerprint(pixels: npt.NDArray[np.uint8]) -> str:
    """Return the sha256 over the distinct images (n, side, side), whatever their order and number."""
    digests = {sha256(image.tobytes()).digest() for image in pixels}
    return sha256(b"".join(sorted(digests))).hexdigest()


def repeated_in(pixels: npt.NDArray[np.uint8], others: npt.NDArray[np.uint8]) -> npt.NDArray[np.bool_]:
    """Tell for each image whether the others contain it too, shape (n,)."""
    known = {sha256(image.tobytes()).digest() for image in others}
    return np.array([sha256(image.tobytes()).digest() in known for image in pixels], dtype=np.bool_)


def split_validation(crops: Crops, fraction: float = 0.1, seed: int = 0) -> tuple[Crops, Crops]:
    """Split into training and validation; identical images stay on the same side.

    Returns:
        The training crops and about `fraction` of all as validation crops, each in file order.

    Raises:
        ValueError: the fraction does not lie between 0 and 1.
    """
    if not 0 < fraction < 1:
        raise ValueError(f"fraction must lie between 0 and 1, not {fraction}")
    groups = image_groups(crops.pixels)
    count = int(groups.max()) + 1
    chosen = np.random.default_rng(seed).permutation(count)[: round(count * fraction)]
    is_validation = np.isin(groups, chosen)
    return crops.take(~is_validation), crops.take(is_validation)


def held_out_part(crops: Crops) -> tuple[str, Crops]:
    """Return the part to measure on where none is asked for, and its name: PublicTest, or else PrivateTest.

    A file without parts is PrivateTest as a whole, and is called "all".

    Raises:
        DatasetError: all of it is Training, and nothing may be measured on what was learned.
    """
    for usage in (PUBLIC_TEST, PRIVATE_TEST):
        part = crops.part(usage)
        if len(part):
            is_whole_file = usage == PRIVATE_TEST and len(part) == len(crops)
            return "all" if is_whole_file else USAGES[usage], part
    raise DatasetError("the data hold nothing but Training, which networks may have learned; --usage 0 measures on it")


def training_split(crops: Crops, fraction: float = 0.1) -> tuple[Crops, Crops]:
    """Return the crops to train on and those to select and calibrate on; both come from FER2013's Training part.

    Raises:
        DatasetError: there is nothing in that part.
    """
    training = without_blank(crops.part(TRAINING))
    if len(training) == 0:
        raise DatasetError("the data hold no crops for training, only for validation or test")
    return split_validation(training, fraction)
