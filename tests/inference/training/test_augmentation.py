import numpy as np
import pytest

from inference.training.augmentation import Ranges, augment, augment_crop, erase

STILL = Ranges(rotation_degrees=0, scale=0, shift=0, contrast=0, brightness=0, erase_probability=0)


@pytest.fixture
def crop() -> np.ndarray:
    return np.random.default_rng(0).integers(50, 200, (48, 48), dtype=np.uint8)


def test_batch_keeps_shape_and_type(crop):
    changed = augment(np.stack([crop, crop]), np.random.default_rng(1))

    assert changed.shape == (2, 48, 48)
    assert changed.dtype == np.uint8
    assert (changed[0] != changed[1]).any()


def test_same_seed_gives_the_same_crops(crop):
    one, other = (augment_crop(crop, np.random.default_rng(5)) for _ in range(2))

    np.testing.assert_array_equal(one, other)


def test_original_is_left_alone(crop):
    before = crop.copy()
    augment_crop(crop, np.random.default_rng(1))

    np.testing.assert_array_equal(crop, before)


def test_without_ranges_a_crop_is_only_mirrored(crop):
    outcomes = [augment_crop(crop, np.random.default_rng(seed), STILL) for seed in range(10)]

    assert {outcome.tobytes() for outcome in outcomes} == {crop.tobytes(), crop[:, ::-1].tobytes()}


def test_erasing_covers_one_rectangle_with_one_grey(crop):
    covered = erase(crop, np.random.default_rng(2), Ranges())
    rows, columns = np.nonzero(covered != crop)
    patch = covered[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]

    assert len(np.unique(patch)) == 1
    assert 4 <= patch.shape[0] <= 20


def test_shift_stays_within_its_range():
    dot = np.zeros((48, 48), dtype=np.uint8)
    dot[20:28, 20:28] = 255
    only_shift = Ranges(rotation_degrees=0, scale=0, contrast=0, brightness=0, erase_probability=0)
    centres = [
        np.argwhere(augment_crop(dot, np.random.default_rng(seed), only_shift)).mean(axis=0) for seed in range(50)
    ]

    assert np.abs(np.array(centres) - 23.5).max() <= 0.15 * 48 + 1
    assert np.abs(np.array(centres) - 23.5).max() > 4
