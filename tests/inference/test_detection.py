import json

import cv2
import numpy as np
import pytest

from inference.boxes import Detections, intersection_over_union
from inference.confirmation import brightened_image, cut_region, is_candidate, is_instead_of, support_for
from inference.detection import DETECTORS, load_detector
from inference.evaluation.darkness import darker
from inference.evaluation.evaluate_detector import evaluate_detector
from inference.haar import LONGER_SIDE_PX
from inference.placement import Placement
from inference.rooms import load_room_detector

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


def test_haar_finds_a_face_where_it_lies_in_a_photo_that_is_made_smaller(astronaut):
    photo = cv2.resize(astronaut, None, fx=6, fy=6)
    found = load_detector("haar").detect(photo).largest_first()

    assert max(photo.shape) > LONGER_SIDE_PX
    assert intersection_over_union(found.xyxy, 6 * FACE)[0, 0] > 0.5


def test_doubtful_find_needs_a_second_opinion(astronaut, monkeypatch):
    detector = load_detector("blazeface", {"sure": 1.1})
    assert len(detector.detect(astronaut)) == 1

    monkeypatch.setattr(detector.second, "minimum_confidence", 1.1)
    assert len(detector.detect(astronaut)) == 0


def test_moved_thresholds_are_the_ones_that_are_told():
    assert load_detector("blazeface", {"second": 0.6}).thresholds["detection_second"] == 0.6


@pytest.mark.parametrize(("name", "moved"), [("blazeface", {"sure": 0.7, "certain": 1.0}), ("haar", {"sure": 0.7})])
def test_only_thresholds_that_there_are_can_be_moved(name, moved):
    with pytest.raises(ValueError, match=r"only blazeface has thresholds to be moved: candidate, .*sure"):
        load_detector(name, moved)


def finds(*rows: tuple[float, float, float, float, float]) -> Detections:
    """Boxes as left, top, right, bottom, confidence, without points."""
    values = np.array(rows, dtype=np.float32).reshape(-1, 5)
    return Detections(values[:, :4], values[:, 4])


class FixedFinder:
    """Finds the same in every picture, relative to its middle."""

    def __init__(self, *rows: tuple[float, float, float, float, float]) -> None:
        self.finds = finds(*rows)

    def detect(self, image):
        return self.finds.moved(np.array(image.shape[1::-1], dtype=np.float32) / 2)


CANDIDATE = (-20, -20, 20, 20, 0.5)


def confirmed(finder: tuple, second: tuple, third: tuple = ()) -> Detections:
    """What the default detector makes of a candidate in the middle, seen by full-range and by short-range again."""
    detector = load_detector("blazeface")
    looks = iter([FixedFinder(*finder), FixedFinder(*third)])
    detector.finder = type("Looks", (), {"detect": lambda _, image: next(looks).detect(image)})()
    detector.second = FixedFinder(*second)
    return detector.detect(np.zeros((240, 320, 3), dtype=np.uint8))


def test_undecided_second_look_is_decided_by_a_third():
    second = [(-20, -20, 20, 20, 0.4)]

    assert len(confirmed([CANDIDATE], second, [(-20, -20, 20, 20, 0.8)])) == 1
    assert len(confirmed([CANDIDATE], second, [(-20, -20, 20, 20, 0.6)])) == 0


def test_face_that_full_range_finds_instead_is_taken():
    found = confirmed([CANDIDATE], [(0, 0, 20, 20, 0.7)])

    assert found.xyxy.tolist() == [[160, 120, 180, 140]]


def test_face_elsewhere_in_the_region_is_not_taken():
    assert len(confirmed([CANDIDATE], [(30, 30, 50, 50, 0.9)])) == 0


def test_two_looks_at_one_face_give_one_face():
    neighbours = [(-20, -20, 20, 20, 0.9), (-10, -20, 30, 20, 0.8)]

    assert len(confirmed(neighbours, [])) == 1


def test_less_is_asked_of_a_face_that_the_border_cuts():
    image = np.zeros((100, 100, 3), dtype=np.uint8)
    inside, outside, weak = (10, 10, 50, 50, 0.2), (80, 10, 120, 50, 0.2), (-10, 10, 30, 50, 0.1)
    small = (-10, 10, 10, 30, 0.2)

    assert is_candidate(finds(inside, outside, weak, small), image).tolist() == [False, True, False, False]


