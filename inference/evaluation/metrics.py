"""Figures of a classifier from its probabilities and the true classes, in NumPy.

Everywhere: probabilities and logits have shape (n, classes), the true classes are indices of shape (n,).
"""

from typing import Any

import numpy as np
import numpy.typing as npt

from inference.evaluation.confusion import NOT_FOUND, IsFound, Labels, Probabilities, confusion_matrix, means, per_class
from inference.evaluation.coverage import risk_coverage
from inference.evaluation.ranking import area_under_curve, roc_curve, thinned
from inference.probabilities import softmax

CALIBRATION_BINS = 15


def accuracy(probabilities: Probabilities, truth: Labels) -> float:
    """Return the share of rows whose likeliest class is the true one."""
    return float(np.mean(probabilities.argmax(axis=1) == truth))


def reliability(
    probabilities: Probabilities, truth: Labels, bins: int = CALIBRATION_BINS
) -> dict[str, list[float | None]]:
    """Return confidence, accuracy and count of equal bins of confidence; an empty bin has no confidence or accuracy."""
    counts, right, sums = _binned(probabilities, truth, bins)
    return {
        "confidence": [float(total / count) if count else None for total, count in zip(sums, counts, strict=True)],
        "accuracy": [float(total / count) if count else None for total, count in zip(right, counts, strict=True)],
        "count": [int(count) for count in counts],
    }


def expected_calibration_error(probabilities: Probabilities, truth: Labels, bins: int = CALIBRATION_BINS) -> float:
    """Return the mean gap between confidence and accuracy over equal bins of confidence (Guo et al. 2017)."""
    _, right, sums = _binned(probabilities, truth, bins)
    return float(np.abs(right - sums).sum() / len(truth))


def _binned(
    probabilities: Probabilities, truth: Labels, bins: int
) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Return of equal bins of confidence: how many rows, how many of them right, and the sum of confidence."""
    confidence = probabilities.max(axis=1)
    numbers = np.minimum((confidence * bins).astype(np.int64), bins - 1)
    right = np.bincount(numbers, weights=probabilities.argmax(axis=1) == truth, minlength=bins)
    sums = np.bincount(numbers, weights=confidence, minlength=bins)
    return np.bincount(numbers, minlength=bins), right.astype(np.float64), sums.astype(np.float64)


def negative_log_likelihood(probabilities: Probabilities, truth: Labels) -> float:
    """Return the mean surprise at the true class, in nats."""
    return float(-np.mean(np.log(np.clip(probabilities[np.arange(len(truth)), truth], 1e-12, 1))))


def fit_temperature(logits: npt.NDArray[np.float32], truth: Labels) -> float:
    """Return the temperature with the least negative log-likelihood, searched between 0.3 and 3 in steps of 0.01."""
    candidates = np.arange(0.3, 3.005, 0.01)
    losses = [negative_log_likelihood(softmax(logits, float(candidate)), truth) for candidate in candidates]
    return round(float(candidates[int(np.argmin(losses))]), 2)


def roc_scores(probabilities: Probabilities, truth: Labels, number: int, is_found: IsFound) -> Probabilities:
    """Return each row's score for one class, shape (n,), with the worst possible answer for a face not found.

    Probabilities end at 1: -1 puts a missed face of the class behind all others, 2 any other missed face before them.
    """
    return np.where(is_found, probabilities[:, number], np.where(truth == number, -1.0, 2.0))


def figures(
    probabilities: Probabilities, truth: Labels, names: tuple[str, ...], is_found: IsFound | None = None
) -> dict[str, Any]:
    """Return all figures under their usual names.

    A face that was not found is an error in all of them except calibration, which looks at given confidences only.
    Means over classes (`balanced_accuracy`, `macro_precision`, `macro_f1`, `macro_auc`) are over the classes present in
    `truth`; `classes_absent` lists the others.

    Args:
        probabilities: shape (n, classes); any values where the face was not found.
        truth: class indices, shape (n,), n > 0.
        names: of the classes.
        is_found: see `confusion_matrix`.
    """
    found = np.ones(len(truth), dtype=np.bool_) if is_found is None else is_found
    confusion = confusion_matrix(probabilities, truth, is_found)
    return {
        "count": len(truth),
        **means(confusion),
        **_calibration(probabilities[found], truth[found]),
        **_curves(probabilities, truth, names, found, per_class(confusion, names)),
        "classes_absent": [name for name, row in zip(names, confusion, strict=True) if row.sum() == 0],
        "confusion": confusion.tolist(),
        "confusion_normalised": (confusion / np.maximum(confusion.sum(axis=1, keepdims=True), 1)).round(4).tolist(),
        "confusion_columns": [*names] if is_found is None else [*names, NOT_FOUND],
    }


def _calibration(probabilities: Probabilities, truth: Labels) -> dict[str, Any]:
    """Return how well confidence tells accuracy; no rows, no error."""
    error = expected_calibration_error(probabilities, truth) if len(truth) else None
    return {"expected_calibration_error": error, "reliability": reliability(probabilities, truth)}


def _curves(
    probabilities: Probabilities, truth: Labels, names: tuple[str, ...], found: IsFound, table: dict[str, Any]
) -> dict[str, Any]:
    """Return ROC curves, the per-class table with areas under them, their mean, and risk against coverage."""
    areas, curves = {}, {}
    for number, name in enumerate(names):
        scores, is_positive = roc_scores(probabilities, truth, number, found), truth == number
        areas[name] = area_under_curve(scores, is_positive)
        if areas[name] is not None:
            curves[name] = thinned(*roc_curve(scores, is_positive))
    known = [area for area in areas.values() if area is not None]
    confidence = np.where(found, probabilities.max(axis=1), 0)
    is_right = found & (probabilities.argmax(axis=1) == truth)
    return {
        "macro_auc": float(np.mean(known)) if known else None,
        "per_class": {name: {**row, "auc": areas[name]} for name, row in table.items()},
        "roc": curves,
        "risk_coverage": risk_coverage(confidence, is_right),
    }
