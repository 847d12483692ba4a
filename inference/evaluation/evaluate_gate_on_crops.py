"""Measure the parts of the quality gate that look at the crop alone, on crops made worse step by step.

This is how its thresholds are chosen: on FER2013's validation split, like everything else that is chosen. Whole photos
of other people (`evaluate_gate`) then show what the choice is worth.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from inference.blazeface import BLAZEFACE_FRAMING
from inference.classification import Classifier
from inference.evaluation.darkness import darker
from inference.evaluation.evaluate_gate import DARKER, Outcome, blurred, tally
from inference.frames import Image
from inference.quality import Thresholds, check_crop
from inference.results import Reason
from inference.training.augmentation import as_snapshot
from inference.training.crops import Crops

SMALLER = (41.0, 36.0, 32.0, 28.0, 24.0, 20.0, 16.0)  # box side in pixels of the frame; 41 is a crop of 48 pixels
BLURRED = (0.0, 0.5, 0.8, 1.1, 1.4, 1.7, 2.0)  # deviation of the Gaussian in pixels of the crop
COVERED = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5)  # part of the crop's width that is black, as beyond a frame's border
JPEG_QUALITY = 80  # of webcam frames

Worse = Callable[[Image, float], Image]


def evaluate_gate_on_crops(classifier: Classifier, crops: Crops, thresholds: Thresholds) -> dict[str, Any]:
    """Return a table for each way of making crops worse, a row for each step, as `evaluate_gate` does for photos."""
    ways: Mapping[Reason, tuple[Sequence[float], Worse]] = {
        Reason.TOO_SMALL: (SMALLER, smaller),
        Reason.TOO_DARK: (DARKER, darker),
        Reason.TOO_BLURRED: (BLURRED, blurred),
        Reason.CUT_OFF: (COVERED, covered),
    }
    report: dict[str, Any] = {"crops": len(crops)}
    for reason, (steps, worse) in ways.items():
        report[str(reason)] = [_row(classifier, crops, thresholds, step, worse, reason) for step in steps]
    return report


def _row(
    classifier: Classifier, crops: Crops, thresholds: Thresholds, step: float, worse: Worse, reason: Reason
) -> dict[str, Any]:
    """Make every crop worse by one step; ask the gate, and the network whatever the gate says."""
    changed = np.stack([worse(crop, step) for crop in crops.pixels])
    is_right = classifier.classify(changed).argmax(axis=1) == crops.emotion
    reasons = _reasons(changed, thresholds, step, reason)
    outcomes = [Outcome(found, bool(right)) for found, right in zip(reasons, is_right, strict=True)]
    return {"step": step, **tally(outcomes, reason)}


def _reasons(
    crops: npt.NDArray[np.uint8], thresholds: Thresholds, step: float, reason: Reason
) -> Sequence[Reason | None]:
    """Return what the gate says of each crop; a face's size and what lies beyond the border are known from the step."""
    if reason is Reason.TOO_SMALL and step < thresholds.minimum_side_px:
        return [reason] * len(crops)
    if reason is Reason.CUT_OFF:
        return [reason if 1 - step < thresholds.minimum_visible else None] * len(crops)
    return [check_crop(crop, thresholds) for crop in crops]


def smaller(crop: Image, box_side_px: float) -> Image:
    """Make a grey crop what serving would cut if the face's box had this side: few pixels, JPEG, enlarged again."""
    return as_snapshot(crop, min(crop.shape[0], round(box_side_px * BLAZEFACE_FRAMING.side)), JPEG_QUALITY)


def covered(crop: Image, part: float) -> Image:
    """Blacken the left part of a crop."""
    changed = crop.copy()
    changed[:, : round(part * crop.shape[1])] = 0
    return changed
