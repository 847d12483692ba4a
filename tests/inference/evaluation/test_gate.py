import numpy as np
import pytest

from inference.evaluation.answers import Answers
from inference.evaluation.gate import gate_figures_of_crops, gate_figures_of_photos
from inference.results import FaceReading, FrameResult, Reason


def read_as(label: str) -> FrameResult:
    scores = {"valence": 0.0, "pleasure": 0.0, "arousal": 0.0, "engagement": 0.5}
    reading = FaceReading(
        xyxy=(0, 0, 1, 1), confidence=0.9, probabilities=(1.0,), label=label, gaze="centred", **scores
    )
    return FrameResult(reading, None, 10, 10)


def refused(reason: Reason) -> FrameResult:
    return FrameResult(None, reason, 10, 10)


def test_readings_are_judged_and_refusals_counted():
    results = [read_as("happy"), read_as("sad"), refused(Reason.NO_FACE), refused(Reason.NO_FACE)]
    figures = gate_figures_of_photos(results, ["happy", "happy", "happy", "sad"])

    assert figures == {"readings": 2, "accuracy_of_readings": 0.5, "reasons": {"no_face": 2}}


def test_no_reading_at_all_has_accuracy_zero():
    assert gate_figures_of_photos([refused(Reason.TOO_DARK)], ["sad"])["accuracy_of_readings"] is None


@pytest.fixture
def answers() -> Answers:
    """A sharp crop read rightly, one not surely, one black and one of a single grey level."""
    sharp = np.random.default_rng(0).integers(0, 256, (48, 48), dtype=np.uint8)
    pixels = np.stack([sharp, sharp, np.zeros_like(sharp), np.full_like(sharp, 90)])
    probabilities = np.array([[0.9, 0.1], [0.6, 0.4], [0.9, 0.1], [0.9, 0.1]], dtype=np.float32)
    return Answers(probabilities, probabilities, np.zeros(4, dtype=np.uint8), pixels, 0.1)


def test_crops_are_refused_by_their_own_checks_and_by_confidence(answers):
    figures = gate_figures_of_crops(answers, minimum_confidence=0.7)

    assert figures["reasons"] == {"not_sure": 1, "too_dark": 1, "too_blurred": 1}
    assert (figures["readings"], figures["accuracy_of_readings"]) == (1, 1)


def test_crops_of_another_size_have_no_gate(answers):
    large = Answers(answers.probabilities, answers.mirrored, answers.truth, np.zeros((4, 64, 64), np.uint8), 0.1)

    assert gate_figures_of_crops(large, minimum_confidence=0.7) == {}
