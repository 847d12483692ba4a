from dataclasses import replace

import numpy as np
import pytest

from inference.evaluation.answers import Answers, answer_crops
from tests.inference.evaluation.brightness import SURE, BrightnessClassifier, brightness_network, shown_as


@pytest.fixture
def answers() -> Answers:
    """One row that changes when it is mirrored."""
    one, other = np.array([[1.0, 0.0]], dtype=np.float32), np.array([[0.5, 0.5]], dtype=np.float32)
    return Answers(one, other, np.array([0], dtype=np.uint8), np.zeros((1, 48, 48), dtype=np.uint8), 0.1)


def test_both_views_are_averaged_when_asked(answers):
    assert answers.chosen(flip=False).tolist() == [[1, 0]]
    assert answers.chosen(flip=True).tolist() == [[0.75, 0.25]]
    assert answers.averaged().dtype == np.float32


def test_crops_are_always_found(answers):
    assert answers.is_found is None
    assert answers.found().tolist() == [True]


def test_crops_are_answered_in_order():
    answers = answer_crops(brightness_network(), shown_as(3, 1), np.array([3, 2], dtype=np.uint8))

    assert answers.probabilities.argmax(axis=1).tolist() == [3, 1]
    assert answers.probabilities.max(axis=1) == pytest.approx([SURE, SURE])
    assert answers.ms_per_crop >= 0


def test_crops_of_another_size_are_fitted_to_the_network():
    colour = np.repeat(shown_as(2)[..., np.newaxis], 3, axis=3).repeat(2, axis=1).repeat(2, axis=2)
    answers = answer_crops(brightness_network(), colour, np.array([2], dtype=np.uint8))

    assert answers.pixels.shape == (1, 48, 48)
    assert answers.probabilities.argmax() == 2


class LargeCrops(BrightnessClassifier):
    """Takes 64x64 in colour, and notes how many crops it is given at once."""

    side, channels = 64, 3

    def __init__(self, classes: int) -> None:
        super().__init__(classes)
        self.given: list[tuple[int, ...]] = []

    def takes_served_crops(self) -> bool:
        return False

    def classify(self, crops: np.ndarray) -> np.ndarray:
        self.given.append(crops.shape)
        return super().classify(crops[..., 0])


def test_only_some_crops_are_brought_to_the_networks_size_at_once(monkeypatch):
    monkeypatch.setattr("inference.training.fitting.CROPS_AT_ONCE", 2)
    network = replace(brightness_network(), classifier=LargeCrops(7))
    answers = answer_crops(network, shown_as(3, 1, 5), np.array([3, 1, 5], dtype=np.uint8))

    assert network.classifier.given == [(2, 64, 64, 3)] * 2 + [(1, 64, 64, 3)] * 2
    assert answers.probabilities.argmax(axis=1).tolist() == [3, 1, 5]
    assert answers.pixels.shape == (3, 48, 48)


def test_no_crops_take_no_time():
    answers = answer_crops(brightness_network(classes=8), shown_as(), np.zeros(0, dtype=np.uint8))

    assert answers.probabilities.shape == (0, 8)
