import cv2
import numpy as np
import pytest

from inference.boxes import intersection_over_union
from inference.confirmation import cut_region
from inference.detection import DETECTORS, load_detector
from inference.training.evaluate_detector import evaluate_detector

# Where the astronaut's face lies, by eye.
FACE = np.array([[112, 48, 172, 112]], dtype=np.float32)


@pytest.fixture(scope="module", params=sorted(DETECTORS))
def detector(request):
    return load_detector(request.param)


def test_face_is_found(detector, astronaut):
    found = detector.detect(astronaut)

    assert len(found) == 1
    assert intersection_over_union(found.xyxy, FACE)[0, 0] > 0.5
    assert 0 < found.confidence[0] <= 1


def test_grey_wall_has_no_face(detector):
    found = detector.detect(np.full((240, 320, 3), 128, dtype=np.uint8))

    assert found.xyxy.shape == (0, 4)
    assert found.confidence.shape == (0,)


@pytest.mark.parametrize("size", [(1, 1), (1, 320), (480, 3)])
def test_odd_sizes_are_no_problem(detector, size):
    assert len(detector.detect(np.zeros((*size, 3), dtype=np.uint8))) == 0


@pytest.mark.parametrize("degrees", [-20, -10, 10, 20])
def test_turned_head_is_found(astronaut, degrees):
    matrix = cv2.getRotationMatrix2D((142, 80), degrees, 1)

    assert len(load_detector("blazeface").detect(cv2.warpAffine(astronaut, matrix, (320, 320)))) == 1


@pytest.mark.parametrize("scale", [0.6, 1.5, 2.0])
def test_nearer_and_farther_face_is_found(astronaut, scale):
    matrix = np.array([[scale, 0, 160 - 142 * scale], [0, scale, 120 - 80 * scale]])

    assert len(load_detector("blazeface").detect(cv2.warpAffine(astronaut, matrix, (320, 240)))) == 1


def test_haar_gives_no_keypoints(astronaut):
    assert load_detector("haar").detect(astronaut).keypoints is None


def test_doubtful_find_needs_a_second_opinion(astronaut, monkeypatch):
    detector = load_detector("blazeface")
    monkeypatch.setattr("inference.confirmation.SURE_CONFIDENCE", 1.1)
    assert len(detector.detect(astronaut)) == 1

    monkeypatch.setattr(detector.second, "minimum_confidence", 1.1)
    assert len(detector.detect(astronaut)) == 0


def test_region_reaches_beyond_the_image():
    image = np.full((10, 10, 3), 200, dtype=np.uint8)
    region, corner = cut_region(image, np.array([0, 0, 4, 4], dtype=np.float32), 3)

    assert region.shape == (12, 12, 3)
    assert corner.tolist() == [-4, -4]
    assert region[:4].max() == 0
    assert region[4:, 4:].min() == 200


def test_unknown_detector_is_named():
    with pytest.raises(
        ValueError, match="unknown detector 'yolo'; known: blazeface, blazeface_full, blazeface_short, haar"
    ):
        load_detector("yolo")


@pytest.mark.shared_data
def test_default_finds_webcam_faces_without_false_alarms(shared_data):
    figures = evaluate_detector(load_detector("blazeface"), shared_data / "faces" / "boxes.json")
    without_face = figures["noface"]

    assert figures["facemask200"]["recall"] >= 0.93
    assert without_face["false_alarms"] <= 0.02 * without_face["photos_without_face"]
