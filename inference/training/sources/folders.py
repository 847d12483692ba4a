"""Folders with one folder of pictures per class, and above them, where there are any, folders for the parts.

    data/happy/1.jpg                      everything is Training
    data/train/happy/1.jpg                train -> Training
    data/validation/happy/2.jpg           val, valid, validation, public -> PublicTest
    data/test/happy/3.jpg                 test, private -> PrivateTest

The part is decided by the folder's name alone, the class too (`names.py`). The pictures must be crops of faces, framed
as FER2013's are: no face is looked for in them, and what is not square is squeezed. Faces are cut out of folders of
whole photos by `cut-faces` (`training/cutting.py`).
"""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from inference.frames import Image, UnreadableImageError, read_photo
from inference.labels import EMOTIONS_WITH_CONTEMPT
from inference.training.crops import TRAINING, Crops, DatasetError
from inference.training.fitting import crop_shape, fit_image
from inference.training.sources.gathering import GatheredCrops
from inference.training.sources.names import emotion_number, usage_number
from inference.training.sources.progress import with_progress

# What OpenCV reads in every build; other files may lie beside the pictures and are left alone.
PICTURE_SUFFIXES = frozenset({
    ".bmp", ".jpeg", ".jpg", ".pbm", ".pgm", ".png", ".pnm", ".ppm", ".tif", ".tiff", ".webp",
})  # fmt: skip


class Picture(NamedTuple):
    """A picture on disk and what its folders say about it."""

    file: Path
    emotion: int
    usage: int


def recognises(path: Path) -> bool:
    """Tell whether it is a folder at all."""
    return path.is_dir()


def read(path: Path, side: int, channels: int) -> Crops:
    """Read every picture, resized.

    Raises:
        DatasetError: a folder's name is no class and no part, there is no picture, or one cannot be decoded.
    """
    gathered = GatheredCrops(crop_shape(side, channels))
    for picture in with_progress(pictures(path), title=path.name, unit="pictures"):
        gathered.add(fit_image(decoded(picture.file), side, channels), picture.emotion, picture.usage)
    return gathered.crops()


def pictures(path: Path) -> list[Picture]:
    """Return the pictures of all folders, in the order of their names.

    Raises:
        DatasetError: a folder's name is no class and no part, or there is no picture.
    """
    found = list(_pictures(path))
    if not found:
        raise DatasetError(f"{path} holds no pictures in folders named after classes ({', '.join(PICTURE_SUFFIXES)})")
    return found


def _pictures(path: Path) -> Iterator[Picture]:
    """Yield the pictures of the folders of classes, and of those of parts."""
    for folder in _folders(path):
        usage = usage_number(folder.name)
        if usage is None:
            yield from _pictures_of_class(folder, TRAINING)
        else:
            for class_folder in _folders(folder):
                yield from _pictures_of_class(class_folder, usage)


def _pictures_of_class(folder: Path, usage: int) -> Iterator[Picture]:
    """Yield the pictures in a class's folder."""
    emotion = emotion_number(folder.name)
    if emotion is None:
        known = ", ".join(EMOTIONS_WITH_CONTEMPT)
        raise DatasetError(f"{folder} is named after no class ({known}) and no part (train, validation, test)")
    for file in sorted(folder.iterdir()):
        if file.suffix.lower() in PICTURE_SUFFIXES and not _is_hidden(file):
            yield Picture(file, emotion, usage)


def _folders(path: Path) -> list[Path]:
    """Return the folders in a folder by name, without what systems hide there (`.git`, `__MACOSX`)."""
    return sorted(entry for entry in path.iterdir() if entry.is_dir() and not _is_hidden(entry))


def _is_hidden(entry: Path) -> bool:
    """Tell whether a name marks what is not meant for people."""
    return entry.name.startswith((".", "__"))


def decoded(file: Path) -> Image:
    """Decode one picture: BGR, uint8, shape (height, width, 3).

    Raises:
        DatasetError: it cannot be read; the message names it.
    """
    try:
        return read_photo(file)
    except (UnreadableImageError, OSError) as error:
        raise DatasetError(f"{file} cannot be read: {error}") from error
