import numpy as np
import pytest

from inference.evaluation.photos import holds_photos, read_photos
from inference.training.crops import DatasetError


@pytest.fixture
def arrays() -> dict[str, np.ndarray]:
    encoded = np.frombuffer(b"abcde", dtype=np.uint8)
    return {"encoded": encoded, "length": np.array([2, 3]), "emotion": np.array([1, 2])}


def written(path, arrays):
    np.savez(path, **arrays)
    return path


def test_photos_are_cut_apart(tmp_path, arrays):
    photos = read_photos(written(tmp_path / "photos.npz", arrays))

    assert photos.encoded == [b"ab", b"cde"]
    assert photos.emotion.tolist() == [1, 2]
    assert photos.subject is None


def test_people_go_with_their_photos(tmp_path, arrays):
    photos = read_photos(written(tmp_path / "photos.npz", {**arrays, "subject": np.array(["F01", "M02"])}))
    one = photos.take(np.array([1]))

    assert (one.encoded, one.subject.tolist(), len(one)) == ([b"cde"], ["M02"], 1)


@pytest.mark.parametrize("name", ["length", "emotion"])
def test_missing_array_is_named(tmp_path, arrays, name):
    del arrays[name]

    with pytest.raises(DatasetError, match=f"no array {name}"):
        read_photos(written(tmp_path / "photos.npz", arrays))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"emotion": np.array([1])}, "differ in length"),
        ({"subject": np.array(["F01"])}, "differ in length"),
        ({"length": np.array([2, 2])}, "adds up to another number"),
        ({"emotion": np.array([1, 8])}, "label 8 is not one of 0..7"),
        ({"emotion": np.array([1, -1])}, "-1 is not a whole number"),
        ({"emotion": np.array([1, 2.5])}, "2.5 is not a whole number"),
        ({"emotion": np.array([[1], [2]])}, "differ in length"),
        ({"length": np.array([-1, 6])}, "other values than numbers of bytes"),
        ({"length": np.array([], dtype=int)}, "no photos"),
    ],
)
def test_arrays_that_do_not_fit_are_refused(tmp_path, arrays, change, message):
    with pytest.raises(DatasetError, match=message):
        read_photos(written(tmp_path / "photos.npz", {**arrays, **change}))


def test_damaged_archive_is_refused(tmp_path, arrays):
    path = written(tmp_path / "photos.npz", arrays)
    data = bytearray(path.read_bytes())
    data[data.index(b"abcde")] ^= 1
    path.write_bytes(data)

    assert holds_photos(path)
    with pytest.raises(DatasetError, match="cannot be read"):
        read_photos(path)


def test_photos_are_told_from_crops_and_other_sources(tmp_path, arrays):
    crops = written(tmp_path / "crops.npz", {"pixels": np.zeros((1, 48, 48), dtype=np.uint8)})
    (tmp_path / "fer2013.csv").write_text("emotion,pixels,Usage\n")

    assert holds_photos(written(tmp_path / "photos.npz", arrays))
    assert not any(holds_photos(path) for path in (crops, tmp_path, tmp_path / "fer2013.csv", tmp_path / "absent.npz"))
