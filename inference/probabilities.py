"""Logits into probabilities; NumPy alone, so that training needs no runtime of the served form."""

import numpy as np
import numpy.typing as npt

Probabilities = npt.NDArray[np.float32]


def softmax(logits: npt.NDArray[np.float32], temperature: float = 1.0) -> Probabilities:
    """Turn logits into probabilities of the same shape along the last axis, softened by a temperature above 1."""
    scaled = logits.astype(np.float64) / temperature
    powers = np.exp(scaled - scaled.max(axis=-1, keepdims=True, initial=-np.inf))
    shares: Probabilities = (powers / powers.sum(axis=-1, keepdims=True)).astype(np.float32)
    return shares
