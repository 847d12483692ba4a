"""How well scores put one class before the others: receiver operating characteristic (ROC) and the area under it."""

from typing import Any

import numpy as np
import numpy.typing as npt

Scores = npt.NDArray[np.floating[Any]]
IsPositive = npt.NDArray[np.bool_]
Rates = npt.NDArray[np.float64]

CURVE_POINTS = 61


def roc_curve(scores: Scores, is_positive: IsPositive) -> tuple[Rates, Rates]:
    """Return false and true positive rates while the threshold sinks, from (0, 0) to (1, 1).

    Rows with equal scores enter together, so a tie is a slanted step.

    Args:
        scores: higher means rather positive, shape (n,).
        is_positive: shape (n,), true somewhere and false somewhere.
    """
    order = np.argsort(-scores, kind="stable")
    is_last_of_tie = np.append(np.diff(scores[order]) != 0, [True])
    positives = np.cumsum(is_positive[order])[is_last_of_tie]
    negatives = np.cumsum(~is_positive[order])[is_last_of_tie]
    return np.insert(negatives / negatives[-1], 0, 0.0), np.insert(positives / positives[-1], 0, 0.0)


def area_under_curve(scores: Scores, is_positive: IsPositive) -> float | None:
    """Return the chance that a positive row scores above a negative one, ties counting half; None without both kinds.

    This is the Mann-Whitney U statistic over the number of pairs, and equals the area under `roc_curve`.
    """
    positives, negatives = int(is_positive.sum()), int((~is_positive).sum())
    if positives == 0 or negatives == 0:
        return None
    _, tie, sizes = np.unique(scores, return_inverse=True, return_counts=True)
    middle_ranks = np.cumsum(sizes) - (sizes - 1) / 2
    above = float(middle_ranks[tie][is_positive].sum()) - positives * (positives + 1) / 2
    return above / (positives * negatives)


def thinned(false_positive_rate: Rates, true_positive_rate: Rates) -> dict[str, list[float]]:
    """Return about sixty points spread evenly along a curve, ends included: enough to draw it."""
    along = false_positive_rate + true_positive_rate
    chosen = np.unique(np.searchsorted(along, np.linspace(0, along[-1], CURVE_POINTS)))
    return {
        "false_positive_rate": [round(float(rate), 4) for rate in false_positive_rate[chosen]],
        "true_positive_rate": [round(float(rate), 4) for rate in true_positive_rate[chosen]],
    }
