from dataclasses import replace

import numpy as np
import pytest

from inference.training.augmentation import (
    KINDS,
    UNCHANGED,
    Ranges,
    augment,
    augment_crop,
    blur,
    disturb,
    erase,
    ranges_of,
    recolour,
    take_snapshot,
)

FACES = KINDS["faces"]


@pytest.fixture
def crop() -> np.ndarray:
    return np.random.default_rng(0).integers(50, 200, (48, 48), dtype=np.uint8)


def test_batch_keeps_shape_and_type(crop):
    changed = augment(np.stack([crop, crop]), np.random.default_rng(1), FACES)

    assert changed.shape == (2, 48, 48)
    assert changed.dtype == np.uint8
    assert (changed[0] != changed[1]).any()


def test_same_seed_gives_the_same_crops(crop):
    one, other = (augment_crop(crop, np.random.default_rng(5), FACES) for _ in range(2))

    np.testing.assert_array_equal(one, other)


def test_original_is_left_alone(crop):
    before = crop.copy()
    augment_crop(crop, np.random.default_rng(1), FACES)

    np.testing.assert_array_equal(crop, before)


def test_mirroring_alone_gives_the_crop_or_its_mirror(crop):
    mirrored = replace(UNCHANGED, mirror_probability=0.5)
    outcomes = [augment_crop(crop, np.random.default_rng(seed), mirrored) for seed in range(10)]

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
    only_shift = replace(UNCHANGED, shift=0.15)
    centres = [
        np.argwhere(augment_crop(dot, np.random.default_rng(seed), only_shift)).mean(axis=0) for seed in range(50)
    ]

    assert np.abs(np.array(centres) - 23.5).max() <= 0.15 * 48 + 1
    assert np.abs(np.array(centres) - 23.5).max() > 4


def test_no_augmentation_gives_the_same_array(crop):
    crops = np.stack([crop, crop])

    assert augment(crops, np.random.default_rng(0), ranges_of("none")) is crops


def test_unknown_kind_is_named():
    with pytest.raises(ValueError, match="unknown augmentation 'storm'"):
        ranges_of("storm")


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_takes_grey_and_colour(kind, crop):
    coloured = np.stack([crop, crop[::-1], crop.T], axis=2)

    for crops in (crop[np.newaxis], coloured[np.newaxis]):
        changed = augment(crops, np.random.default_rng(3), KINDS[kind])
        assert changed.shape == crops.shape
        assert changed.dtype == np.uint8


def test_recolouring_leaves_grey_pictures_grey(crop):
    grey = np.repeat(crop[..., np.newaxis], 3, axis=2)
    ranges = replace(UNCHANGED, saturation=0.4)

    np.testing.assert_allclose(recolour(grey, np.random.default_rng(0), ranges), grey, atol=1)


def test_recolouring_changes_colours_and_keeps_brightness():
    red = np.full((48, 48, 3), (60, 60, 160), dtype=np.uint8)
    changed = recolour(red, np.random.default_rng(0), replace(UNCHANGED, saturation=0.4)).astype(int)

    assert abs(changed[0, 0, 2] - changed[0, 0, 0]) != 100
    assert changed[0, 0] @ [0.114, 0.587, 0.299] == pytest.approx(red[0, 0] @ [0.114, 0.587, 0.299], abs=1.5)


def test_blurring_smooths_and_noise_roughens(crop):
    flat = np.full((48, 48), 120, dtype=np.uint8)

    assert blur(crop, np.random.default_rng(0), Ranges()).std() < crop.std()
    assert 0 < disturb(flat, np.random.default_rng(0), Ranges()).std() < 0.03 * 255 * 1.1


def test_snapshot_of_a_small_face_loses_fine_detail_and_keeps_the_rest(crop):
    broad = np.kron(np.random.default_rng(4).integers(50, 200, (3, 3)), np.ones((16, 16))).astype(np.uint8)
    small = replace(UNCHANGED, snapshot_scale=(0.5, 0.5), snapshot_quality=(90, 90))

    assert take_snapshot(crop, np.random.default_rng(0), small).std() < 0.7 * crop.std()
    assert np.abs(take_snapshot(broad, np.random.default_rng(0), small).astype(float) - broad).mean() < 6


def test_snapshot_of_worse_quality_is_farther_from_the_crop(crop):
    def error(quality: int) -> float:
        as_large = replace(UNCHANGED, snapshot_scale=(1.0, 1.0), snapshot_quality=(quality, quality))
        return np.abs(take_snapshot(crop, np.random.default_rng(0), as_large).astype(float) - crop).mean()

    assert error(20) > 2 * error(90)


def test_snapshots_are_taken_as_often_as_asked(crop):
    sometimes = replace(UNCHANGED, snapshot_probability=0.5)
    changed = [(augment_crop(crop, np.random.default_rng(seed), sometimes) != crop).any() for seed in range(100)]

    assert 30 < sum(changed) < 70
