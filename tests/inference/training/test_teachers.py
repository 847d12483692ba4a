"""What finished runs think of the crops."""

import keras
import numpy as np
import pytest

from inference.probabilities import softmax
from inference.training.augmentation import KINDS, UNCHANGED
from inference.training.batches import Examples
from inference.training.crops import Crops
from inference.training.teachers import VIEWS, opinion


class Brightness:
    """Stands in for a network: its logits are the mean brightness and the same negated."""

    output_shape = (None, 2)

    def __init__(self, sign: float = 1.0) -> None:
        self.sign = sign

    def predict(self, batches: keras.utils.PyDataset, verbose: int) -> np.ndarray:
        means = np.concatenate([batches[number][0].mean(axis=(1, 2, 3)) for number in range(len(batches))])
        return self.sign * np.stack([means, -means], axis=1)


@pytest.fixture
def examples() -> Examples:
    """Twelve crops of twelve levels of grey."""
    pixels = np.repeat(80 + np.arange(12, dtype=np.uint8) * 14, 48 * 48).reshape(12, 48, 48)
    crops = Crops(pixels, np.zeros(12, dtype=np.uint8), np.zeros(12, dtype=np.uint8))
    return Examples(crops, {}, {})


def test_opinion_on_unchanged_crops_is_the_networks_answer(examples):
    means = ((80 + np.arange(12) * 14) / 255 - 0.5) / 0.25
    expected = softmax(np.stack([means, -means], axis=1))

    np.testing.assert_allclose(opinion([Brightness()], examples, UNCHANGED), expected, rtol=1e-4)


def test_opinions_of_several_are_their_mean(examples):
    np.testing.assert_allclose(opinion([Brightness(), Brightness(-1)], examples, UNCHANGED), 0.5, rtol=1e-5)


def test_opinion_does_not_depend_on_how_many_crops_are_looked_at_at_once(examples, monkeypatch):
    whole = opinion([Brightness()], examples, KINDS["faces"])
    monkeypatch.setattr("inference.training.fitting.CROPS_AT_ONCE", 5)

    np.testing.assert_array_equal(opinion([Brightness()], examples, KINDS["faces"]), whole)


def test_every_view_is_another_change_and_the_same_each_time(examples):
    views = []

    class Watching(Brightness):
        def predict(self, batches: keras.utils.PyDataset, verbose: int) -> np.ndarray:
            views.append(batches[0][0])
            return super().predict(batches, verbose)

    first, again = (opinion([Watching()], examples, KINDS["faces"]) for _ in range(2))

    np.testing.assert_array_equal(first, again)
    assert len(views) == 2 * VIEWS
    assert (views[0] != views[1]).any()
