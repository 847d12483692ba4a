"""Finished runs as teachers of a new one (Hinton et al. 2015, arXiv 1503.02531)."""

from collections.abc import Sequence
from pathlib import Path

import keras
import numpy as np

from inference.classification import softmax
from inference.training.batches import Floats, Teacher
from inference.training.heads import LABELS_HEAD, one_head
from inference.training.runs import RunError, load_run


def teacher_of(runs: Sequence[str], classes: int, shape: tuple[int, int, int]) -> Teacher | None:
    """Return a function from network input to the mean of the runs' probabilities, shape (n, classes); None for none.

    Raises:
        RunError: a folder is not that of a run, or its network has other classes or takes crops of another shape.
    """
    if not runs:
        return None
    models = [one_head(load_run(Path(run)), LABELS_HEAD) for run in runs]
    _check_teachers(models, runs, classes, shape)

    def opinion(inputs: Floats) -> Floats:
        rows = [softmax(keras.ops.convert_to_numpy(model(inputs, training=False))) for model in models]
        mean: Floats = np.mean(rows, axis=0, dtype=np.float32)
        return mean

    return opinion


def _check_teachers(
    models: Sequence[keras.Model], runs: Sequence[str], classes: int, shape: tuple[int, int, int]
) -> None:
    """Raise RunError unless every network has as many classes as the one that learns, and takes the same crops."""
    for model, run in zip(models, runs, strict=True):
        if model.input_shape[1:] != shape:
            raise RunError(f"the teacher {run} takes crops of {model.input_shape[1:]}, not {shape}")
        if model.output_shape[-1] != classes:
            raise RunError(f"the teacher {run} knows {model.output_shape[-1]} classes, not {classes}")