def test_support_needs_overlap():
    found = finds((0, 0, 10, 10, 0.6), (100, 100, 110, 110, 0.9))

    assert support_for(finds((0, 0, 10, 10, 0.5)), found) == pytest.approx(0.6)
    assert support_for(finds((50, 50, 60, 60, 0.5)), found) == 0
    assert support_for(finds((0, 0, 10, 10, 0.5)), finds()) == 0


def test_candidate_that_only_the_border_made_one_is_not_exchanged():
    found = finds((2, 2, 8, 8, 0.9))

    assert is_instead_of(finds((0, 0, 10, 10, 0.4)), found).tolist() == [True]
    assert is_instead_of(finds((0, 0, 10, 10, 0.2)), found).tolist() == [False]


def test_region_reaches_beyond_the_image():
    image = np.full((10, 10, 3), 200, dtype=np.uint8)
    region, placement = cut_region(image, np.array([0, 0, 4, 4], dtype=np.float32), 3)

    assert region.shape == (12, 12, 3)
    assert placement == Placement(1.0, 4, 4)
    assert region[:4].max() == 0
    assert region[4:, 4:].min() == 200


@pytest.mark.parametrize("left", [-100, 100])
def test_region_beside_the_image_is_black(left):
    box = np.array([left, 2, left + 4, 6], dtype=np.float32)
    region, _ = cut_region(np.full((10, 10, 3), 200, dtype=np.uint8), box, 3)

    assert region.shape == (12, 12, 3)
    assert region.max() == 0


def test_region_of_a_large_face_is_cut_smaller():
    image = np.zeros((1500, 4000, 3), dtype=np.uint8)
    image[750:, 2000:] = 200
    region, placement = cut_region(image, np.array([500, -750, 3500, 2250], dtype=np.float32), 3)
    middle = placement.undo(finds((900, 900, 1100, 1100, 0.9))).xyxy[0]

    assert region.shape == (2000, 2000, 3)
    assert region[990, 990].max() == 0
    assert region[1010, 1010].min() == 200
    np.testing.assert_allclose(middle, [1550, 300, 2450, 1200], atol=3)


def test_unknown_detector_is_named():
    with pytest.raises(
        ValueError, match="unknown detector 'yolo'; known: blazeface, blazeface_full, blazeface_short, haar, yunet:PATH"
    ):
        load_detector("yolo")


@pytest.mark.shared_data
def test_default_finds_webcam_faces_without_false_alarms(shared_data):
    figures = evaluate_detector(load_detector("blazeface"), shared_data / "faces" / "boxes.json")
    without_face = figures["noface"]

    assert figures["facemask200"]["recall"] >= 0.97
    assert figures["facemask200"]["masked_recall"] >= 0.92
    assert without_face["false_alarms"] < 0.01 * without_face["photos_without_face"]


@pytest.mark.shared_data
def test_most_faces_of_a_room_are_found(shared_data, tmp_path):
    folder = shared_data / "faces"
    photos = [entry for entry in json.loads((folder / "boxes.json").read_text()) if entry["set"] == "cmumit"]
    boxes = tmp_path / "boxes.json"
    boxes.write_text(json.dumps([{**entry, "image": str(folder / entry["image"])} for entry in photos]))
    figures = evaluate_detector(load_room_detector("blazeface"), boxes, longer_side_px=None)

    assert figures["cmumit"]["recall"] >= 0.75


@pytest.mark.parametrize("brightness", [0.2, 0.1, 0.05])
def test_face_in_the_dark_is_found(astronaut, brightness):
    assert len(load_detector("blazeface").detect(darker(astronaut, brightness))) == 1


def test_dark_image_is_brightened_and_any_other_left_alone():
    dark, light = np.full((8, 8, 3), 10, dtype=np.uint8), np.full((8, 8, 3), 61, dtype=np.uint8)
    dark[0, 0] = 200

    assert brightened_image(dark)[1, 1].tolist() == pytest.approx([60 * 10 / dark.mean()] * 3, abs=0.5)
    assert brightened_image(dark)[0, 0].tolist() == [255, 255, 255]
    assert brightened_image(light) is light


def test_black_image_stays_black():
    assert not brightened_image(np.zeros((8, 8, 3), dtype=np.uint8)).any()


@pytest.mark.shared_data
def test_dim_light_hides_few_faces_and_makes_none_up(shared_data):
    figures = evaluate_detector(load_detector("blazeface"), shared_data / "faces" / "boxes.json", brightness=0.1)

    assert figures["facemask200"]["recall"] >= 0.85
    assert figures["noface"]["false_alarms"] <= 4
