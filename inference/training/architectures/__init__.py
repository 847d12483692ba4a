"""The networks by name. Each takes preprocessed grey crops and returns logits, one per class."""

from collections.abc import Callable

import keras

from inference.labels import EMOTIONS
from inference.training.architectures.compact_residual import compact_residual

ARCHITECTURES: dict[str, Callable[[int], keras.Model]] = {
    "compact_residual": compact_residual,
}


def build(name: str, classes: int = len(EMOTIONS)) -> keras.Model:
    """Build a network with random weights.

    Raises:
        ValueError: no network has this name.
    """
    if name not in ARCHITECTURES:
        raise ValueError(f"unknown architecture {name!r}; known: {', '.join(sorted(ARCHITECTURES))}")
    return ARCHITECTURES[name](classes)
