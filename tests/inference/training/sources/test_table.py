import dataclasses

import numpy as np
import pytest

from inference.training.crops import PRIVATE_TEST, PUBLIC_TEST, TRAINING, Crops, DatasetError
from inference.training.sources import read_crops
from tests.inference.training.noise import (
    as_text,
    noisy,
    together,
    with_labels,
    write_lines,
    write_spaced_table,
    write_table,
)

ROW = as_text(np.zeros(48 * 48, dtype=int))


def three_parts() -> Crops:
    return together(noisy(4), noisy(2, PUBLIC_TEST, seed=1), noisy(3, PRIVATE_TEST, seed=2))


def same(one: Crops, other: Crops) -> bool:
    pairs = zip(dataclasses.astuple(one), dataclasses.astuple(other), strict=True)
    return all(np.array_equal(left, right) for left, right in pairs)


@pytest.mark.parametrize("write", [write_table, write_spaced_table])
def test_both_full_tables_are_read(tmp_path, write):
    assert same(read_crops(write(tmp_path / "faces.csv", three_parts())), three_parts())


def test_table_without_parts_is_all_training(tmp_path):
    crops = noisy(3)
    rows = [f"{emotion},{as_text(image)}" for emotion, image in zip(crops.emotion, crops.pixels, strict=True)]

    assert same(read_crops(write_lines(tmp_path / "train.csv", ["emotion,pixels", *rows])), crops)


def test_byte_order_mark_windows_lines_and_blank_lines_do_no_harm(tmp_path):
    path = tmp_path / "fer2013.csv"
    path.write_bytes(f"\ufeffemotion,pixels,Usage\r\n3,{ROW},Training\r\n\r\n".encode())

    assert read_crops(path).emotion.tolist() == [3]


def test_crops_read_can_be_changed(tmp_path):
    crops = read_crops(write_table(tmp_path / "fer2013.csv", noisy(2)))
    crops.pixels[0] = 7

    assert crops.pixels[0].max() == 7


def test_crops_come_in_the_wanted_form(tmp_path):
    path = write_table(tmp_path / "fer2013.csv", noisy(2))

    assert read_crops(path, side=24, channels=3).pixels.shape == (2, 24, 24, 3)


def test_contempt_is_a_label(tmp_path):
    assert read_crops(write_table(tmp_path / "faces.csv", with_labels(7))).emotion.tolist() == [7]


@pytest.mark.parametrize(
    ("header", "message"),
    [
        ("emotion,Usage", r"faces\.csv has no column pixels; its columns are: emotion, usage"),
        ("label,image", "has no column emotion, pixels"),
        ("", "its columns are: none"),
    ],
)
def test_missing_column_is_named(tmp_path, header, message):
    with pytest.raises(DatasetError, match=message):
        read_crops(write_lines(tmp_path / "faces.csv", [header]))


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (f"3,{ROW} 0,Training", r"faces\.csv, line 3, column pixels: has 2305 pixels, not 48x48"),
        ("3,,Training", "column pixels: has 0 pixels"),
        (f"3,256{ROW[1:]},Training", r"line 3, column pixels: 256 lies outside 0\.\.255"),
        (f"3,-1{ROW[1:]},Training", "column pixels: -1 lies outside"),
        (f"3,99999999999999999999{ROW[1:]},Training", r"column pixels: \d+ lies outside"),
        (f"3,0.5{ROW[1:]},Training", "column pixels: holds something that is not a whole number"),
        (f"3,x{ROW[1:]},Training", "column pixels: holds something that is not a whole number"),
        (f"8,{ROW},Training", r"line 3, column emotion: '8' is not one of 0\.\.7"),
        (f"-1,{ROW},Training", "column emotion: '-1'"),
        (f"happy,{ROW},Training", "column emotion: 'happy'"),
        (f",{ROW},Training", "column emotion: ''"),
        (f"3,{ROW},Later", "line 3, column usage: 'Later' is none of Training, PublicTest, PrivateTest"),
        (f"3,{ROW}", "line 3: has 2 cells for 3 columns"),
        (f"3,{'0 ' * 100_000},Training", "line 3: cannot be read as text with commas"),
    ],
)
def test_wrong_row_is_named(tmp_path, row, message):
    path = write_lines(tmp_path / "faces.csv", ["emotion,pixels,Usage", f"3,{ROW},Training", row])

    with pytest.raises(DatasetError, match=message):
        read_crops(path)


def test_table_without_rows_is_refused(tmp_path):
    with pytest.raises(DatasetError, match="a header and no rows"):
        read_crops(write_table(tmp_path / "faces.csv", noisy(0)))


def test_bytes_that_are_no_text_are_refused(tmp_path):
    (tmp_path / "faces.csv").write_bytes(b"emotion,pixels\n3,\xff\xfe\n")

    with pytest.raises(DatasetError, match="cannot be read as text"):
        read_crops(tmp_path / "faces.csv")


def test_folder_named_like_a_table_is_refused(tmp_path):
    (tmp_path / "faces.csv").mkdir()

    with pytest.raises(DatasetError, match=r"faces\.csv cannot be read"):
        read_crops(tmp_path / "faces.csv")


@pytest.mark.parametrize("usage", [TRAINING, PUBLIC_TEST, PRIVATE_TEST])
def test_a_single_part_is_enough(tmp_path, usage):
    assert set(read_crops(write_table(tmp_path / "fer2013.csv", noisy(2, usage))).usage) == {usage}
