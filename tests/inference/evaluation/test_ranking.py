import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from inference.evaluation.ranking import CURVE_POINTS, area_under_curve, roc_curve, thinned


def test_curve_of_a_hand_made_case():
    false_rate, true_rate = roc_curve(np.array([0.9, 0.8, 0.7, 0.6]), np.array([True, False, True, False]))

    assert false_rate.tolist() == [0, 0, 0.5, 0.5, 1]
    assert true_rate.tolist() == [0, 0.5, 0.5, 1, 1]


def test_area_counts_pairs_in_the_right_order():
    # Of the four pairs only (0.7 positive, 0.8 negative) is in the wrong order.
    assert area_under_curve(np.array([0.9, 0.8, 0.7, 0.6]), np.array([True, False, True, False])) == 0.75


def test_tie_counts_half_and_is_one_slanted_step():
    scores, is_positive = np.array([0.5, 0.5]), np.array([True, False])
    false_rate, true_rate = roc_curve(scores, is_positive)

    assert area_under_curve(scores, is_positive) == 0.5
    assert false_rate.tolist() == true_rate.tolist() == [0, 1]


def test_perfect_and_reversed_order():
    is_positive = np.array([False, False, True])

    assert area_under_curve(np.array([0.1, 0.2, 0.3]), is_positive) == 1
    assert area_under_curve(np.array([0.3, 0.2, 0.1]), is_positive) == 0


@pytest.mark.parametrize("is_positive", [[True, True], [False, False]])
def test_one_kind_alone_has_no_area(is_positive):
    assert area_under_curve(np.array([0.1, 0.2]), np.array(is_positive)) is None


@given(st.lists(st.tuples(st.integers(0, 5), st.booleans()), min_size=2, max_size=40))
def test_area_is_mann_whitneys_count_of_pairs_and_lies_under_the_curve(rows):
    scores, is_positive = np.array([score for score, _ in rows]), np.array([positive for _, positive in rows])
    area = area_under_curve(scores, is_positive)
    if area is None:
        assert is_positive.all() or not is_positive.any()
        return
    gaps = scores[is_positive][:, np.newaxis] - scores[~is_positive]
    false_rate, true_rate = roc_curve(scores, is_positive)

    assert area == pytest.approx((gaps > 0).mean() + (gaps == 0).mean() / 2)
    assert area == pytest.approx(np.trapezoid(true_rate, false_rate))


def test_order_alone_decides():
    generator = np.random.default_rng(0)
    scores, is_positive = generator.random(200), generator.random(200) < 0.3

    assert area_under_curve(scores, is_positive) == area_under_curve(np.exp(5 * scores), is_positive)


def test_thinned_curve_keeps_its_ends_and_its_area():
    generator = np.random.default_rng(0)
    is_positive = generator.random(3000) < 0.02
    scores = generator.normal(size=3000) + 2 * is_positive
    drawn = thinned(*roc_curve(scores, is_positive))
    area = np.trapezoid(drawn["true_positive_rate"], drawn["false_positive_rate"])

    assert len(drawn["true_positive_rate"]) <= CURVE_POINTS
    assert (drawn["false_positive_rate"][0], drawn["true_positive_rate"][-1]) == (0, 1)
    assert area == pytest.approx(area_under_curve(scores, is_positive), abs=0.01)
