import numpy as np

from inference.boxes import areas, intersection_over_union
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


def test_turned_over_box_has_no_area():
    assert areas(boxes([0, 0, 3, 2], [3, 2, 0, 0])).tolist() == [6.0, 0.0]


def test_largest_face_comes_first_with_its_own_points():
    small, large = upright_face(0, 0, 10), upright_face(50, 50, 30)
    ordered = joined(small, large).largest_first()

    assert ordered.xyxy[0].tolist() == [50, 50, 80, 80]
    np.testing.assert_array_equal(ordered.keypoints[0], large.keypoints[0])
