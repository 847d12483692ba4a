"""Where labelled crops come from: one module for each kind of data set.

A module of `SOURCES` holds the two functions of `Source`; a new kind is one more module and its name in `SOURCES`.
"""

from pathlib import Path
from typing import Protocol

from inference.preprocessing import CROP_SIDE
from inference.training.crops import Crops, DatasetError
from inference.training.sources import archive, folders, table, unlabelled


class Source(Protocol):
    """One kind of data set."""

    def recognises(self, path: Path) -> bool:
        """Tell whether a path is of this kind, by its name, its first line or by being a folder."""

    def read(self, path: Path, side: int, channels: int) -> Crops:
        """Read all labelled crops, brought to this side and these channels.

        Raises:
            DatasetError: something is missing or wrong; the message names the file and the place in it.
        """


SOURCES: tuple[Source, ...] = (archive, unlabelled, table, folders)


def read_crops(path: Path, side: int = CROP_SIDE, channels: int = 1) -> Crops:
    """Read labelled crops from a `.npz` file, one of Kaggle's `.csv` files, or a folder with a folder per class.

    Args:
        path: what kind it is shows in its name.
        side: of the crops in pixels; others are resized.
        channels: 1 for grey, 3 for BGR.

    Raises:
        DatasetError: the path is of no known kind, or what it holds is wrong.
    """
    if not path.exists():
        raise DatasetError(f"{path} cannot be read: there is no such file or folder")
    for source in SOURCES:
        if source.recognises(path):
            return source.read(path, side, channels)
    raise DatasetError(
        f"{path} is none of what can be read: a .npz file, a .csv file, a folder with a folder per class"
    )
