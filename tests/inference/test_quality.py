import cv2
import numpy as np
import pytest

from inference.boxes import Framing
from inference.quality import Thresholds, check_crop, check_faces, sharpness
from inference.results import Reason
from tests.inference.conftest import joined, upright_face

FRAME = np.zeros((240, 320, 3), dtype=np.uint8)
FRAMING = Framing(side=1.16, up=0.076)
LIMITS = Thresholds()


def noise(deviation: float = 40.0) -> np.ndarray:
    """A sharp crop of medium brightness."""
    values = np.random.default_rng(0).normal(128, deviation, (48, 48))
    return np.clip(values, 0, 255).astype(np.uint8)


def smooth() -> np.ndarray:
    """A crop of medium brightness and strong contrast, without any detail."""
    return cv2.resize(noise(60)[:4, :4], (48, 48), interpolation=cv2.INTER_CUBIC)


def reason(*faces):
    return check_faces(FRAME, joined(*faces), FRAMING, LIMITS)


def test_one_frontal_face_may_be_read():
    assert reason(upright_face(100, 60, 100)) is None


def test_empty_frame_has_no_face():
    nothing = upright_face(0, 0, 10).take(np.zeros(1, dtype=np.bool_))

    assert check_faces(FRAME, nothing, FRAMING, LIMITS) is Reason.NO_FACE


def test_second_face_above_half_the_size_is_several():
    assert reason(upright_face(20, 60, 100), upright_face(200, 60, 75)) is Reason.SEVERAL_FACES


def test_second_face_in_the_background_does_not_matter():
    assert reason(upright_face(20, 60, 100), upright_face(200, 60, 65)) is None


def test_far_face_is_too_small():
    assert reason(upright_face(100, 60, 31)) is Reason.TOO_SMALL
    assert reason(upright_face(100, 60, 33)) is None


def test_face_half_outside_is_cut_off():
    assert reason(upright_face(-50, 60, 100)) is Reason.CUT_OFF


@pytest.mark.parametrize("sideways", [-0.7, 0.7])
def test_profile_is_turned_away(sideways):
    assert reason(upright_face(100, 60, 100, nose_sideways=sideways)) is Reason.TURNED_AWAY


def test_sharp_bright_crop_may_be_read():
    assert check_crop(noise(), LIMITS) is None


def test_dim_crop_is_too_dark():
    assert check_crop(noise() // 16, LIMITS) is Reason.TOO_DARK


def test_blurred_crop_is_too_blurred():
    assert check_crop(smooth(), LIMITS) is Reason.TOO_BLURRED


def test_blank_crop_is_not_sharp():
    assert sharpness(np.full((48, 48), 128, dtype=np.uint8)) == 0


def test_dim_light_does_not_count_as_blur():
    assert sharpness(noise(20)) == pytest.approx(sharpness(noise(40)), rel=0.1)


def test_edge_of_the_picture_does_not_count_as_detail():
    crop = smooth()
    crop[:6] = 0
    crop[6] = 255

    assert sharpness(crop) == sharpness(smooth())


def test_rounding_of_an_almost_even_crop_does_not_count_as_detail():
    assert check_crop(smooth() // 16 + 120, LIMITS) is Reason.TOO_BLURRED
