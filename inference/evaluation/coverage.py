"""Risk against coverage: how good the answers are when only the surest part of them is given."""

from typing import Any

import numpy as np
import numpy.typing as npt

COVERAGES = tuple(round(0.05 * step, 2) for step in range(1, 21))


def risk_coverage(
    confidence: npt.NDArray[np.floating[Any]], is_right: npt.NDArray[np.bool_]
) -> dict[str, float | list[float]]:
    """Return accuracy and risk over the surest rows, at twenty coverages, and the area under the risk.

    Selective classification after Geifman & El-Yaniv 2017 (arXiv 1705.08500); the area is the mean risk over all
    coverages (Geifman et al. 2019, arXiv 1805.08206). Rows of equal confidence count as if put in random order.

    Args:
        confidence: shape (n,), n > 0.
        is_right: shape (n,).

    Returns:
        Lists `coverage`, `accuracy`, `risk` and `confidence` (the least one still answered), and `area`.
    """
    order = np.argsort(-confidence, kind="stable")
    expected_right = np.cumsum(_mean_over_ties(confidence[order], is_right[order]))
    accuracy = expected_right / np.arange(1, len(order) + 1)
    last = [max(int(np.ceil(coverage * len(order))), 1) - 1 for coverage in COVERAGES]
    return {
        "coverage": [*COVERAGES],
        "accuracy": [float(accuracy[row]) for row in last],
        "risk": [float(1 - accuracy[row]) for row in last],
        "confidence": [float(confidence[order][row]) for row in last],
        "area": float(np.mean(1 - accuracy)),
    }


def _mean_over_ties(
    confidence: npt.NDArray[np.floating[Any]], is_right: npt.NDArray[np.bool_]
) -> npt.NDArray[np.float64]:
    """Return for each row the share of right ones among the rows of its confidence, shape (n,)."""
    _, tie, sizes = np.unique(confidence, return_inverse=True, return_counts=True)
    shares: npt.NDArray[np.float64] = (np.bincount(tie, weights=is_right) / sizes)[tie]
    return shares
