"""Kaggle's `test.csv`: pictures alone. Their labels are in `icml_face_data.csv` of the same download."""

from collections import defaultdict
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from inference.preprocessing import CROP_SIDE
from inference.training.crops import TRAINING, Crops, DatasetError
from inference.training.fitting import GREY, fitted
from inference.training.sources import table
from inference.training.sources.rows import open_rows

LABELLED_NAME = "icml_face_data.csv"


def recognises(path: Path) -> bool:
    """Tell by the columns: pixels and no labels."""
    if path.suffix.lower() != ".csv":
        return False
    with open_rows(path) as rows:
        return "pixels" in rows.columns and "emotion" not in rows.columns


def read(path: Path, side: int, channels: int) -> Crops:
    """Take labels, parts and votes from the labelled table beside it, by equal pixels.

    Raises:
        DatasetError: there is no such table, it lacks one of the pictures, or there are none.
    """
    labelled_path = path.parent / LABELLED_NAME
    if not labelled_path.exists():
        raise DatasetError(
            f"{path} has pixels and no column emotion, as Kaggle's test.csv: there is nothing to measure or learn. "
            f"Use {LABELLED_NAME} or fer2013.csv instead, or put {LABELLED_NAME} beside it"
        )
    labelled = table.read(labelled_path, CROP_SIDE, GREY)
    crops = labelled.take(_matching(path, labelled))
    return replace(crops, pixels=fitted(crops.pixels, side, channels))


def _matching(path: Path, labelled: Crops) -> npt.NDArray[np.intp]:
    """Return for every row which held-out crop it is; equal pictures are taken in their order in the labelled table."""
    waiting: dict[bytes, list[int]] = defaultdict(list)
    for number in np.flatnonzero(labelled.usage != TRAINING):
        waiting[labelled.pixels[number].tobytes()].append(int(number))
    numbers = []
    with open_rows(path) as rows:
        for row in rows:
            same = waiting.get(row.picture("pixels").tobytes())
            if not same:
                raise DatasetError(f"{row.place}: {LABELLED_NAME} beside it holds no such picture outside Training")
            numbers.append(same.pop(0))
    if not numbers:
        raise DatasetError(f"{path} has a header and no rows")
    return np.array(numbers, dtype=np.intp)
