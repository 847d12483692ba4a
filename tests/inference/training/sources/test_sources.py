from pathlib import Path

import pytest

from inference.training.crops import DatasetError
from inference.training.dataset import read_crops


@pytest.mark.parametrize("name", ["absent.npz", "absent.csv", "absent"])
def test_missing_path_is_refused(name):
    with pytest.raises(DatasetError, match=f"{name} cannot be read: there is no such file or folder"):
        read_crops(Path(name))


def test_unknown_kind_is_refused(tmp_path):
    (tmp_path / "crops.zip").write_bytes(b"PK")

    with pytest.raises(DatasetError, match=r"crops\.zip is none of what can be read"):
        read_crops(tmp_path / "crops.zip")


def test_channels_other_than_one_or_three_are_refused(tmp_path):
    (tmp_path / "faces.csv").write_text("emotion,pixels\n")

    with pytest.raises(ValueError, match="1 or 3 channels, not 4"):
        read_crops(tmp_path / "faces.csv", channels=4)
