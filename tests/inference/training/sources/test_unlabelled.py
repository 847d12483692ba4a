import numpy as np
import pytest

from inference.training.crops import PRIVATE_TEST, PUBLIC_TEST, TRAINING, DatasetError
from inference.training.sources import read_crops
from tests.inference.training.noise import (
    as_text,
    noisy,
    together,
    with_labels,
    write_lines,
    write_pixels,
    write_spaced_table,
)


def labelled(tmp_path):
    crops = together(noisy(3), noisy(2, PUBLIC_TEST, seed=1), noisy(2, PRIVATE_TEST, seed=2))
    write_spaced_table(tmp_path / "icml_face_data.csv", crops)
    return crops


def test_pixels_alone_are_refused_with_advice(tmp_path):
    path = write_pixels(tmp_path / "test.csv", noisy(2).pixels)

    with pytest.raises(DatasetError, match=r"test\.csv has pixels and no column emotion.*Use icml_face_data\.csv or"):
        read_crops(path)


def test_labels_are_taken_from_the_table_beside_it(tmp_path):
    crops = labelled(tmp_path).take(np.array([6, 3, 5]))
    read = read_crops(write_pixels(tmp_path / "test.csv", crops.pixels))

    np.testing.assert_array_equal(read.pixels, crops.pixels)
    assert read.emotion.tolist() == crops.emotion.tolist()
    assert read.usage.tolist() == [PRIVATE_TEST, PUBLIC_TEST, PRIVATE_TEST]


def test_two_labels_of_one_picture_are_taken_in_their_order(tmp_path):
    twice = with_labels(5, 2, usage=PUBLIC_TEST)
    twice.pixels[1] = twice.pixels[0]
    write_spaced_table(tmp_path / "icml_face_data.csv", twice)

    assert read_crops(write_pixels(tmp_path / "test.csv", twice.pixels)).emotion.tolist() == [5, 2]


def test_joined_crops_come_in_the_wanted_form(tmp_path):
    path = write_pixels(tmp_path / "test.csv", labelled(tmp_path).part(PUBLIC_TEST).pixels)

    assert read_crops(path, side=64, channels=3).pixels.shape == (2, 64, 64, 3)


@pytest.mark.parametrize("usage", [TRAINING, None])
def test_picture_that_is_not_held_out_is_refused(tmp_path, usage):
    strange = noisy(1, seed=9) if usage is None else labelled(tmp_path).part(usage)
    labelled(tmp_path)

    with pytest.raises(DatasetError, match=r"test\.csv, line 2: icml_face_data\.csv beside it holds no such picture"):
        read_crops(write_pixels(tmp_path / "test.csv", strange.pixels))


def test_picture_of_the_wrong_size_is_refused(tmp_path):
    labelled(tmp_path)

    with pytest.raises(DatasetError, match="line 2, column pixels: has 4 pixels"):
        read_crops(write_lines(tmp_path / "test.csv", ["pixels", as_text(np.zeros(4, dtype=int))]))


def test_header_without_rows_is_refused(tmp_path):
    labelled(tmp_path)

    with pytest.raises(DatasetError, match=r"test\.csv has a header and no rows"):
        read_crops(write_lines(tmp_path / "test.csv", ["pixels"]))
