import numpy as np
import pytest

from inference.evaluation.intervals import confidence_intervals, confusion_by_person

NAMES = ("cat", "dog")


def test_interval_of_an_accuracy_is_the_binomial_one():
    intervals = confidence_intervals(np.array([[160, 40], [40, 160]]), NAMES)
    deviation = (0.8 * 0.2 / 400) ** 0.5

    assert intervals["by"] == "row"
    assert intervals["accuracy"] == pytest.approx([0.8 - 1.96 * deviation, 0.8 + 1.96 * deviation], abs=0.006)


def test_interval_of_a_recall_depends_on_the_class_alone():
    recalls = confidence_intervals(np.array([[8, 2], [0, 1000]]), NAMES)["recall"]

    assert recalls["cat"][0] == pytest.approx(0.5, abs=0.1)
    assert recalls["dog"] == [1, 1]


def test_figures_lie_inside_their_intervals():
    confusion = np.array([[30, 10], [5, 55]])
    intervals = confidence_intervals(confusion, NAMES)

    assert intervals["balanced_accuracy"][0] < (30 / 40 + 55 / 60) / 2 < intervals["balanced_accuracy"][1]
    assert intervals["macro_f1"][0] < (60 / 75 + 110 / 125) / 2 < intervals["macro_f1"][1]


def test_absent_class_has_no_interval_and_does_not_count():
    intervals = confidence_intervals(np.array([[9, 1], [0, 0]]), NAMES)

    assert intervals["recall"]["dog"] is None
    assert intervals["balanced_accuracy"] == intervals["recall"]["cat"]


def test_drawing_people_widens_the_interval_when_people_differ():
    # Ten people, each read all right or all wrong: as many independent observations as people.
    people = np.array([[[20, 0], [0, 20]]] * 5 + [[[0, 20], [20, 0]]] * 5)
    by_row = confidence_intervals(people.sum(axis=0), NAMES)["accuracy"]
    by_person = confidence_intervals(people.sum(axis=0), NAMES, people)

    assert by_person["by"] == "person"
    assert by_person["accuracy"] == pytest.approx([0.2, 0.8], abs=0.1)
    assert by_row[1] - by_row[0] < 0.15


def test_one_person_alone_is_not_drawn_again_and_again():
    confusion = np.array([[160, 40], [40, 160]])

    assert confidence_intervals(confusion, NAMES, confusion[np.newaxis]) == confidence_intervals(confusion, NAMES)


def test_same_data_give_the_same_interval():
    confusion = np.array([[30, 10], [5, 55]])

    assert confidence_intervals(confusion, NAMES) == confidence_intervals(confusion, NAMES)


def test_confusion_by_person_adds_up_to_the_whole():
    truth, predicted = np.array([0, 1, 1, 0]), np.array([0, 1, 2, 1])
    people, matrices = confusion_by_person(truth, predicted, np.array(["M2", "F1", "M2", "F1"]), (2, 3))

    assert people == ["F1", "M2"]
    assert matrices[0].tolist() == [[0, 1, 0], [0, 1, 0]]
    assert matrices.sum(axis=0).tolist() == [[1, 1, 0], [0, 1, 1]]
