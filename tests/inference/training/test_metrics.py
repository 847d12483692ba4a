import numpy as np
import pytest

from inference.training.metrics import (
    accuracy,
    confusion_matrix,
    expected_calibration_error,
    figures,
    fit_temperature,
    per_class,
)

NAMES = ("cat", "dog", "owl")
# Predicted: cat, dog, dog, owl.
PROBABILITIES = np.array([[0.8, 0.1, 0.1], [0.3, 0.6, 0.1], [0.2, 0.7, 0.1], [0.0, 0.1, 0.9]])
TRUTH = np.array([0, 0, 1, 1])


def test_accuracy():
    assert accuracy(PROBABILITIES, TRUTH) == 0.5


def test_confusion_has_the_truth_down_and_the_guess_across():
    assert confusion_matrix(PROBABILITIES, TRUTH).tolist() == [[1, 1, 0], [0, 1, 1], [0, 0, 0]]


def test_figures_per_class():
    table = per_class(confusion_matrix(PROBABILITIES, TRUTH), NAMES)

    assert table["cat"] == {"precision": 1, "recall": 0.5, "f1": pytest.approx(2 / 3), "count": 2}
    assert table["dog"] == {"precision": 0.5, "recall": 0.5, "f1": 0.5, "count": 2}
    assert table["owl"] == {"precision": 0, "recall": 0, "f1": 0, "count": 0}


def test_class_without_examples_does_not_count_in_the_means():
    report = figures(PROBABILITIES, TRUTH, NAMES)

    assert report["balanced_accuracy"] == 0.5
    assert report["macro_f1"] == pytest.approx((2 / 3 + 0.5) / 2)


def test_confident_and_right_is_calibrated():
    assert expected_calibration_error(np.eye(3), np.arange(3)) == 0


def test_confident_and_wrong_is_not():
    assert expected_calibration_error(np.eye(3), np.array([1, 2, 0])) == 1


def test_calibration_error_is_the_gap_in_each_bin():
    assert expected_calibration_error(PROBABILITIES, TRUTH) == pytest.approx((0.2 + 0.6 + 0.3 + 0.9) / 4)


def test_temperature_undoes_overconfidence():
    generator = np.random.default_rng(0)
    logits = generator.normal(size=(4000, 3))
    shares = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    truth = np.array([generator.choice(3, p=row) for row in shares])

    assert fit_temperature((logits * 2).astype(np.float32), truth) == pytest.approx(2, abs=0.15)
