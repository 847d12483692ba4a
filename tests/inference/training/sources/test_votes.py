import numpy as np
import pytest

from inference.training.crops import PUBLIC_TEST, TRAINING, DatasetError
from inference.training.sources import read_crops
from tests.inference.training.noise import noisy, together, write_lines, write_table, write_votes

VOTES = np.random.default_rng(3).integers(0, 11, (5, 10), dtype=np.uint8)
USAGE = [TRAINING] * 3 + [PUBLIC_TEST] * 2


def five():
    return together(noisy(3), noisy(2, PUBLIC_TEST, seed=1))


def test_votes_beside_the_table_are_joined_row_by_row(tmp_path):
    write_votes(tmp_path, USAGE, VOTES)

    np.testing.assert_array_equal(read_crops(write_table(tmp_path / "fer2013.csv", five())).votes, VOTES)


def test_part_of_the_table_gets_its_own_votes(tmp_path):
    write_votes(tmp_path, USAGE, VOTES)
    public = write_table(tmp_path / "public.csv", five().part(PUBLIC_TEST))

    np.testing.assert_array_equal(read_crops(public).votes, VOTES[3:])


def test_without_the_file_there_are_no_votes(tmp_path):
    assert read_crops(write_table(tmp_path / "fer2013.csv", five())).votes is None


@pytest.mark.parametrize("usage", [[TRAINING] * 5, USAGE[::-1], [TRAINING] * 2 + [PUBLIC_TEST] * 3])
def test_votes_of_other_rows_are_refused(tmp_path, usage):
    write_votes(tmp_path, usage, VOTES)

    with pytest.raises(DatasetError, match=r"fer2013new\.csv does not belong to fer2013\.csv"):
        read_crops(write_table(tmp_path / "fer2013.csv", five()))


def test_column_missing_in_the_votes_is_named(tmp_path):
    write_lines(tmp_path / "fer2013new.csv", ["Usage,Image name,neutral", "Training,fer0.png,10"])

    with pytest.raises(DatasetError, match=r"fer2013new\.csv has no column happiness"):
        read_crops(write_table(tmp_path / "fer2013.csv", five()))


def test_vote_that_is_no_number_is_named(tmp_path):
    path = write_votes(tmp_path, USAGE, VOTES)
    path.write_text(path.read_text().replace("fer0000001.png,", "fer0000001.png,many"))

    with pytest.raises(DatasetError, match=r"fer2013new\.csv, line 3, column neutral: 'many\d+'"):
        read_crops(write_table(tmp_path / "fer2013.csv", five()))
