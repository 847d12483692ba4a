"""YuNet's model file comes with no package: OpenCV's class is replaced by one that gives known rows."""

import cv2
import numpy as np
import pytest

from inference.boxes import LEFT_EYE, MOUTH, NOSE_TIP, RIGHT_EYE
from inference.detection import load_detector
from inference.engagement import gaze
from inference.preprocessing import crop_faces
from inference.yunet import LONGER_SIDE_PX, from_rows

# Left, top, width, height; right eye, left eye, nose, right and left corner of the mouth; score.
ROW = [100, 50, 80, 100, 120, 90, 160, 90, 140, 110, 125, 130, 155, 130, 0.9]


class FakeNetwork:
    """Stands in for `cv2.FaceDetectorYN`."""

    def __init__(self, rows: list[list[float]] | None) -> None:
        self.rows = None if rows is None else np.array(rows, dtype=np.float32)
        self.size = None

    def setInputSize(self, size: tuple[int, int]) -> None:  # noqa: N802
        self.size = size

    def detect(self, image: np.ndarray) -> tuple[int, np.ndarray | None]:
        return 1, self.rows


def loaded(tmp_path, monkeypatch, rows: list[list[float]] | None):
    """The detector over a fake network, by the name a person would give."""
    (tmp_path / "model.onnx").write_bytes(b"weights")
    network = FakeNetwork(rows)
    monkeypatch.setattr(cv2.FaceDetectorYN, "create", lambda *_: network)
    return load_detector(f"yunet:{tmp_path / 'model.onnx'}"), network


def test_row_becomes_box_points_and_confidence():
    found = from_rows(np.array([ROW], dtype=np.float32))

    assert found.xyxy.tolist() == [[100, 50, 180, 150]]
    assert found.confidence.tolist() == [pytest.approx(0.9)]
    assert found.keypoints.shape == (1, 4, 2)
    assert found.keypoints[0, [RIGHT_EYE, LEFT_EYE, NOSE_TIP, MOUTH]].tolist() == [
        [120, 90],
        [160, 90],
        [140, 110],
        [140, 130],
    ]


def test_network_is_told_the_size_of_the_image(tmp_path, monkeypatch):
    detector, network = loaded(tmp_path, monkeypatch, [ROW])
    detector.detect(np.zeros((240, 320, 3), dtype=np.uint8))

    assert network.size == (320, 240)


def test_photo_too_large_is_made_smaller_and_boxes_lie_where_they_were(tmp_path, monkeypatch):
    detector, network = loaded(tmp_path, monkeypatch, [ROW])
    found = detector.detect(np.zeros((2 * LONGER_SIDE_PX, LONGER_SIDE_PX, 3), dtype=np.uint8))

    assert network.size == (LONGER_SIDE_PX // 2, LONGER_SIDE_PX)
    assert found.xyxy.tolist() == [[200, 100, 360, 300]]


def test_nothing_found_keeps_its_shapes(tmp_path, monkeypatch):
    found = loaded(tmp_path, monkeypatch, None)[0].detect(np.zeros((240, 320, 3), dtype=np.uint8))

    assert found.xyxy.shape == (0, 4)
    assert found.keypoints.shape == (0, 4, 2)


def test_four_points_are_enough_for_crop_and_gaze(tmp_path, monkeypatch):
    detector, _ = loaded(tmp_path, monkeypatch, [ROW])
    image = np.zeros((240, 320, 3), dtype=np.uint8)
    found = detector.detect(image)

    assert crop_faces(image, found, detector.framing).shape == (1, 48, 48)
    assert gaze(found.keypoints[0]) == "centred"


def test_missing_model_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"absent\.onnx is missing"):
        load_detector(f"yunet:{tmp_path / 'absent.onnx'}")


def test_file_that_is_no_model_is_refused(tmp_path):
    (tmp_path / "text.onnx").write_text("not a network")

    with pytest.raises(ValueError, match="not a YuNet model"):
        load_detector(f"yunet:{tmp_path / 'text.onnx'}")
