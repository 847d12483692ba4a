"""Figures of a classifier from its probabilities and the true classes, in NumPy."""

from typing import Any

import numpy as np
import numpy.typing as npt

from inference.classification import softmax

Probabilities = npt.NDArray[np.floating[Any]]
Labels = npt.NDArray[np.integer[Any]]

CALIBRATION_BINS = 15


def accuracy(probabilities: Probabilities, truth: Labels) -> float:
    """Return the share of rows whose likeliest class is the true one."""
    return float(np.mean(probabilities.argmax(axis=1) == truth))


def confusion_matrix(probabilities: Probabilities, truth: Labels) -> npt.NDArray[np.int64]:
    """Count rows by true class (down) and likeliest class (across), shape (classes, classes)."""
    classes = probabilities.shape[1]
    cells = truth.astype(np.int64) * classes + probabilities.argmax(axis=1)
    return np.bincount(cells, minlength=classes * classes).reshape(classes, classes)


def per_class(confusion: npt.NDArray[np.int64], names: tuple[str, ...]) -> dict[str, dict[str, float]]:
    """Return precision, recall, F1 and count of every class; what would divide by zero is 0."""
    counts, predicted = confusion.sum(axis=1), confusion.sum(axis=0)
    return {
        name: _class_figures(int(confusion[number, number]), int(counts[number]), int(predicted[number]))
        for number, name in enumerate(names)
    }


def _class_figures(hits: int, count: int, predicted: int) -> dict[str, float]:
    """Return one class's figures from how often it was hit, is true and was predicted."""
    return {
        "precision": hits / max(predicted, 1),
        "recall": hits / max(count, 1),
        "f1": 2 * hits / max(count + predicted, 1),
        "count": count,
    }


def expected_calibration_error(probabilities: Probabilities, truth: Labels, bins: int = CALIBRATION_BINS) -> float:
    """Return the mean gap between confidence and accuracy over equal bins of confidence (Guo et al. 2017)."""
    confidence = probabilities.max(axis=1)
    is_right = probabilities.argmax(axis=1) == truth
    numbers = np.minimum((confidence * bins).astype(np.int64), bins - 1)
    gaps = np.bincount(numbers, weights=is_right - confidence, minlength=bins)
    return float(np.abs(gaps).sum() / len(truth))


def negative_log_likelihood(probabilities: Probabilities, truth: Labels) -> float:
    """Return the mean surprise at the true class, in nats."""
    return float(-np.mean(np.log(np.clip(probabilities[np.arange(len(truth)), truth], 1e-12, 1))))


def fit_temperature(logits: npt.NDArray[np.float32], truth: Labels) -> float:
    """Return the temperature with the least negative log-likelihood, searched between 0.3 and 3 in steps of 0.01."""
    candidates = np.arange(0.3, 3.005, 0.01)
    losses = [negative_log_likelihood(softmax(logits, float(candidate)), truth) for candidate in candidates]
    return round(float(candidates[int(np.argmin(losses))]), 2)


def figures(probabilities: Probabilities, truth: Labels, names: tuple[str, ...]) -> dict[str, Any]:
    """Return all of the above under their usual names."""
    confusion = confusion_matrix(probabilities, truth)
    table = per_class(confusion, names)
    present = [row for row in table.values() if row["count"]]
    return {
        "count": len(truth),
        "accuracy": accuracy(probabilities, truth),
        "balanced_accuracy": float(np.mean([row["recall"] for row in present])),
        "macro_f1": float(np.mean([row["f1"] for row in present])),
        "expected_calibration_error": expected_calibration_error(probabilities, truth),
        "per_class": table,
        "confusion": confusion.tolist(),
    }
