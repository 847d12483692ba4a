"""Finished runs as teachers of a new one (Hinton et al. 2015, arXiv 1503.02531).

A teacher looks at every training crop before the training begins, changed at random a few times, and its mean opinion
becomes part of the crop's target, for every output that teacher and learner share. So a label that the teacher never
came to believe counts less, ten people's votes become less coarse, and a run with teachers takes no longer for an epoch
than one without.
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
from inference.training.heads import outputs_by_head
from inference.training.options import Options
from inference.training.runs import RunError
from inference.training.starts import load_trained

# How often a teacher sees each crop.
VIEWS = 4


def taught(examples: Examples, options: Options, ranges: Ranges) -> Examples:
    """Return examples of which the teachers' mean opinion replaces a share of the targets; no teacher changes none.

    The output for the votes is taught by those teachers that have one.

    Raises:
        RunError: a teacher is no run and no file of weights, or its network has other classes or takes other crops.
    """
    if not options.teachers:
        return examples
    networks = [load_trained(Path(teacher), options, options.mixed_bfloat16) for teacher in options.teachers]
    teachers = [outputs_by_head(network, list(examples.targets)) for network in networks]
    classes = {head: target.shape[1] for head, target in examples.targets.items()}
    _check_teachers(teachers, options.teachers, classes, (examples.side, examples.side, examples.channels))
    part = np.float32(options.teacher_share)
    mixed = {
        head: (1 - part) * examples.targets[head] + part * mean
        for head, mean in opinions(teachers, examples, ranges).items()
    }
    return replace(examples, targets={**examples.targets, **mixed})


def opinions(teachers: Sequence[keras.Model], examples: Examples, ranges: Ranges) -> dict[str, Floats]:
    """Return, for each output, the mean probabilities over changed views of each crop, shape (n, classes).

    Args:
        teachers: networks whose outputs are logits by head; a head's mean is over those that have it.
        examples: whose crops are looked at.
        ranges: how far a view may be changed.
    """
    shape = (examples.side, examples.channels)
    sums = {head: np.zeros((len(examples), output.shape[-1]), np.float32) for head, output in _heads(teachers).items()}
    for view in range(VIEWS):
        generator, start = np.random.default_rng(view), 0
        for block in fitted_blocks(examples.crops.pixels, *shape):
            changed = augment(block, generator, ranges)
            for teacher in teachers:
                for head, logits in teacher.predict(PlainBatches(changed, *shape), verbose=0).items():
                    sums[head][start : start + len(block)] += softmax(logits)
            start += len(block)
    counts = {head: sum(head in teacher.output for teacher in teachers) for head in sums}
    return {head: (total / (VIEWS * counts[head])).astype(np.float32) for head, total in sums.items()}


def _heads(teachers: Sequence[keras.Model]) -> dict[str, keras.KerasTensor]:
    """Return the outputs that any of the teachers has, by head."""
    return {head: output for teacher in teachers for head, output in teacher.output.items()}


def _check_teachers(
    teachers: Sequence[keras.Model], runs: Sequence[str], classes: dict[str, int], shape: tuple[int, int, int]
) -> None:
    """Raise RunError unless every network has as many classes as the one that learns, and takes the same crops."""
    for teacher, run in zip(teachers, runs, strict=True):
        if teacher.input_shape[1:] != shape:
            raise RunError(f"the teacher {run} takes crops of {teacher.input_shape[1:]}, not {shape}")
        for head, output in teacher.output.items():
            if output.shape[-1] != classes[head]:
                raise RunError(f"the teacher {run} knows {output.shape[-1]} classes, not {classes[head]}")
