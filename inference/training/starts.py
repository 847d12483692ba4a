"""Weights to go on training from: all outputs of a finished run, in half precision to be small enough to keep.

The file that ships has int8 weights and one output; nothing can be trained on from that.
"""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from zipfile import BadZipFile

import keras
import numpy as np

from inference.training.options import Options
from inference.training.runs import WEIGHTS_FILE, RunError, choose_arithmetic, load_run, network, read_options
from inference.training.splits import SPLIT_NAME, check_split, stored_split

ZOOM_NAME = "zoom"


def save_start(run: Path, path: Path, mean_with: Sequence[Path] = ()) -> None:
    """Write a run's best weights as a `.npz` file of float16 arrays, in the order of Keras' `get_weights`.

    The file also says which images the run kept apart for validation, and how large the network sees a crop's middle.

    Args:
        run: its folder.
        path: of the new file.
        mean_with: as of `average_with`.

    Raises:
        RunError: the folder is not that of a run, or the others kept other images apart.
    """
    model = load_run(run)
    validation = stored_split(run)
    for other in mean_with:
        check_split(other, validation)
    zoom = read_options(run).zoom
    average_with(model, zoom, mean_with)
    arrays = {f"{number:04d}": array.astype(np.float16) for number, array in enumerate(model.get_weights())}
    facts = {SPLIT_NAME: np.array(validation), ZOOM_NAME: np.array(zoom)}
    np.savez_compressed(path, allow_pickle=False, **arrays, **facts)


def is_start(path: Path) -> bool:
    """Tell whether these are weights of a network of ours: a file of `save_start`, or the folder of a run."""
    return path.suffix == ".npz" or (path / WEIGHTS_FILE).is_file()


def load_start(model: keras.Model, path: Path) -> None:
    """Put such weights into a network with the same outputs.

    Raises:
        RunError: they belong to another network.
    """
    try:
        if path.is_dir():
            model.load_weights(path / WEIGHTS_FILE)
            return
        with np.load(path, allow_pickle=False) as stored:
            model.set_weights([stored[name].astype(np.float32) for name in sorted(stored.files) if name.isdigit()])
    except (ValueError, OSError, BadZipFile) as error:
        raise RunError(f"{path} does not hold weights of this network and its outputs: {error}") from error


def load_trained(path: Path, options: Options, mixed_bfloat16: bool = False) -> keras.Model:
    """Return the network of a run's folder, or one like these options' with the weights of a file of `save_start`.

    Args:
        path: of the folder or the file.
        options: which network a file belongs to, but for its zoom; a folder says all of it itself.
        mixed_bfloat16: as of `load_run`.

    Raises:
        RunError: the folder is not that of a run, or the weights belong to another network.
    """
    if path.suffix != ".npz":
        return load_run(path, mixed_bfloat16)
    choose_arithmetic(mixed_bfloat16)
    model = network(replace(options, zoom=_zoom_of(path)))
    load_start(model, path)
    return model


def _zoom_of(path: Path) -> float:
    """Return how large a network of ours sees a crop's middle; the first files did not say, and saw the whole crop."""
    if path.is_dir():
        return read_options(path).zoom
    try:
        with np.load(path, allow_pickle=False) as stored:
            return float(stored[ZOOM_NAME]) if ZOOM_NAME in stored.files else 1.0
    except (ValueError, OSError, BadZipFile) as error:
        raise RunError(f"{path} does not hold weights of a network: {error}") from error


def average_with(model: keras.Model, zoom: float, others: Sequence[Path]) -> None:
    """Put the mean of a network's weights and of others' in their place; none changes none.

    Args:
        model: with all outputs of its run.
        zoom: how large it sees a crop's middle. The weights tell nothing of it, and none mean anything at another.
        others: folders of runs of the same network, or files of `save_start`.

    Raises:
        RunError: they belong to another network, or to one that sees crops at another zoom.
    """
    if not others:
        return
    sums = model.get_weights()
    for other in others:
        if _zoom_of(other) != zoom:
            raise RunError(f"{other} sees crops at a zoom of {_zoom_of(other):g}, the run at {zoom:g}: no mean")
        load_start(model, other)
        sums = [total + weights for total, weights in zip(sums, model.get_weights(), strict=True)]
    model.set_weights([total / (len(others) + 1) for total in sums])
