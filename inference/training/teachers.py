"""Finished runs as teachers of a new one (Hinton et al. 2015, arXiv 1503.02531).

A teacher looks at every training crop before the training begins, changed at random a few times, and its mean opinion
becomes part of the crop's target. So a label that the teacher never came to believe counts less, and a run with
teachers takes no longer for an epoch than one without.
"""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import keras
import numpy as np

from inference.probabilities import softmax
from inference.training.augmentation import Ranges, augment
from inference.training.batches import Examples, Floats, PlainBatches
from inference.training.fitting import fitted_blocks
from inference.training.heads import LABELS_HEAD, one_head
from inference.training.options import Options
from inference.training.runs import RunError
from inference.training.starts import load_trained

# How often a teacher sees each crop.
VIEWS = 4


def taught(examples: Examples, options: Options, ranges: Ranges) -> Examples:
    """Return examples of which the teachers' mean opinion replaces a share of the label's target; none changes none.

    Raises:
        RunError: a teacher is no run and no file of weights, or its network has other classes or takes other crops.
    """
    if not options.teachers:
        return examples
    models = [
        one_head(load_trained(Path(teacher), options, options.mixed_bfloat16), LABELS_HEAD)
        for teacher in options.teachers
    ]
    own = examples.targets[LABELS_HEAD]
    _check_teachers(models, options.teachers, own.shape[1], (examples.side, examples.side, examples.channels))
    part = np.float32(options.teacher_share)
    target = (1 - part) * own + part * opinion(models, examples, ranges)
    return replace(examples, targets={**examples.targets, LABELS_HEAD: target})


def opinion(models: Sequence[keras.Model], examples: Examples, ranges: Ranges) -> Floats:
    """Return the models' mean probabilities for each crop over changed views of it, shape (n, classes)."""
    shape = (examples.side, examples.channels)
    sums = np.zeros((len(examples), models[0].output_shape[-1]), dtype=np.float32)
    for view in range(VIEWS):
        generator, start = np.random.default_rng(view), 0
        for block in fitted_blocks(examples.crops.pixels, *shape):
            changed = augment(block, generator, ranges)
            for model in models:
                sums[start : start + len(block)] += softmax(model.predict(PlainBatches(changed, *shape), verbose=0))
            start += len(block)
    mean: Floats = (sums / (VIEWS * len(models))).astype(np.float32)
    return mean


def _check_teachers(
    models: Sequence[keras.Model], runs: Sequence[str], classes: int, shape: tuple[int, int, int]
) -> None:
    """Raise RunError unless every network has as many classes as the one that learns, and takes the same crops."""
    for model, run in zip(models, runs, strict=True):
        if model.input_shape[1:] != shape:
            raise RunError(f"the teacher {run} takes crops of {model.input_shape[1:]}, not {shape}")
        if model.output_shape[-1] != classes:
            raise RunError(f"the teacher {run} knows {model.output_shape[-1]} classes, not {classes}")
