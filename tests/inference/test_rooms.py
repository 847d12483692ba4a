import numpy as np
import pytest

from inference.boxes import Detections, Framing
from inference.rooms import SMALLEST_TILE_PX, Tiles, is_whole, load_room_detector, starts, tiles


class BrightSquares:
    """Finds white squares by their outline, one at most, as large as they are within the picture it gets."""

    framing = Framing(side=1.0, up=0.0)
    thresholds = {}

    def detect(self, image):
        rows, columns = np.nonzero(image[..., 0] > 200)
        if len(rows) == 0:
            return Detections(np.zeros((0, 4), dtype=np.float32), np.zeros(0, dtype=np.float32))
        box = [columns.min(), rows.min(), columns.max() + 1, rows.max() + 1]
        return Detections(np.array([box], dtype=np.float32), np.ones(1, dtype=np.float32))


def room(*corners: tuple[int, int]) -> np.ndarray:
    """A dark picture with white squares of 20 pixels, each given by its left and top."""
    image = np.zeros((480, 640, 3), dtype=np.uint8)
    for left, top in corners:
        image[top : top + 20, left : left + 20] = 255
    return image


def test_first_tile_is_the_whole_image():
    assert next(tiles(480, 640)) == (0, 0, 640, 480)


def test_tiles_cover_the_image_and_stay_inside():
    seen = np.zeros((480, 640), dtype=int)
    for left, top, right, bottom in list(tiles(480, 640))[1:]:
        assert 0 <= left < right <= 640
        assert 0 <= top < bottom <= 480
        seen[top:bottom, left:right] += 1

    assert seen.min() >= 2


def test_tiles_do_not_become_smaller_than_is_useful():
    sides = {right - left for left, _, right, _ in tiles(480, 640)}

    assert sides == {640, 320, 160}
    assert min(sides) >= SMALLEST_TILE_PX


@pytest.mark.parametrize("size", [(1, 1), (90, 120), (199, 150)])
def test_small_image_is_one_tile(size):
    assert list(tiles(*size)) == [(0, 0, size[1], size[0])]


def test_tiles_begin_evenly_from_edge_to_edge():
    assert starts(320, 320) == [0]
    assert starts(640, 320) == [0, 160, 320]


def test_each_face_of_a_room_is_found_once():
    corners = [(100, 100), (500, 100), (300, 400), (30, 420)]
    found = Tiles(BrightSquares()).detect(room(*corners))
    small = found.take(found.xyxy[:, 2] - found.xyxy[:, 0] < 21)

    assert sorted(small.xyxy[:, :2].tolist()) == sorted([list(map(float, corner)) for corner in corners])


def test_face_that_a_tile_cuts_is_left_to_its_neighbour():
    boxes = np.array([[-2, 40, 20, 60], [40, 40, 60, 60], [80, 40, 101, 60]], dtype=np.float32)

    assert is_whole(boxes, (0, 0, 100, 100), 100, 100).tolist() == [True, True, True]
    assert is_whole(boxes, (0, 0, 100, 100), 200, 100).tolist() == [True, True, False]
    assert is_whole(boxes, (0, 0, 100, 100), 200, 200).tolist() == [True, True, False]


def test_empty_room_has_no_faces():
    assert len(Tiles(BrightSquares()).detect(room())) == 0


def test_faces_of_a_real_photo_beside_each_other_are_all_found(astronaut):
    people = np.hstack([astronaut[20:140, 80:210], astronaut[20:140, 80:210][:, ::-1]] * 2)
    found = load_room_detector("blazeface").detect(people)

    assert len(found) == 4


def test_yunet_needs_no_tiles_but_its_model():
    with pytest.raises(FileNotFoundError, match="missing"):
        load_room_detector("yunet:absent.onnx")


def test_other_detectors_work_in_tiles(astronaut):
    detector = load_room_detector("blazeface_short")

    assert isinstance(detector, Tiles)
    assert detector.framing == detector.detector.framing
