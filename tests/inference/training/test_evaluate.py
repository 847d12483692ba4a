import numpy as np
import pytest

from inference.classification import read_entry
from inference.training.dataset import PUBLIC_TEST, TRAINING, DatasetError
from inference.training.evaluate import evaluate_crops, holds_photos, read_photos


@pytest.fixture
def crops_file(tmp_path):
    """Ten Training crops, then four PublicTest crops of which the first repeats a Training crop."""
    pixels = np.random.default_rng(0).integers(0, 256, (14, 48, 48), dtype=np.uint8)
    pixels[10] = pixels[3]
    usage = np.repeat(np.array([TRAINING, PUBLIC_TEST], dtype=np.uint8), [10, 4])
    np.savez(tmp_path / "crops.npz", pixels=pixels, emotion=np.arange(14, dtype=np.uint8) % 7, usage=usage)
    return tmp_path / "crops.npz"


def test_repeats_of_training_are_counted_and_left_out(crops_file):
    report = evaluate_crops(read_entry(), crops_file)

    assert report["count"] == 4
    assert report["repeats_of_training"] == 1
    assert report["accuracy_without_repeats"] * 3 == pytest.approx(round(report["accuracy_without_repeats"] * 3))


def test_training_part_is_not_compared_with_itself(crops_file):
    assert "repeats_of_training" not in evaluate_crops(read_entry(), crops_file, usage=TRAINING)


def test_crops_are_told_from_photos(crops_file):
    assert not holds_photos(crops_file)


def test_photos_without_lengths_are_refused(tmp_path):
    np.savez(tmp_path / "photos.npz", encoded=np.zeros(3, dtype=np.uint8), emotion=np.zeros(1, dtype=np.uint8))

    with pytest.raises(DatasetError, match="no array length"):
        read_photos(tmp_path / "photos.npz")


def test_photos_are_cut_apart(tmp_path):
    encoded = np.frombuffer(b"abcde", dtype=np.uint8)
    np.savez(tmp_path / "photos.npz", encoded=encoded, length=np.array([2, 3]), emotion=np.array([1, 2]))

    assert read_photos(tmp_path / "photos.npz").encoded == [b"ab", b"cde"]
