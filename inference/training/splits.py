"""Which images a run kept apart for validation: written down beside its weights, and compared before they are used.

The split depends on the images and on their order. The same file with its rows in another order would put crops that a
network has learned among those it is selected, calibrated or taught on, and nobody would see it.
"""

import json
import shutil
from dataclasses import replace
from pathlib import Path
from zipfile import BadZipFile, ZipFile

import numpy as np

from inference.training.checkpoints import write_json
from inference.training.dataset import fingerprint, read_crops, training_split
from inference.training.examples import split_for
from inference.training.runs import RunError, read_options

SPLIT_FILE = "split.json"
SPLIT_NAME = "validation_sha256"


def check_split(path: Path, expected: str) -> None:
    """Make sure that a run, or a file of `export --start`, kept the same images apart as is done now.

    Args:
        path: folder of the run, or the file.
        expected: fingerprint of the validation images of now.

    Raises:
        RunError: it kept others apart, or does not say which; or there is no such run or file.
    """
    stored = stored_split(path)
    if stored != expected:
        raise RunError(
            f"{path} was trained with another validation split than these data give: other images, another order or "
            "another --validation-fraction. What is measured now would count crops that it has learned"
        )


def stored_split(path: Path) -> str:
    """Return the fingerprint of the validation images of a run, or of a file of `export --start`.

    Raises:
        RunError: there is no such run or file, or it does not say.
    """
    stored = _read(path)
    if stored is None:
        raise RunError(
            f"{path} does not say which images were kept apart for validation: it is of an older version. Name the "
            f"data it was trained on: python -m inference record-split {path} --data FILE"
        )
    return stored


def write_split(run: Path, validation: str) -> None:
    """Write the fingerprint of its validation images into a run's folder."""
    write_json(run / SPLIT_FILE, {SPLIT_NAME: validation})


def record_split(path: Path, data: Path, fraction: float) -> str:
    """Write into an older run or file which images it kept apart, by the data that it was trained on.

    Args:
        path: folder of the run, or a file of `export --start`.
        data: what it was trained on; nothing can tell afterwards whether this is true.
        fraction: of Training that was kept apart, for a file; a run's folder knows its own.

    Returns:
        The fingerprint.

    Raises:
        DatasetError: the data cannot be read.
        RunError: there is no such run or file, or it names other images already.
    """
    stored = _read(path)
    if path.is_dir():
        found = split_for(replace(read_options(path), data=str(data))).fingerprint
    else:
        found = fingerprint(training_split(read_crops(data), fraction)[1].pixels)
    if stored not in (None, found):
        raise RunError(f"{path} was trained on other data: it names other validation images than these")
    if path.is_dir():
        write_split(path, found)
    elif stored is None:
        _add_to_file(path, found)
    return found


def _read(path: Path) -> str | None:
    """Return the stored fingerprint, or None where there is none."""
    if path.suffix != ".npz":
        read_options(path)  # what is no run is named as such
        file = path / SPLIT_FILE
        return str(json.loads(file.read_text(encoding="utf-8"))[SPLIT_NAME]) if file.is_file() else None
    try:
        with np.load(path, allow_pickle=False) as stored:
            return str(stored[SPLIT_NAME]) if SPLIT_NAME in stored.files else None
    except (ValueError, OSError, BadZipFile) as error:
        raise RunError(f"{path} is no file of `export --start`: {error}") from error


def _add_to_file(path: Path, validation: str) -> None:
    """Add the fingerprint to a file of weights, which stay byte for byte as they are."""
    temporary = path.with_suffix(".partial")
    shutil.copyfile(path, temporary)
    with ZipFile(temporary, "a") as archive, archive.open(f"{SPLIT_NAME}.npy", "w") as entry:
        np.lib.format.write_array(entry, np.array(validation), allow_pickle=False)
    temporary.replace(path)
