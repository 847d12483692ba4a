"""Weights to go on training from: all outputs of a finished run, in half precision to be small enough to keep.

The file that ships has int8 weights and one output; nothing can be trained on from that.
"""

from pathlib import Path
from zipfile import BadZipFile

import keras
import numpy as np

from inference.training.runs import WEIGHTS_FILE, RunError, load_run


def save_start(run: Path, path: Path) -> None:
    """Write a run's best weights as a `.npz` file of float16 arrays, in the order of Keras' `get_weights`.

    Raises:
        RunError: the folder is not that of a run.
    """
    arrays = {f"{number:04d}": array.astype(np.float16) for number, array in enumerate(load_run(run).get_weights())}
    np.savez_compressed(path, allow_pickle=False, **arrays)


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
            model.set_weights([stored[name].astype(np.float32) for name in sorted(stored.files)])
    except (ValueError, OSError, BadZipFile) as error:
        raise RunError(f"{path} does not hold weights of this network and its outputs: {error}") from error
