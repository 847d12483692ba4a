import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from inference.boxes import Detections, areas, centres, distinct, intersection_over_union, overlap_of_two
from inference.boxes import joined as joined_detections
from tests.inference.conftest import joined, upright_face


def boxes(*rows):
    return np.array(rows, dtype=np.float32).reshape(-1, 4)


def test_equal_boxes_overlap_wholly():
    assert intersection_over_union(boxes([0, 0, 2, 2]), boxes([0, 0, 2, 2])).tolist() == [[1.0]]


def test_half_shifted_boxes_overlap_by_a_third():
    overlap = intersection_over_union(boxes([0, 0, 2, 2]), boxes([1, 0, 3, 2], [5, 5, 6, 6]))

    np.testing.assert_allclose(overlap, [[1 / 3, 0]])


def test_empty_boxes_do_not_divide_by_zero():
    assert intersection_over_union(boxes([1, 1, 1, 1]), boxes([1, 1, 1, 1])).tolist() == [[0.0]]


def test_no_boxes_give_an_empty_table():
    assert intersection_over_union(boxes(), boxes([0, 0, 1, 1])).shape == (0, 1)


corners = st.lists(st.integers(-5, 5).map(float), min_size=4, max_size=4)


@given(corners, corners)
def test_two_boxes_overlap_alike_with_arrays_and_without(one, other):
    assert overlap_of_two(one, other) == pytest.approx(intersection_over_union(boxes(one), boxes(other))[0, 0])


def test_turned_over_box_has_no_area():
    assert areas(boxes([0, 0, 3, 2], [3, 2, 0, 0])).tolist() == [6.0, 0.0]


def test_largest_face_comes_first_with_its_own_points():
    small, large = upright_face(0, 0, 10), upright_face(50, 50, 30)
    ordered = joined(small, large).largest_first()

    assert ordered.xyxy[0].tolist() == [50, 50, 80, 80]
    np.testing.assert_array_equal(ordered.keypoints[0], large.keypoints[0])


def test_moving_takes_box_and_points_along():
    face = upright_face(10, 20, 30)
    moved = face.moved(np.array([5, -20], dtype=np.float32))

    assert moved.xyxy.tolist() == [[15, 0, 45, 30]]
    np.testing.assert_allclose(moved.keypoints - face.keypoints, np.broadcast_to([5, -20], (1, 6, 2)))


def test_moving_works_without_points():
    face = Detections(boxes([0, 0, 2, 2]), np.ones(1, dtype=np.float32))

    assert face.moved(np.ones(2, dtype=np.float32)).xyxy.tolist() == [[1, 1, 3, 3]]


def test_of_overlapping_faces_the_strongest_stays():
    faces = Detections(
        boxes([0, 0, 10, 10], [1, 0, 11, 10], [50, 0, 60, 10]), np.array([0.5, 0.9, 0.7], dtype=np.float32)
    )
    kept = distinct(faces, 0.3)

    np.testing.assert_allclose(kept.confidence, [0.9, 0.7])
    assert kept.keypoints is None


def test_no_faces_stay_no_faces():
    nothing = upright_face(0, 0, 10).take(np.zeros(1, dtype=np.bool_))

    assert distinct(nothing, 0.3).xyxy.shape == (0, 4)


def test_parts_are_joined_in_order_with_their_points():
    whole = joined_detections([upright_face(0, 0, 10), upright_face(50, 50, 30)])

    assert whole.xyxy[:, 0].tolist() == [0, 50]
    assert whole.keypoints.shape == (2, 6, 2)


def test_centre_lies_in_the_middle():
    assert centres(boxes([0, 0, 4, 2])).tolist() == [[2, 1]]
