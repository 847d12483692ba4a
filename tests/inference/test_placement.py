import numpy as np

from inference.boxes import Detections
from inference.placement import Placement, bounded, letterbox, shrink


def test_shrinking_keeps_the_mean_of_fine_detail():
    stripes = np.tile(np.array([0, 200], dtype=np.uint8)[np.newaxis, :, np.newaxis], (80, 40, 3))
    small = shrink(stripes, 30, 30)

    assert small.shape == (30, 30, 3)
    assert np.abs(small.astype(int) - 100).max() <= 1


def test_small_image_is_enlarged():
    assert shrink(np.zeros((3, 2, 3), dtype=np.uint8), 30, 20).shape == (30, 20, 3)


def test_wide_image_lies_in_the_middle_of_the_square():
    square, placement = letterbox(np.full((100, 200, 3), 255, dtype=np.uint8), 128, 128)

    assert placement == Placement(0.64, 0, 32)
    assert square[:32].max() == 0
    assert square[32:96].min() == 255


def test_placement_is_undone():
    points = np.full((1, 6, 2), (10, 20), dtype=np.float32)
    found = Detections(np.array([[10, 20, 15, 30]], dtype=np.float32), np.ones(1, dtype=np.float32), points)
    undone = Placement(0.5, 10, 20).undo(found)

    np.testing.assert_allclose(undone.xyxy, [[0, 0, 10, 20]])
    np.testing.assert_allclose(undone.keypoints[0, 0], [0, 0])


def test_large_image_is_bounded_and_what_is_found_lies_where_it_was():
    seen, placement = bounded(np.zeros((300, 600, 3), dtype=np.uint8), 200)
    found = Detections(np.array([[20, 10, 60, 50]], dtype=np.float32), np.ones(1, dtype=np.float32))

    assert seen.shape == (100, 200, 3)
    np.testing.assert_allclose(placement.undo(found).xyxy, [[60, 30, 180, 150]])


def test_image_that_is_small_enough_is_left_as_it_is():
    image = np.zeros((200, 100, 3), dtype=np.uint8)

    assert bounded(image, 200)[0] is image
