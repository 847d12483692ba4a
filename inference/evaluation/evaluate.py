"""Measure a network on labelled crops, as it is served; `evaluate_photos` does so on whole photos."""

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from inference.engagement import engagement
from inference.evaluation.answers import Answers, answer_crops
from inference.evaluation.confusion import predictions
from inference.evaluation.gate import gate_figures_of_crops
from inference.evaluation.intervals import confidence_intervals, confusion_by_person
from inference.evaluation.metrics import accuracy, figures
from inference.evaluation.networks import Network
from inference.labels import EMOTIONS
from inference.training.crops import USAGES
from inference.training.dataset import (
    TRAINING,
    Crops,
    DatasetError,
    held_out_part,
    read_crops_for,
    repeated_in,
    training_split,
)
from inference.training.targets import labelled

Report = dict[str, Any]

CONTEMPT_MASKED = ("accuracy", "balanced_accuracy", "macro_f1", "expected_calibration_error")


def evaluate_crops(
    network: Network,
    data: Path,
    usage: int | None = None,
    flip: bool = False,
    validation: bool = False,
    labels: str = "fer",
) -> tuple[Report, Answers]:
    """Classify one part of a set of crops; the figures without repeats leave out images that Training holds too.

    Args:
        network: to be measured.
        data: anything `read_crops` reads.
        usage: the part; when left out, as `held_out_part` chooses.
        flip: compute all figures from the mean of each crop and its mirror image.
        validation: measure on the validation split of Training instead.
        labels: "fer" for the data's own, "ferplus" or "ferplus8" for the class of most FER+ votes; crops on which too
            few agree are left out then.

    Raises:
        DatasetError: the part is empty, or none was asked for and all is Training.
    """
    crops = read_crops_for(data, network.side, network.channels)
    name, everything = _part(crops, data, usage, validation)
    part = labelled(everything, labels)
    known = part.take(part.emotion < len(network.classes))
    check_rows(len(known), data)
    answers = answer_crops(network, known.pixels, known.emotion)
    report = head(network, data, name) | measure(answers, network, flip)
    report["labels"] = labels
    report["rows_without_label"] = len(everything) - len(part)
    report["rows_outside_the_model"] = len(part) - len(known)
    if network.classifier.takes_served_crops():  # the gate's thresholds are for these
        report |= gate_figures_of_crops(answers, network.minimum_confidence)
    report |= _engagement_figures(answers, network.minimum_confidence)
    if name not in ("Training", "validation"):
        report |= without_repeats(answers.chosen(flip), known, crops.part(TRAINING))
    return report, answers


def measure(answers: Answers, network: Network, flip: bool = False) -> Report:
    """Return the figures that crops and photos share."""
    probabilities, names = answers.chosen(flip), network.classes
    report = figures(probabilities, answers.truth, names, answers.is_found)
    report["confidence_intervals"] = confidence_intervals(np.array(report["confusion"]), names)
    report["flip_averaged"] = flip
    report["accuracy_flip_averaged"] = _accuracy(answers, answers.averaged())
    report["accuracy_without_flip"] = _accuracy(answers, answers.probabilities)
    report["ms_per_crop"] = answers.ms_per_crop
    report["faces_not_found"] = 0
    if answers.subject is not None:
        report |= _by_person(answers, probabilities, names, answers.subject)
    if network.minimum_confidence > 0:
        report |= _sure_figures(answers, probabilities, network.minimum_confidence)
    if len(names) > len(EMOTIONS) and int(answers.truth.max()) < len(EMOTIONS):
        report["with_contempt_masked"] = _without_contempt(answers, probabilities)
    return report


def _part(crops: Crops, data: Path, usage: int | None, validation: bool) -> tuple[str, Crops]:
    """Return the part of the data to measure on, and its name."""
    if validation:
        return "validation", training_split(crops)[1]
    if usage is None:
        return held_out_part(crops)
    part = crops.part(usage)
    if len(part) == 0:
        raise DatasetError(f"{data} has no rows of usage {usage}")
    return USAGES[usage], part


