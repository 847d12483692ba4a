import numpy as np
import pytest

from inference.labels import EMOTIONS_WITH_CONTEMPT
from inference.training.crops import PRIVATE_TEST, PUBLIC_TEST, TRAINING, DatasetError
from inference.training.sources import read_crops
from tests.inference.training.noise import noisy, write_picture

CROPS = noisy(8).pixels


def filled(path, *places):
    """Write one crop of noise into each of the folders."""
    for number, place in enumerate(places):
        write_picture(path / place / f"{number}.png", CROPS[number])
    return path


def test_classes_are_known_by_name_not_by_order(tmp_path):
    crops = read_crops(filled(tmp_path, *EMOTIONS_WITH_CONTEMPT))

    for number in range(8):
        assert np.array_equal(crops.pixels[crops.emotion == number], CROPS[[number]])
    assert set(crops.usage) == {TRAINING}


@pytest.mark.parametrize(
    ("name", "emotion"),
    [("Anger", 0), ("DISGUSTED", 1), ("afraid", 2), ("fearful", 2), ("Happiness", 3), ("sadness", 4),
     ("surprised", 5), ("calm", 6), ("6 - Neutral", 6), ("Contempt", 7)],
)  # fmt: skip
def test_synonyms_are_understood(tmp_path, name, emotion):
    assert read_crops(filled(tmp_path, name)).emotion.tolist() == [emotion]


@pytest.mark.parametrize(
    ("name", "usage"),
    [("train", TRAINING), ("Training", TRAINING), ("validation", PUBLIC_TEST), ("val", PUBLIC_TEST),
     ("Public_Test", PUBLIC_TEST), ("test", PRIVATE_TEST), ("private", PRIVATE_TEST), ("PrivateTest", PRIVATE_TEST)],
)  # fmt: skip
def test_parts_are_known_by_name(tmp_path, name, usage):
    crops = read_crops(filled(tmp_path, f"{name}/happy", f"{name}/sad"))

    assert crops.usage.tolist() == [usage, usage]
    assert crops.emotion.tolist() == [3, 4]


@pytest.mark.parametrize("suffix", [".png", ".bmp", ".tiff", ".pgm", ".webp", ".PNG"])
def test_every_kind_of_picture_is_read(tmp_path, suffix):
    write_picture(tmp_path / "sad" / f"face{suffix}", np.full((48, 48), 90, dtype=np.uint8))

    np.testing.assert_allclose(read_crops(tmp_path).pixels, 90, atol=2)


def test_pictures_come_in_the_wanted_form(tmp_path):
    write_picture(tmp_path / "happy" / "blue.png", np.full((200, 120, 3), (250, 0, 0), dtype=np.uint8))

    assert read_crops(tmp_path, side=64).pixels.shape == (1, 64, 64)
    np.testing.assert_array_equal(read_crops(tmp_path, side=32, channels=3).pixels[0, 5, 5], (250, 0, 0))


def test_pictures_are_shrunk_by_averaging(tmp_path):
    stripes = np.tile(np.array([0, 200], dtype=np.uint8), (96, 48))
    write_picture(tmp_path / "happy" / "stripes.png", stripes)

    np.testing.assert_array_equal(read_crops(tmp_path).pixels, np.full((1, 48, 48), 100))


def test_other_files_and_hidden_folders_are_left_alone(tmp_path):
    filled(tmp_path, "happy", ".git", "__MACOSX/happy")
    (tmp_path / "README.txt").write_text("faces")
    (tmp_path / "happy" / "Thumbs.db").write_bytes(b"x")

    assert len(read_crops(tmp_path)) == 1


@pytest.mark.parametrize("name", ["bored", "train/bored", "train/train", "0", "happy and sad"])
def test_unknown_folder_is_named(tmp_path, name):
    with pytest.raises(DatasetError, match=rf"{name} is named after no class \(angry, .*contempt\)"):
        read_crops(filled(tmp_path, "happy", name))


@pytest.mark.parametrize("name", ["", "happy", "train/happy"])
def test_folder_without_pictures_is_refused(tmp_path, name):
    (tmp_path / name).mkdir(parents=True, exist_ok=True)

    with pytest.raises(DatasetError, match="holds no pictures"):
        read_crops(tmp_path)


@pytest.mark.parametrize("content", [b"", b"not a picture", b"\xff\xd8\xff\xe0 cut short"])
def test_unreadable_picture_is_named(tmp_path, content):
    broken = filled(tmp_path, "happy") / "happy" / "broken.jpg"
    broken.write_bytes(content)

    with pytest.raises(DatasetError, match=r"happy/broken\.jpg cannot be read"):
        read_crops(tmp_path)
