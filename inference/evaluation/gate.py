"""What the quality gate and the minimum confidence cost and bring: readings, how many are right, and refusals."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from inference.evaluation.answers import Answers
from inference.preprocessing import CROP_SIDE
from inference.quality import Thresholds, check_crop
from inference.results import FrameResult, Reason


def gate_figures_of_photos(results: Sequence[FrameResult], labels: Sequence[str]) -> dict[str, Any]:
    """Return the figures of whole photos from what serving makes of each and how it is labelled."""
    is_right = [result.reading.label == label for result, label in zip(results, labels, strict=True) if result.reading]
    return _figures(is_right, [result.reason for result in results if result.reason])


def gate_figures_of_crops(answers: Answers, minimum_confidence: float) -> dict[str, Any]:
    """Return the figures of crops, which only the crop's own checks and the minimum confidence can refuse.

    The thresholds are for grey crops of 48 pixels; others get no figures.
    """
    if answers.pixels.shape[1:] != (CROP_SIDE, CROP_SIDE):
        return {}
    thresholds = Thresholds()
    reasons = [check_crop(crop, thresholds) for crop in answers.pixels]
    is_sure = answers.probabilities.max(axis=1) >= minimum_confidence
    refusals = [
        reason or (None if sure else Reason.NOT_SURE) for reason, sure in zip(reasons, is_sure.tolist(), strict=True)
    ]
    is_kept = np.array([refusal is None for refusal in refusals])
    is_right = answers.probabilities.argmax(axis=1) == answers.truth
    return _figures(is_right[is_kept].tolist(), [refusal for refusal in refusals if refusal])


def _figures(is_right: Sequence[bool], reasons: Iterable[Reason]) -> dict[str, Any]:
    """Return how many rows became readings, how many of these are right, and why the others did not."""
    return {
        "readings": len(is_right),
        "accuracy_of_readings": sum(is_right) / len(is_right) if is_right else None,
        "reasons": dict(Counter(str(reason) for reason in reasons)),
    }
