from pathlib import Path

import numpy as np
import pytest

from inference.training.dataset import (
    PUBLIC_TEST,
    TRAINING,
    Crops,
    DatasetError,
    image_groups,
    read_crops,
    repeated_in,
    split_validation,
    training_split,
    without_blank,
)


def noisy(count: int, usage: int = TRAINING, seed: int = 0) -> Crops:
    pixels = np.random.default_rng(seed).integers(0, 256, (count, 48, 48), dtype=np.uint8)
    return Crops(pixels, np.arange(count, dtype=np.uint8) % 7, np.full(count, usage, dtype=np.uint8))


def save(path, **arrays):
    np.savez(path, **arrays)
    return path


def as_arrays(crops: Crops) -> dict[str, np.ndarray]:
    return {"pixels": crops.pixels, "emotion": crops.emotion, "usage": crops.usage}


def test_crops_are_read(tmp_path):
    crops = read_crops(save(tmp_path / "crops.npz", **as_arrays(noisy(5))))

    assert len(crops) == 5
    assert crops.pixels.dtype == np.uint8


def test_missing_array_is_named(tmp_path):
    path = save(tmp_path / "crops.npz", pixels=noisy(2).pixels, emotion=noisy(2).emotion)

    with pytest.raises(DatasetError, match="no array usage"):
        read_crops(path)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"pixels": np.zeros((3, 40, 48))}, "shape"),
        ({"emotion": np.array([0, 1, 7])}, "label 7"),
        ({"usage": np.zeros(2)}, "differ in length"),
    ],
)
def test_arrays_that_do_not_fit_are_refused(tmp_path, change, message):
    path = save(tmp_path / "crops.npz", **{**as_arrays(noisy(3)), **change})

    with pytest.raises(DatasetError, match=message):
        read_crops(path)


def test_missing_file_is_refused():
    with pytest.raises(DatasetError, match="cannot be read"):
        read_crops(Path("absent.npz"))


def test_identical_images_stay_on_one_side():
    crops = noisy(30)
    doubled = crops.take(np.tile(np.arange(30), 3))
    training, validation = split_validation(doubled, fraction=0.3)

    assert not repeated_in(validation.pixels, training.pixels).any()
    assert len(training) + len(validation) == 90
    assert len(validation) == 27


def test_split_is_the_same_every_time():
    one, other = split_validation(noisy(40))[1], split_validation(noisy(40))[1]

    np.testing.assert_array_equal(one.pixels, other.pixels)


@pytest.mark.parametrize("fraction", [0, 1])
def test_split_needs_both_sides(fraction):
    with pytest.raises(ValueError, match="between 0 and 1"):
        split_validation(noisy(4), fraction=fraction)


def test_blank_crops_are_dropped():
    crops = noisy(3)
    crops.pixels[1] = 77

    assert len(without_blank(crops)) == 2


def test_other_parts_never_enter_the_training_split():
    training, public = noisy(20), noisy(20, PUBLIC_TEST, seed=1)
    both = Crops(
        *(np.concatenate(pair) for pair in zip(as_arrays(training).values(), as_arrays(public).values(), strict=True))
    )
    kept, validation = training_split(both)

    assert set(kept.usage) == set(validation.usage) == {TRAINING}


def test_equal_images_share_a_number():
    pixels = noisy(2).pixels

    assert image_groups(pixels[[0, 1, 0]]).tolist() == [0, 1, 0]
