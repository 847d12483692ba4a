import json

import cv2
import pytest

from inference.__main__ import main


@pytest.fixture
def boxes_file(tmp_path, astronaut):
    """One photo with one face."""
    cv2.imwrite(str(tmp_path / "face.png"), astronaut)
    (tmp_path / "boxes.json").write_text(
        json.dumps([{"image": "face.png", "set": "some", "xyxy": [[112, 48, 172, 112]]}])
    )
    return tmp_path / "boxes.json"


def recall(capsys, tmp_path, boxes_file, *options: str) -> float:
    assert main(["evaluate-detector", "--data", str(boxes_file), *options, "--json", str(tmp_path / "out.json")]) == 0
    return json.loads((tmp_path / "out.json").read_text())["some"]["recall"]


def test_a_threshold_that_is_moved_changes_what_is_found(capsys, tmp_path, boxes_file):
    assert recall(capsys, tmp_path, boxes_file) == 1
    assert recall(capsys, tmp_path, boxes_file, "--threshold", "candidate=1", "--threshold", "cut_candidate=1") == 0


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        (["--threshold", "sure"], "takes NAME=VALUE"),
        (["--threshold", "sure=high"], "takes NAME=VALUE"),
        (["--threshold", "certain=0.7"], "only blazeface has thresholds to be moved"),
        (["--threshold", "sure=0.7", "--mode", "room"], "--threshold is for --mode webcam"),
    ],
)
def test_what_cannot_be_moved_is_refused_by_name(capsys, boxes_file, options, complaint):
    assert main(["evaluate-detector", "--data", str(boxes_file), *options]) != 0
    assert complaint in capsys.readouterr().err
