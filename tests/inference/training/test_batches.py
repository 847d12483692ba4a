import numpy as np
import pytest

from inference.training.augmentation import KINDS
from inference.training.batches import AugmentedBatches, Examples, PlainBatches, mixed_up
from inference.training.crops import Crops


@pytest.fixture
def examples() -> Examples:
    """Forty noisy crops of seven classes; every other one counts twice."""
    pixels = np.random.default_rng(0).integers(0, 256, (40, 48, 48), dtype=np.uint8)
    emotion = np.arange(40, dtype=np.uint8) % 7
    weights = np.where(np.arange(40) % 2, 2, 1).astype(np.float32)
    crops = Crops(pixels, emotion, np.zeros(40, dtype=np.uint8))
    return Examples(crops, {"logits": np.eye(7, dtype=np.float32)[emotion]}, {"logits": weights})


def batches(examples: Examples, epoch: int = 0, mixup: float = 0.0) -> AugmentedBatches:
    return AugmentedBatches(examples, 16, seed=0, epoch=epoch, ranges=KINDS["faces"], mixup=mixup)


def test_batch_is_input_targets_and_weights(examples):
    images, targets, weights = batches(examples)[0]

    assert images.shape == (16, 48, 48, 1)
    assert targets["logits"].shape == (16, 7)
    assert targets["logits"].sum(axis=1).tolist() == [1] * 16
    assert set(weights["logits"]) == {1, 2}


def test_targets_and_weights_belong_to_their_crops(examples):
    untouched = AugmentedBatches(examples, 16, seed=0, epoch=0, ranges=KINDS["none"])
    images, targets, weights = untouched[1]
    row = next(n for n, pixels in enumerate(examples.crops.pixels) if (pixels == images_to_pixels(images[3])).all())

    assert targets["logits"][3].argmax() == examples.crops.emotion[row]
    assert weights["logits"][3] == examples.weights["logits"][row]


def images_to_pixels(image: np.ndarray) -> np.ndarray:
    return np.round((image[..., 0] * 0.25 + 0.5) * 255).astype(np.uint8)


def test_only_whole_batches_are_given(examples):
    assert len(batches(examples)) == 2


def test_fewer_examples_than_a_batch_are_one_batch(examples):
    assert len(AugmentedBatches(examples, 100, seed=0, epoch=0, ranges=KINDS["none"])) == 1


def test_same_epoch_gives_the_same_batches(examples):
    one, other, next_epoch = (batches(examples, epoch)[0] for epoch in (0, 0, 1))

    np.testing.assert_array_equal(one[0], other[0])
    assert (one[0] != next_epoch[0]).any()


def test_mixup_mixes_pictures_and_targets_by_the_same_share():
    inputs = np.arange(4, dtype=np.float32)[:, np.newaxis, np.newaxis, np.newaxis]
    even = {"logits": np.ones(4, dtype=np.float32)}
    mixed, targets, weights = mixed_up(inputs, {"logits": inputs[:, :, 0, 0]}, even, 0.4, np.random.default_rng(1))

    np.testing.assert_allclose(mixed[:, 0, 0], targets["logits"], rtol=1e-6)
    np.testing.assert_allclose(weights["logits"], 1)
    assert (mixed != inputs).any()


def test_crop_that_does_not_count_gives_its_partner_no_target():
    inputs, targets = np.zeros((2, 1, 1, 1), dtype=np.float32), np.eye(2, dtype=np.float32)
    weights = {"logits": np.array([1, 0], dtype=np.float32)}
    for seed in range(5):
        _, mixed, counts = mixed_up(inputs, {"logits": targets}, weights, 0.4, np.random.default_rng(seed))

        assert mixed["logits"][counts["logits"] > 0].tolist() == [[1, 0]] * int((counts["logits"] > 0).sum())
        assert counts["logits"].sum() == pytest.approx(1)


def test_mixup_keeps_targets_distributions(examples):
    _, targets, _ = batches(examples, mixup=0.4)[0]

    assert targets["logits"].sum(axis=1) == pytest.approx(1)
    assert (targets["logits"].max(axis=1) < 1).any()


def test_crops_are_brought_to_what_the_network_takes(examples):
    colour = Examples(examples.crops, examples.targets, examples.weights, side=64, channels=3)

    assert batches(colour)[0][0].shape == (16, 64, 64, 3)
    assert PlainBatches(examples.crops.pixels, 64, 3, batch_size=30)[1][0].shape == (10, 64, 64, 3)


def test_plain_batches_hold_every_crop_once_in_order(examples):
    plain = PlainBatches(examples.crops.pixels, 48, 1, batch_size=16)
    images = np.concatenate([plain[number][0] for number in range(len(plain))])

    assert len(plain) == 3
    np.testing.assert_array_equal([images_to_pixels(image) for image in images], examples.crops.pixels)
