import json

import cv2
import numpy as np
import pytest

from inference.__main__ import main
from inference.pipeline import Analyser
from inference.training.crops import PUBLIC_TEST, TRAINING
from inference.training.sources import read_crops


@pytest.fixture
def photos(tmp_path, astronaut):
    """Two photos of a face, one of each part, and one of a wall."""
    for place, image in (
        ("train/happy/1.png", astronaut),
        ("train/neutral/wall.png", np.full_like(astronaut, 90)),
        ("validation/sad/2.png", cv2.flip(astronaut, 1)),
    ):
        (tmp_path / "photos" / place).parent.mkdir(parents=True, exist_ok=True)
        cv2.imwrite(str(tmp_path / "photos" / place), image)
    return tmp_path / "photos"


def test_crops_are_cut_as_they_are_served(photos, tmp_path, astronaut, capsys):
    assert main(["cut-faces", str(photos), "--out", str(tmp_path / "crops.npz")]) == 0
    crops = read_crops(tmp_path / "crops.npz")
    analyser = Analyser.load()
    served = analyser.largest_crop(astronaut, analyser.detector.detect(astronaut).largest_first())

    assert json.loads(capsys.readouterr().out) == {"photos": 3, "crops": 2, "no_face": ["train/neutral/wall.png"]}
    assert crops.emotion.tolist() == [3, 4]
    assert crops.usage.tolist() == [TRAINING, PUBLIC_TEST]
    np.testing.assert_array_equal(crops.pixels[:1], served)


@pytest.mark.parametrize(
    ("place", "out", "complaint"),
    [
        ("photos/train/neutral", "crops.npz", "named after classes"),
        ("nowhere", "crops.npz", "is no folder"),
        ("photos", "crops.csv", "written as .npz"),
    ],
)
def test_what_cannot_be_cut_ends_with_a_sentence(photos, tmp_path, place, out, complaint, capsys):
    assert main(["cut-faces", str(tmp_path / place), "--out", str(tmp_path / out)]) == 1
    assert complaint in capsys.readouterr().err


def test_folder_without_a_face_is_said_to_have_none(photos, tmp_path, capsys):
    (photos / "train/happy/1.png").unlink()
    (photos / "validation/sad/2.png").unlink()

    assert main(["cut-faces", str(photos), "--out", str(tmp_path / "crops.npz")]) == 1
    assert "no face was found in any of the 1 photos" in capsys.readouterr().err
    assert not (tmp_path / "crops.npz").exists()
