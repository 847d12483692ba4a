import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inference.evaluation.confusion import NOT_FOUND
from inference.evaluation.metrics import (
    accuracy,
    expected_calibration_error,
    figures,
    fit_temperature,
    reliability,
)

NAMES = ("cat", "dog", "owl")
# Predicted: cat, dog, dog, owl.
PROBABILITIES = np.array([[0.8, 0.1, 0.1], [0.3, 0.6, 0.1], [0.2, 0.7, 0.1], [0.0, 0.1, 0.9]])
TRUTH = np.array([0, 0, 1, 1])
# The second face was not found.
IS_FOUND = np.array([True, False, True, True])


def test_accuracy():
    assert accuracy(PROBABILITIES, TRUTH) == 0.5


def test_class_without_examples_does_not_count_in_the_means():
    report = figures(PROBABILITIES, TRUTH, NAMES)

    assert report["balanced_accuracy"] == 0.5
    assert report["macro_f1"] == pytest.approx((2 / 3 + 0.5) / 2)
    assert report["classes_absent"] == ["owl"]
    assert report["per_class"]["owl"]["auc"] is None


def test_weighted_f1_counts_classes_by_their_rows():
    report = figures(PROBABILITIES[:3], TRUTH[:3], NAMES)

    assert report["weighted_f1"] == pytest.approx((2 * 2 / 3 + 1 * 2 / 3) / 3)
    assert report["macro_f1"] == pytest.approx(2 / 3)


def test_micro_f1_is_the_accuracy_when_every_row_has_an_answer():
    report = figures(PROBABILITIES, TRUTH, NAMES)

    assert report["micro_f1"] == report["accuracy"] == 0.5


def test_face_not_found_is_an_error_in_every_figure():
    report = figures(PROBABILITIES, TRUTH, NAMES, np.array([False, True, True, True]))

    assert report["accuracy"] == 0.25
    assert report["per_class"]["cat"]["recall"] == 0
    assert report["micro_f1"] == pytest.approx(2 * 1 / (4 + 3))
    assert report["confusion_columns"] == [*NAMES, NOT_FOUND]
    assert report["confusion_normalised"][0] == [0, 0.5, 0, 0.5]
    assert report["risk_coverage"]["accuracy"][-1] == 0.25


def test_face_not_found_is_the_worst_answer_in_the_roc():
    shares = np.array([[0.9, 0.1], [0.8, 0.2], [0.2, 0.8], [0.1, 0.9]])
    truth = np.array([0, 0, 1, 1])
    report = figures(shares, truth, ("cat", "dog"), IS_FOUND)

    # Of four pairs of a cat and a dog, both with the missed cat count as lost, for either class.
    assert report["per_class"]["cat"]["auc"] == 0.5
    assert report["per_class"]["dog"]["auc"] == 0.5
    assert figures(shares, truth, ("cat", "dog"))["macro_auc"] == 1


def test_calibration_looks_at_found_faces_only():
    report = figures(PROBABILITIES, TRUTH, NAMES, IS_FOUND)

    assert sum(report["reliability"]["count"]) == 3
    assert report["expected_calibration_error"] == pytest.approx((0.2 + 0.3 + 0.9) / 3)


def test_no_face_at_all_still_gives_a_report():
    report = figures(np.zeros((4, 3)), TRUTH, NAMES, np.zeros(4, dtype=bool))

    assert report["accuracy"] == report["macro_f1"] == 0
    assert report["expected_calibration_error"] is None
    assert json.loads(json.dumps(report, allow_nan=False)) == report


def test_single_class_has_no_area_under_a_curve():
    report = figures(PROBABILITIES[:2], TRUTH[:2], NAMES)

    assert report["macro_auc"] is None
    assert report["roc"] == {}


def test_confident_and_right_is_calibrated():
    assert expected_calibration_error(np.eye(3), np.arange(3)) == 0


def test_confident_and_wrong_is_not():
    assert expected_calibration_error(np.eye(3), np.array([1, 2, 0])) == 1


def test_calibration_error_is_the_gap_in_each_bin():
    assert expected_calibration_error(PROBABILITIES, TRUTH) == pytest.approx((0.2 + 0.6 + 0.3 + 0.9) / 4)


def test_reliability_bins_hold_what_the_calibration_error_sums_up():
    generator = np.random.default_rng(0)
    shares, truth = generator.dirichlet(np.ones(3), 500), generator.integers(0, 3, 500)
    bins = reliability(shares, truth, bins=10)
    filled = [row for row in zip(bins["confidence"], bins["accuracy"], bins["count"], strict=True) if row[2]]

    assert bins["confidence"][0] is None  # the top one of three shares is at least a third
    assert sum(count for *_, count in filled) == 500
    gap = sum(abs(confidence - right) * count for confidence, right, count in filled) / 500
    assert gap == pytest.approx(expected_calibration_error(shares, truth, bins=10))


def test_temperature_undoes_overconfidence():
    generator = np.random.default_rng(0)
    logits = generator.normal(size=(4000, 3))
    shares = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    truth = np.array([generator.choice(3, p=row) for row in shares])

    assert fit_temperature((logits * 2).astype(np.float32), truth) == pytest.approx(2, abs=0.15)


@settings(max_examples=30)
@given(st.integers(1, 60), st.integers(0, 2**32 - 1))
def test_figures_stay_within_their_bounds(count, seed):
    generator = np.random.default_rng(seed)
    shares, truth = generator.dirichlet(np.ones(4), count), generator.integers(0, 4, count)
    report = figures(shares, truth, ("a", "b", "c", "d"), generator.random(count) < 0.8)

    for name in ("accuracy", "balanced_accuracy", "macro_f1", "weighted_f1", "micro_f1"):
        assert 0 <= report[name] <= 1
    assert np.sum(report["confusion"]) == count
    json.dumps(report, allow_nan=False)
