import numpy as np
import pytest

from inference.evaluation.confusion import confusion_matrix, f1, means, per_class, predictions, recall, share_right

NAMES = ("cat", "dog", "owl")
# Predicted: cat, dog, dog, owl.
PROBABILITIES = np.array([[0.8, 0.1, 0.1], [0.3, 0.6, 0.1], [0.2, 0.7, 0.1], [0.0, 0.1, 0.9]])
TRUTH = np.array([0, 0, 1, 1])
# The second face was not found.
IS_FOUND = np.array([True, False, True, True])


def test_confusion_has_the_truth_down_and_the_guess_across():
    assert confusion_matrix(PROBABILITIES, TRUTH).tolist() == [[1, 1, 0], [0, 1, 1], [0, 0, 0]]


def test_face_not_found_has_a_column_of_its_own():
    confusion = confusion_matrix(PROBABILITIES, TRUTH, IS_FOUND)

    assert confusion.tolist() == [[1, 0, 0, 1], [0, 1, 1, 0], [0, 0, 0, 0]]
    assert predictions(PROBABILITIES, IS_FOUND).tolist() == [0, 3, 1, 2]


def test_figures_per_class():
    table = per_class(confusion_matrix(PROBABILITIES, TRUTH), NAMES)

    assert table["cat"] == {"precision": 1, "recall": 0.5, "f1": pytest.approx(2 / 3), "count": 2}
    assert table["dog"] == {"precision": 0.5, "recall": 0.5, "f1": 0.5, "count": 2}
    assert table["owl"] == {"precision": 0, "recall": 0, "f1": 0, "count": 0}


def test_stack_of_matrices_gives_the_figures_of_each():
    one, other = np.array([[3, 1], [0, 4]]), np.array([[2, 2], [0, 0]])
    stack = np.stack([one, other])

    np.testing.assert_array_equal(recall(stack), [[0.75, 1], [0.5, np.nan]])
    np.testing.assert_allclose(f1(stack), [[6 / 7, 8 / 9], [2 / 3, np.nan]])
    np.testing.assert_array_equal(share_right(stack), [7 / 8, 1 / 2])


def test_predictions_leave_the_probabilities_alone():
    before = PROBABILITIES.copy()
    predictions(PROBABILITIES, IS_FOUND)

    np.testing.assert_array_equal(PROBABILITIES, before)


def test_means_of_a_matrix():
    figures = means(np.array([[3, 1, 0], [2, 4, 0], [0, 0, 0]]))

    assert figures["accuracy"] == 0.7
    assert figures["balanced_accuracy"] == pytest.approx((3 / 4 + 4 / 6) / 2)
    assert figures["macro_precision"] == pytest.approx((3 / 5 + 4 / 5) / 2)
    assert figures["weighted_precision"] == pytest.approx((4 * 3 / 5 + 6 * 4 / 5) / 10)
    assert figures["macro_f1"] == pytest.approx((6 / 9 + 8 / 11) / 2)
    assert figures["weighted_f1"] == pytest.approx((4 * 6 / 9 + 6 * 8 / 11) / 10)
    assert figures["micro_f1"] == pytest.approx(0.7)


def test_class_that_is_never_answered_has_no_precision():
    assert means(np.array([[3, 0], [1, 0]]))["macro_precision"] == pytest.approx(3 / 8)


def test_means_count_faces_not_found_as_rows_without_an_answer():
    figures = means(np.array([[3, 0, 1], [0, 4, 2]]))

    assert figures["accuracy"] == 0.7
    assert figures["micro_f1"] == pytest.approx(2 * 7 / (10 + 7))
    assert figures["macro_f1"] == pytest.approx((6 / 7 + 8 / 10) / 2)
