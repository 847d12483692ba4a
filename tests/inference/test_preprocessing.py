import cv2
import numpy as np
import pytest

from inference.boxes import Detections, Framing
from inference.preprocessing import (
    LEAST_CROP_BRIGHTNESS,
    brightened_crops,
    crop_faces,
    crop_squares,
    eye_angles,
    to_input,
)
from tests.inference.conftest import upright_face

PLAIN = Framing(side=1.0, up=0.0)


def turned(face: Detections, degrees: float) -> Detections:
    """The same face, turned clockwise in the image about the middle of its box."""
    angle = np.radians(degrees)
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]], dtype=np.float32)
    middle = (face.xyxy[0, :2] + face.xyxy[0, 2:]) / 2
    return Detections(face.xyxy, face.confidence, (face.keypoints - middle) @ turn + middle)


def drawing(face: Detections, size: int = 320) -> np.ndarray:
    """A grey picture with a white dot on each eye."""
    image = np.full((size, size, 3), 60, dtype=np.uint8)
    for x, y in face.keypoints[0, :2]:
        cv2.circle(image, (round(float(x)), round(float(y))), 4, (255, 255, 255), -1)
    return image


def bright_spots(crop: np.ndarray) -> np.ndarray:
    """Centres of the left and the right bright spot as (x, y)."""
    left, right = (np.argwhere(half > 150).mean(axis=0)[::-1] for half in np.hsplit(crop, 2))
    return np.stack([left, right + np.array([24, 0])])


def test_crops_are_grey_and_of_the_networks_size():
    face = upright_face(100, 100, 96)

    assert crop_faces(drawing(face), face, PLAIN).shape == (1, 48, 48)


def test_no_faces_give_no_crops():
    nothing = upright_face(0, 0, 10).take(np.zeros(1, dtype=np.bool_))

    assert crop_faces(np.zeros((20, 20, 3), dtype=np.uint8), nothing, PLAIN).shape == (0, 48, 48)


@pytest.mark.parametrize("degrees", [-30, 0, 15, 40])
def test_eyes_come_to_lie_level_and_in_place(degrees):
    face = turned(upright_face(100, 100, 96), degrees)
    spots = bright_spots(crop_faces(drawing(face), face, PLAIN)[0])

    np.testing.assert_allclose(spots, [[0.3 * 48, 0.35 * 48], [0.7 * 48, 0.35 * 48]], atol=1)


def test_without_keypoints_the_crop_is_not_turned():
    face = turned(upright_face(100, 100, 96), 20)

    assert eye_angles(Detections(face.xyxy, face.confidence)) == [0.0]


def test_framing_widens_and_moves_towards_the_forehead():
    square = crop_squares(upright_face(100, 100, 100), Framing(side=1.16, up=0.076))[0]

    assert square == pytest.approx((150, 142.4, 116, 0), abs=1e-4)


def test_forehead_of_a_turned_face_is_not_straight_up():
    face = turned(upright_face(100, 100, 100), 90)
    square = crop_squares(face, Framing(side=1.0, up=0.1))[0]

    assert (square.x, square.y) == pytest.approx((160, 150), abs=1e-3)


def test_outside_of_the_image_is_black():
    image = np.full((100, 100, 3), 200, dtype=np.uint8)
    crop = crop_faces(image, upright_face(-50, 0, 100), PLAIN)[0]

    assert crop[:, :22].max() == 0
    assert crop[:, 26:].min() == 200


def test_input_is_standardised():
    crops = np.array([[[0, 255]]], dtype=np.uint8)
    values = to_input(crops)

    assert values.dtype == np.float32
    assert values.shape == (1, 1, 2, 1)
    np.testing.assert_allclose(values.ravel(), [-2, 2])


def grey_values(values: np.ndarray) -> np.ndarray:
    """Network input as grey values again, 0..255."""
    return (values * 0.25 + 0.5) * 255


def test_dark_crop_is_brightened_by_one_factor():
    dark = np.array([[[10, 20], [30, 20]]], dtype=np.uint8)

    np.testing.assert_allclose(grey_values(to_input(dark))[0, ..., 0], dark[0] * 4.0, rtol=1e-5)


def test_crop_that_is_bright_enough_stays_as_it_is():
    crop = np.array([[[60, 110]]], dtype=np.uint8)

    np.testing.assert_allclose(grey_values(to_input(crop)).ravel(), [60, 110], rtol=1e-5)


def test_each_crop_has_its_own_factor():
    crops = np.stack([np.full((48, 48), grey, dtype=np.uint8) for grey in (5, 40, 200)])
    means = grey_values(to_input(crops)).mean(axis=(1, 2, 3))

    np.testing.assert_allclose(means, [LEAST_CROP_BRIGHTNESS, LEAST_CROP_BRIGHTNESS, 200], rtol=1e-4)


def test_colours_are_brightened_alike():
    crop = np.array([[[[10, 20, 30]]]], dtype=np.uint8)

    np.testing.assert_allclose(grey_values(to_input(crop)).ravel(), [40, 80, 120], rtol=1e-5)


def test_light_on_a_black_crop_does_not_pass_white():
    crop = np.zeros((1, 48, 48), dtype=np.uint8)
    crop[0, 0, 0] = 200

    assert grey_values(to_input(crop)).max() == pytest.approx(255)


def test_black_crop_stays_black():
    assert not brightened_crops(np.zeros((1, 48, 48), dtype=np.float32)).any()


def test_no_crops_give_no_input():
    assert to_input(np.zeros((0, 48, 48), dtype=np.uint8)).shape == (0, 48, 48, 1)
