import numpy as np
import pytest

from inference.evaluation.coverage import COVERAGES, risk_coverage


def test_surest_rows_are_answered_first():
    curve = risk_coverage(np.array([0.2, 0.9, 0.6, 0.8]), np.array([False, True, False, True]))

    assert curve["coverage"] == [*COVERAGES]
    assert curve["accuracy"][COVERAGES.index(0.5)] == 1
    assert curve["accuracy"][-1] == 0.5
    assert curve["confidence"][COVERAGES.index(0.5)] == 0.8


def test_area_is_the_mean_risk_over_all_coverages():
    curve = risk_coverage(np.array([0.9, 0.8, 0.6, 0.2]), np.array([True, True, False, False]))

    assert curve["area"] == pytest.approx((0 + 0 + 1 / 3 + 1 / 2) / 4)


def test_risk_is_what_accuracy_leaves():
    generator = np.random.default_rng(0)
    curve = risk_coverage(generator.random(100), generator.random(100) < 0.6)

    np.testing.assert_allclose(np.add(curve["risk"], curve["accuracy"]), 1)


def test_equal_confidence_counts_as_random_order():
    right_first = risk_coverage(np.full(4, 0.5), np.array([True, True, False, False]))
    wrong_first = risk_coverage(np.full(4, 0.5), np.array([False, False, True, True]))

    assert right_first == wrong_first
    assert right_first["accuracy"] == [0.5] * len(COVERAGES)


def test_single_row_is_answered_at_any_coverage():
    assert risk_coverage(np.array([0.7]), np.array([True]))["accuracy"] == [1] * len(COVERAGES)
