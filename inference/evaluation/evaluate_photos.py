"""Measure a network on labelled whole photos, through detection, alignment and the quality gate, as it is served."""

from pathlib import Path

import numpy as np

from inference.detection import Detector, load_detector
from inference.evaluation.answers import Answers, answer_photos
from inference.evaluation.evaluate import Report, check_rows, head, measure
from inference.evaluation.gate import gate_figures_of_photos
from inference.evaluation.networks import Network
from inference.evaluation.photos import read_photos
from inference.pipeline import Analyser
from inference.results import ModelInfo


def evaluate_photos(network: Network, detector: str, data: Path, flip: bool = False) -> tuple[Report, Answers]:
    """Classify whole photos through detection and alignment; a face that is not found is an error in every figure.

    The figures are over all photos, without the quality gate; `readings` says what the gate and the minimum
    confidence keep, `accuracy_of_readings` how good that is, and `reasons` why the rest was refused.

    Raises:
        DatasetError: the data cannot be read, or hold nothing that the network knows.
        ValueError: the detector is unknown, or the network takes other crops than are cut from photos.
    """
    photos = read_photos(data)
    known = photos.take(np.flatnonzero(photos.emotion < len(network.classes)))
    check_rows(len(known), data)
    answers, results = answer_photos(network, _analyser(network, load_detector(detector)), known)
    found = int(answers.found().sum())
    report = head(network, data, "photos") | measure(answers, network, flip)
    report["rows_outside_the_model"] = len(photos) - len(known)
    report["detector"] = detector
    report["photos"] = len(known)
    report["faces_not_found"] = len(known) - found
    report["accuracy_where_found"] = report["accuracy"] * len(known) / max(found, 1)
    return report | gate_figures_of_photos(results, [network.classes[emotion] for emotion in known.emotion]), answers


def _analyser(network: Network, detector: Detector) -> Analyser:
    """Put detector and network together as they are served."""
    limits = {"minimum_confidence": network.minimum_confidence}
    info = ModelInfo(network.name, network.sha256, network.classifier.temperature, limits)
    return Analyser.served(detector, network.classifier, info, network.classes)
