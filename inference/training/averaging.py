"""A running average of the weights while a network trains: steadier than the weights themselves."""

from typing import Any

import keras
import numpy.typing as npt

Weights = list[npt.NDArray[Any]]

AVERAGE_EVERY_STEPS = 4


class RunningAverage(keras.callbacks.Callback):  # type: ignore[misc]
    """Exponential average of all weights, normalisation statistics included.

    It forgets faster at first (decay at most (1 + step) / (10 + step)), so that the random start does not linger.
    """

    def __init__(self, decay: float, weights: Weights | None = None, step: int = 0) -> None:
        """Start anew, or go on from stored weights; a decay of 0 keeps no average."""
        super().__init__()
        self.decay = decay
        self.weights = weights
        self.step = step

    def on_train_batch_end(self, batch: int, logs: dict[str, float] | None = None) -> None:
        """Take the current weights into the average, every few steps."""
        self.step += 1
        if not self.decay or self.step % AVERAGE_EVERY_STEPS:
            return
        current = self.model.get_weights()
        if self.weights is None:
            self.weights = current
        keep = min(self.decay, (1 + self.step) / (10 + self.step)) ** AVERAGE_EVERY_STEPS
        self.weights = [keep * old + (1 - keep) * new for old, new in zip(self.weights, current, strict=True)]