def check_rows(count: int, data: Path) -> None:
    """Raise DatasetError when nothing is left to measure on."""
    if count == 0:
        raise DatasetError(f"{data} has no rows of a class that the network knows")


def head(network: Network, data: Path, part: str) -> Report:
    """Return what was measured on what."""
    return {
        "model": network.name,
        "sha256": network.sha256,
        "temperature": network.classifier.temperature,
        "minimum_confidence": network.minimum_confidence,
        "classes": list(network.classes),
        "data": data.name,
        "part": part,
    }


def _accuracy(answers: Answers, probabilities: npt.NDArray[np.float32]) -> float:
    """Return the share of rows named rightly; a face not found is an error."""
    return float(np.mean(predictions(probabilities, answers.is_found) == answers.truth))


def without_repeats(probabilities: npt.NDArray[np.float32], part: Crops, training: Crops) -> Report:
    """Return the accuracy on images that Training does not hold, and how many it does.

    There is no accuracy when it holds all of them, and neither figure when it is not there to be looked into.

    Args:
        probabilities: for the part's crops, shape (n, classes).
        part: what was measured on.
        training: what may hold the same images.
    """
    if not len(training):
        return {"repeats_of_training": None, "accuracy_without_repeats": None}
    is_new = ~repeated_in(part.pixels, training.pixels)
    return {
        "repeats_of_training": int(len(part) - is_new.sum()),
        "accuracy_without_repeats": accuracy(probabilities[is_new], part.emotion[is_new]) if is_new.any() else None,
    }


def _engagement_figures(answers: Answers, minimum_confidence: float) -> Report:
    """Return mean and standard deviation of the engagement index over crops that are sure enough, heads centred."""
    is_sure = answers.probabilities.max(axis=1) >= minimum_confidence
    indices = [engagement(row, "centred") for row in answers.probabilities[is_sure].tolist()]
    return {
        "engagement_mean": float(np.mean(indices)) if indices else None,
        "engagement_spread": float(np.std(indices)) if indices else None,
    }


def _by_person(
    answers: Answers, probabilities: npt.NDArray[np.float32], names: tuple[str, ...], subject: npt.NDArray[np.str_]
) -> Report:
    """Return accuracy by person, and intervals from drawing people."""
    columns = len(names) + (answers.is_found is not None)
    predicted = predictions(probabilities, answers.is_found)
    people, matrices = confusion_by_person(answers.truth, predicted, subject, (len(names), columns))
    rights, counts = np.trace(matrices, axis1=1, axis2=2), matrices.sum(axis=(1, 2))
    rows = zip(people, rights.tolist(), counts.tolist(), strict=True)
    return {
        "confidence_intervals": confidence_intervals(matrices.sum(axis=0), names, matrices),
        "by_person": {person: {"accuracy": right / count, "count": count} for person, right, count in rows},
    }


def _sure_figures(answers: Answers, probabilities: npt.NDArray[np.float32], minimum_confidence: float) -> Report:
    """Return how many rows the minimum confidence turns into "not sure", and how good the others are."""
    is_sure = answers.found() & (probabilities.max(axis=1) >= minimum_confidence)
    right = accuracy(probabilities[is_sure], answers.truth[is_sure]) if is_sure.any() else None
    return {"not_sure": int((answers.found() & ~is_sure).sum()), "accuracy_where_sure": right}


def _without_contempt(answers: Answers, probabilities: npt.NDArray[np.float32]) -> Report:
    """Return an eight-class network's main figures when it may only name the seven classes of the data."""
    seven = probabilities[:, : len(EMOTIONS)]
    shares = seven / np.maximum(seven.sum(axis=1, keepdims=True), 1e-12)
    report = figures(shares, answers.truth, EMOTIONS, answers.is_found)
    return {name: report[name] for name in CONTEMPT_MASKED}
