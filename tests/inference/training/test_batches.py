import numpy as np
import pytest

from inference.training.batches import AugmentedBatches
from inference.training.dataset import Crops


@pytest.fixture
def crops() -> Crops:
    """Forty noisy crops."""
    pixels = np.random.default_rng(0).integers(0, 256, (40, 48, 48), dtype=np.uint8)
    return Crops(pixels, np.arange(40, dtype=np.uint8) % 7, np.zeros(40, dtype=np.uint8))


def test_batch_is_input_and_one_hot_labels(crops):
    images, labels = AugmentedBatches(crops, 16, seed=0, epoch=0)[0]

    assert images.shape == (16, 48, 48, 1)
    assert labels.shape == (16, 7)
    assert labels.sum(axis=1).tolist() == [1] * 16


def test_only_whole_batches_are_given(crops):
    assert len(AugmentedBatches(crops, 16, seed=0, epoch=0)) == 2


def test_same_epoch_gives_the_same_batches(crops):
    one, other, next_epoch = (AugmentedBatches(crops, 16, seed=0, epoch=epoch)[0] for epoch in (0, 0, 1))

    np.testing.assert_array_equal(one[0], other[0])
    assert (one[0] != next_epoch[0]).any()
