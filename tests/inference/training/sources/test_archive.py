from zipfile import ZipFile

import numpy as np
import pytest

from inference.training.crops import Crops, DatasetError
from inference.training.sources import read_crops
from tests.inference.training.noise import noisy


def save(path, **arrays):
    np.savez(path, **arrays)
    return path


def as_arrays(crops: Crops) -> dict[str, np.ndarray]:
    return {"pixels": crops.pixels, "emotion": crops.emotion, "usage": crops.usage}


def test_crops_are_read(tmp_path):
    crops = read_crops(save(tmp_path / "crops.npz", **as_arrays(noisy(5))))

    np.testing.assert_array_equal(crops.pixels, noisy(5).pixels)
    assert crops.emotion.tolist() == [0, 1, 2, 3, 4]
    assert crops.votes is None


def test_whole_photos_are_not_taken_for_crops(tmp_path):
    path = save(tmp_path / "photos.npz", encoded=np.zeros(5, dtype=np.uint8), length=[5], emotion=[0])

    with pytest.raises(DatasetError, match="holds whole photos, to measure on"):
        read_crops(path)


def test_votes_come_along(tmp_path):
    votes = np.arange(20).reshape(2, 10)
    crops = read_crops(save(tmp_path / "crops.npz", **as_arrays(noisy(2)), ferplus_votes=votes))

    assert crops.take(np.array([1])).votes.tolist() == [list(range(10, 20))]


def test_wider_numbers_become_bytes(tmp_path):
    wide = {name: array.astype(np.int64) for name, array in as_arrays(noisy(3)).items()}
    crops = read_crops(save(tmp_path / "crops.npz", **wide, row=np.array([0, 1, 30_000])))

    assert crops.pixels.dtype == crops.emotion.dtype == crops.usage.dtype == np.uint8
    np.testing.assert_array_equal(crops.pixels, noisy(3).pixels)


def test_colour_crops_are_brought_to_the_wanted_form(tmp_path):
    arrays = as_arrays(noisy(2)) | {"pixels": np.full((2, 64, 64, 3), 90, dtype=np.uint8)}
    path = save(tmp_path / "crops.npz", **arrays)

    assert read_crops(path).pixels.shape == (2, 48, 48)
    assert read_crops(path, side=96, channels=3).pixels.shape == (2, 96, 96, 3)


def test_missing_array_is_named(tmp_path):
    path = save(tmp_path / "crops.npz", pixels=noisy(2).pixels, usage=noisy(2).usage)

    with pytest.raises(DatasetError, match=r"no array emotion; it has pixels, usage"):
        read_crops(path)


def test_faces_without_parts_are_there_to_measure_on(tmp_path):
    path = save(tmp_path / "crops.npz", pixels=noisy(2).pixels, emotion=noisy(2).emotion)

    assert read_crops(path).usage.tolist() == [2, 2]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"pixels": np.zeros((3, 40, 48))}, "shape"),
        ({"pixels": np.zeros((3, 48, 48, 2))}, "shape"),
        ({"pixels": np.full((3, 48, 48), 256)}, "array pixels: 256 is not a whole number of 0..255"),
        ({"pixels": np.full((3, 48, 48), 0.5)}, r"array pixels: 0\.5 is not a whole number"),
        ({"emotion": np.array([0, 1, 8])}, "label 8 is not one of 0..7"),
        ({"emotion": np.array(["happy", "sad", "fear"])}, "not numbers"),
        ({"usage": np.array([0, 1, 3])}, "usage 3 is not one of 0..2"),
        ({"usage": np.zeros(2)}, "differ in length"),
        ({"ferplus_votes": np.zeros((3, 8))}, "ferplus_votes have shape"),
        ({"pixels": np.zeros((0, 48, 48)), "emotion": [], "usage": []}, "holds no crops"),
    ],
)
def test_arrays_that_do_not_fit_are_refused(tmp_path, change, message):
    path = save(tmp_path / "crops.npz", **{**as_arrays(noisy(3)), **change})

    with pytest.raises(DatasetError, match=message):
        read_crops(path)


@pytest.mark.parametrize("content", [b"", b"pixels", b"PK\x03\x04 cut short"])
def test_file_that_is_no_archive_is_refused(tmp_path, content):
    (tmp_path / "crops.npz").write_bytes(content)

    with pytest.raises(DatasetError, match=r"crops\.npz is no \.npz archive"):
        read_crops(tmp_path / "crops.npz")


def test_single_array_under_the_wrong_name_is_refused(tmp_path):
    with (tmp_path / "crops.npz").open("wb") as file:
        np.save(file, np.zeros(3))

    with pytest.raises(DatasetError, match=r"is no \.npz archive"):
        read_crops(tmp_path / "crops.npz")


def test_damaged_archive_is_refused(tmp_path):
    path = save(tmp_path / "crops.npz", **as_arrays(noisy(5)))
    content = bytearray(path.read_bytes())
    content[5000] ^= 255
    path.write_bytes(content)

    with pytest.raises(DatasetError, match=r"crops\.npz cannot be read: Bad CRC"):
        read_crops(path)


def test_pickled_objects_are_not_unpacked(tmp_path):
    path = save(tmp_path / "crops.npz", **as_arrays(noisy(2)) | {"emotion": np.array([object(), None])})

    with pytest.raises(DatasetError, match=r"crops\.npz cannot be read: Object arrays"):
        read_crops(path)


def test_member_that_is_no_array_is_named(tmp_path):
    with ZipFile(tmp_path / "text.npz", "w") as archive:
        archive.writestr("pixels", "text")
        archive.writestr("emotion", "text")

    with pytest.raises(DatasetError, match="pixels, emotion is no NumPy array"):
        read_crops(tmp_path / "text.npz")
