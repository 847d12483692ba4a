"""A training run's state on disk: written whole or not at all, so that a killed run goes on from its last epoch."""

import json
import re
from pathlib import Path
from typing import Any

import keras
import numpy as np
import numpy.typing as npt

from inference.training.averaging import RunningAverage, Weights

Epoch = dict[str, float]


def save_checkpoint(path: Path, model: keras.Model, average: RunningAverage, history: list[Epoch]) -> None:
    """Write weights, optimizer and dropout state, average and history to one file, replacing the last in one step."""
    arrays = {
        **_numbered("model", model.get_weights()),
        **_numbered("optimizer", [keras.ops.convert_to_numpy(v) for v in model.optimizer.variables]),
        **_numbered("draw", [keras.ops.convert_to_numpy(v) for v in _draws(model)]),
        **_numbered("average", average.weights or []),
        "average_step": np.array(average.step),
        "history": np.array(json.dumps(history)),
    }
    temporary = path.with_suffix(".partial.npz")
    np.savez(temporary, allow_pickle=False, **arrays)
    temporary.replace(path)


def load_checkpoint(path: Path, model: keras.Model, decay: float) -> tuple[RunningAverage, list[Epoch]]:
    """Put weights, optimizer and dropout state back into a compiled model; return the average and the history.

    A checkpoint of an older version has no state of dropout, which then draws anew.
    """
    with np.load(path, allow_pickle=False) as stored:
        model.set_weights(_collected("model", stored))
        model.optimizer.build(model.trainable_variables)
        for variable, value in zip(model.optimizer.variables, _collected("optimizer", stored), strict=True):
            variable.assign(value)
        if draws := _collected("draw", stored):
            for variable, value in zip(_draws(model), draws, strict=True):
                variable.assign(value)
        average = RunningAverage(decay, _collected("average", stored) or None, int(stored["average_step"]))
        return average, json.loads(str(stored["history"]))


def save_weights(path: Path, model: keras.Model) -> None:
    """Write a network's weights, replacing the last file in a single step."""
    temporary = path.with_name(f"partial.{path.name}")
    model.save_weights(temporary)
    temporary.replace(path)


def write_json(path: Path, value: object) -> None:
    """Write a value as indented JSON, replacing the last file in a single step."""
    replace_file(path, (json.dumps(value, indent=2) + "\n").encode())


def replace_file(path: Path, content: bytes) -> None:
    """Write a file, replacing the last one in a single step."""
    temporary = path.with_name(f"partial.{path.name}")
    temporary.write_bytes(content)
    temporary.replace(path)


def _draws(model: keras.Model) -> list[keras.Variable]:
    """Return where a network's random draws stand, one state for each dropout; Keras counts them to no weights."""
    weights = {id(variable) for variable in model.weights}
    return [variable for variable in model.variables if id(variable) not in weights]


def _numbered(prefix: str, arrays: Weights) -> dict[str, npt.NDArray[Any]]:
    """Name arrays by their position, for one flat archive."""
    return {f"{prefix}_{number:05d}": array for number, array in enumerate(arrays)}


def _collected(prefix: str, archive: Any) -> Weights:
    """Return the arrays that `_numbered` named with this prefix, in their order."""
    return [archive[name] for name in sorted(archive.files) if re.fullmatch(rf"{prefix}_\d+", name)]
