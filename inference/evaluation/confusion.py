"""The confusion matrix, and everything that can be told from it, also for a stack of matrices at once.

The bootstrap in `inference.evaluation.intervals` asks the same functions for two thousand matrices.
"""

from typing import Any

import numpy as np
import numpy.typing as npt

Probabilities = npt.NDArray[np.floating[Any]]
Labels = npt.NDArray[np.integer[Any]]
IsFound = npt.NDArray[np.bool_]
Confusion = npt.NDArray[np.int64]
Shares = npt.NDArray[np.float64]

NOT_FOUND = "not found"


def confusion_matrix(probabilities: Probabilities, truth: Labels, is_found: IsFound | None = None) -> Confusion:
    """Count rows by true class (down) and likeliest class (across).

    Args:
        probabilities: shape (n, classes).
        truth: class indices, shape (n,).
        is_found: where there are whole photos, whether the face was found, shape (n,).

    Returns:
        Shape (classes, classes); with `is_found` one more column counts the faces that were not found.
    """
    classes = probabilities.shape[1]
    columns = classes if is_found is None else classes + 1
    cells = truth.astype(np.int64) * columns + predictions(probabilities, is_found)
    return np.bincount(cells, minlength=classes * columns).reshape(classes, columns)


def predictions(probabilities: Probabilities, is_found: IsFound | None = None) -> npt.NDArray[np.int64]:
    """Return the likeliest classes, shape (n,); a face that was not found gets the number after the last class."""
    likeliest: npt.NDArray[np.int64] = probabilities.argmax(axis=1).astype(np.int64)
    if is_found is not None:
        likeliest[~is_found] = probabilities.shape[1]
    return likeliest


def hits(confusion: Confusion) -> Confusion:
    """Return how many rows of each class were named rightly, shape (..., classes)."""
    diagonal: Confusion = np.diagonal(confusion, axis1=-2, axis2=-1)
    return diagonal


def recall(confusion: Confusion) -> Shares:
    """Return the share of each class that was named rightly, NaN for a class without rows, shape (..., classes)."""
    counts = confusion.sum(axis=-1)
    return np.where(counts > 0, hits(confusion) / np.maximum(counts, 1), np.nan)


def precision(confusion: Confusion) -> Shares:
    """Return the share of each class's answers that were right, shape (..., classes).

    It is 0 for a class that was never answered, and NaN for a class without rows.
    """
    classes = confusion.shape[-2]
    counts, predicted = confusion.sum(axis=-1), confusion[..., :classes].sum(axis=-2)
    return np.where(counts > 0, hits(confusion) / np.maximum(predicted, 1), np.nan)


def f1(confusion: Confusion) -> Shares:
    """Return the harmonic mean of precision and recall, NaN for a class without rows, shape (..., classes)."""
    classes = confusion.shape[-2]
    counts, predicted = confusion.sum(axis=-1), confusion[..., :classes].sum(axis=-2)
    return np.where(counts > 0, 2 * hits(confusion) / np.maximum(counts + predicted, 1), np.nan)


def share_right(confusion: Confusion) -> Shares:
    """Return the accuracy of each matrix of a stack, shape (...)."""
    shares: Shares = hits(confusion).sum(axis=-1) / confusion.sum(axis=(-2, -1))
    return shares


def per_class(confusion: Confusion, names: tuple[str, ...]) -> dict[str, dict[str, float]]:
    """Return precision, recall, F1 and count of every class; what would divide by zero is 0."""
    counts, predicted = confusion.sum(axis=1), confusion[:, : len(names)].sum(axis=0)
    return {
        name: {
            "precision": int(right) / max(int(predicted[number]), 1),
            "recall": int(right) / max(int(counts[number]), 1),
            "f1": 2 * int(right) / max(int(counts[number] + predicted[number]), 1),
            "count": int(counts[number]),
        }
        for number, (name, right) in enumerate(zip(names, hits(confusion), strict=True))
    }


def means(confusion: Confusion) -> dict[str, float]:
    """Return accuracy and the means over the classes that have rows; see `metrics.figures`."""
    classes, counts = len(confusion), confusion.sum(axis=1)
    right, predicted = int(hits(confusion).sum()), int(confusion[:, :classes].sum())
    return {
        "accuracy": float(share_right(confusion)),
        "balanced_accuracy": float(np.nanmean(recall(confusion))),
        "macro_precision": float(np.nanmean(precision(confusion))),
        "weighted_precision": float(np.nansum(precision(confusion) * counts) / counts.sum()),
        "macro_f1": float(np.nanmean(f1(confusion))),
        "weighted_f1": float(np.nansum(f1(confusion) * counts) / counts.sum()),
        "micro_f1": 2 * right / (int(counts.sum()) + predicted),
    }
