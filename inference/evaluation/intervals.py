"""Bootstrap intervals (Efron 1979): how far a figure would move with another sample of the same kind.

Resampled rows only matter through their confusion matrix, so whole matrices are drawn: two thousand multinomial draws
instead of two thousand times n rows.
"""

from typing import Any

import numpy as np
import numpy.typing as npt

from inference.evaluation.confusion import Confusion, Labels, Shares, f1, recall, share_right

RESAMPLES = 2000
LEVEL = 0.95
LEAST_PEOPLE = 2  # one alone, drawn again and again, would give the same figure each time

Interval = list[float]


def confidence_intervals(
    confusion: Confusion, names: tuple[str, ...], people: Confusion | None = None
) -> dict[str, Any]:
    """Return 95 % intervals of accuracy, balanced accuracy, macro F1 and every class's recall.

    Args:
        confusion: as of `metrics.confusion_matrix`.
        names: of the classes.
        people: one confusion matrix for each person, shape (people, classes, columns). One person's photos are alike:
            where two or more are known, people are drawn instead of photos (cluster bootstrap).

    Returns:
        `[low, high]` by name, and `by`: what was drawn. A class without rows has no interval.
    """
    several = people if people is not None and len(people) >= LEAST_PEOPLE else None
    stack = _resampled_rows(confusion) if several is None else _resampled_people(several)
    recalls, present = recall(stack), confusion.sum(axis=1) > 0
    return {
        "by": "row" if several is None else "person",
        "level": LEVEL,
        "accuracy": _interval(share_right(stack)),
        "balanced_accuracy": _interval(np.nanmean(recalls[:, present], axis=1)),
        "macro_f1": _interval(np.nanmean(f1(stack)[:, present], axis=1)),
        "recall": {
            name: _interval(recalls[:, number]) if present[number] else None for number, name in enumerate(names)
        },
    }


def confusion_by_person(
    truth: Labels, predicted: Labels, subject: npt.NDArray[np.str_], shape: tuple[int, int]
) -> tuple[list[str], Confusion]:
    """Return the people's names in order and a confusion matrix for each, shape (people, *shape)."""
    people, person = np.unique(subject, return_inverse=True)
    cells = (person.astype(np.int64) * shape[0] + truth) * shape[1] + predicted
    counts = np.bincount(cells, minlength=len(people) * shape[0] * shape[1])
    return [str(name) for name in people], counts.reshape(len(people), *shape)


def _resampled_rows(confusion: Confusion) -> Confusion:
    """Draw as many rows as there are, with replacement, many times; shape (RESAMPLES, classes, columns)."""
    count = int(confusion.sum())
    drawn = np.random.default_rng(0).multinomial(count, confusion.ravel() / count, size=RESAMPLES)
    return drawn.reshape(RESAMPLES, *confusion.shape)


def _resampled_people(people: Confusion) -> Confusion:
    """Draw as many people as there are, with replacement, many times, and add up their matrices."""
    count = len(people)
    times = np.random.default_rng(0).multinomial(count, np.full(count, 1 / count), size=RESAMPLES)
    return np.tensordot(times, people, axes=1)


def _interval(values: Shares) -> Interval:
    """Return the middle 95 % of resampled figures; a resample in which the class is missing says nothing about it."""
    tail = (1 - LEVEL) / 2
    low, high = np.nanquantile(values, [tail, 1 - tail])
    return [float(low), float(high)]
