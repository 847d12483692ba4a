import json

import cv2
import numpy as np
import pytest

from inference.boxes import Detections, Framing
from inference.evaluation.evaluate_detector import BoxesError, count_hits, evaluate_detector


def boxes(*rows: list[float]) -> np.ndarray:
    return np.array(rows, dtype=np.float32).reshape(-1, 4)


class FixedDetector:
    """Finds the same boxes in every picture."""

    framing = Framing(1.0, 0.0)
    thresholds = {}

    def __init__(self, *rows: list[float]) -> None:
        self.xyxy = boxes(*rows)

    def detect(self, image: np.ndarray) -> Detections:
        return Detections(self.xyxy, np.ones(len(self.xyxy), dtype=np.float32))


@pytest.fixture
def folder(tmp_path):
    """One grey photo of 160x120, half the size at which detectors are measured."""
    cv2.imwrite(str(tmp_path / "photo.png"), np.full((120, 160, 3), 90, dtype=np.uint8))
    return tmp_path


def measured(folder, detector: FixedDetector, **photo: object) -> dict[str, object]:
    photos = [{"image": "photo.png", "set": "some", **photo}]
    (folder / "boxes.json").write_text(json.dumps(photos))
    return evaluate_detector(detector, folder / "boxes.json")["some"]


def test_one_find_hits_one_face_only():
    face = [0, 0, 10, 10]

    assert count_hits(boxes(face, [1, 0, 11, 10]), boxes(face)) == 1
    assert count_hits(boxes(face), boxes(face, face)) == 1


def test_best_pairs_are_taken_first():
    assert count_hits(boxes([0, 0, 10, 10], [4, 0, 14, 10]), boxes([4, 0, 14, 10], [-2, 0, 8, 10])) == 2


def test_slight_overlap_is_no_hit():
    assert count_hits(boxes([0, 0, 10, 10]), boxes([5, 5, 15, 15])) == 0


def test_boxes_are_scaled_with_the_photo(folder):
    figures = measured(folder, FixedDetector([100, 100, 200, 200]), xyxy=[[50, 50, 100, 100]])

    assert figures["recall"] == 1
    assert figures["false_alarms"] == 0


def test_masked_and_tiny_faces_need_not_be_found(folder):
    figures = measured(
        folder, FixedDetector(), xyxy=[[50, 50, 100, 100], [0, 0, 5, 5]], labels=["with_mask", "without_mask"]
    )

    assert figures["faces"] == 0
    assert figures["recall"] is None
    assert figures["photos_without_face"] == 0


def test_find_in_a_photo_without_face_is_one_false_alarm(folder):
    figures = measured(folder, FixedDetector([0, 0, 50, 50], [60, 60, 90, 90]), xyxy=[])

    assert figures["photos_without_face"] == 1
    assert figures["false_alarms"] == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"xyxy": [[0, 0, 9]]},
        {"xyxy": [0, 0, 9, 9]},
        {"xyxy": [["a", 0, 9, 9]]},
        {"xyxy": [[0, 0, 9, 9], [0, 0, 5, 5]], "labels": ["with_mask"]},
        {"xyxy": [[0, 0, 9, 9]], "labels": ["with_mask", "with_mask"]},
        {"xyxy": [], "image": 3},
    ],
)
def test_boxes_that_do_not_fit_are_refused(folder, wrong):
    with pytest.raises(BoxesError, match="four numbers for each face"):
        measured(folder, FixedDetector(), **wrong)


@pytest.mark.parametrize("text", ["[]", "[1, 2]", '{"image": "photo.png"}', '[{"image": "photo.png"}]', "boxes"])
def test_file_that_lists_no_photos_is_refused(folder, text):
    (folder / "boxes.json").write_text(text)

    with pytest.raises(BoxesError, match=r"boxes\.json is not"):
        evaluate_detector(FixedDetector(), folder / "boxes.json")


def test_photos_are_shown_at_the_brightness_asked_for(folder):
    seen = []

    class Looking(FixedDetector):
        def detect(self, image: np.ndarray) -> Detections:
            seen.append(image.mean())
            return super().detect(image)

    measured(folder, FixedDetector(), xyxy=[])
    evaluate_detector(Looking(), folder / "boxes.json", brightness=0.5)

    assert seen == [pytest.approx(45, abs=0.5)]


def test_photo_that_cannot_be_read_is_named(folder):
    (folder / "broken.jpg").write_bytes(b"nothing")
    (folder / "boxes.json").write_text(json.dumps([{"image": "broken.jpg", "set": "some", "xyxy": []}]))

    with pytest.raises(BoxesError, match=r"broken\.jpg: the file is no picture"):
        evaluate_detector(FixedDetector(), folder / "boxes.json")


def test_photo_a_pixel_high_is_a_photo(folder):
    cv2.imwrite(str(folder / "line.png"), np.zeros((1, 1000, 3), dtype=np.uint8))
    (folder / "boxes.json").write_text(json.dumps([{"image": "line.png", "set": "some", "xyxy": []}]))

    assert evaluate_detector(FixedDetector(), folder / "boxes.json")["some"]["photos_without_face"] == 1
