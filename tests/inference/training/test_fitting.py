import cv2
import numpy as np
import pytest

from inference.training.fitting import fit_image, fitted
from tests.inference.training.noise import noisy

COLOURED = np.random.default_rng(1).integers(0, 256, (2, 64, 64, 3), dtype=np.uint8)


def test_crops_that_fit_are_left_alone():
    pixels = noisy(3).pixels

    assert fitted(pixels, 48, 1) is pixels


def test_grey_is_repeated_to_colour():
    grey = noisy(2).pixels

    np.testing.assert_array_equal(fitted(grey, 48, 3), np.stack([grey] * 3, axis=-1))


def test_colour_becomes_grey_by_brightness():
    blue_green_red = np.eye(3, dtype=np.uint8)[:, np.newaxis, np.newaxis] * np.full((1, 48, 48, 1), 200, dtype=np.uint8)

    np.testing.assert_allclose(fitted(blue_green_red, 48, 1)[:, 0, 0], np.array([0.114, 0.587, 0.299]) * 200, atol=1)


def test_shrinking_takes_means():
    stripes = np.tile(np.array([0, 100], dtype=np.uint8), (1, 48, 24))

    np.testing.assert_array_equal(fitted(stripes, 24, 1), np.full((1, 24, 24), 50))


def test_enlarging_leaves_no_blocks():
    ramp = np.tile(np.arange(0, 240, 5, dtype=np.uint8), (1, 48, 1))

    assert np.abs(np.diff(fitted(ramp, 224, 1)[0, 0].astype(int))).max() <= 2


@pytest.mark.parametrize(("side", "channels", "shape"), [(32, 1, (2, 32, 32)), (32, 3, (2, 32, 32, 3))])
def test_shapes_are_those_asked_for(side, channels, shape):
    assert fitted(COLOURED, side, channels).shape == shape
    assert fitted(COLOURED[:0], side, channels).shape == (0, *shape[1:])


def test_colour_order_stays():
    np.testing.assert_array_equal(
        fitted(COLOURED, 32, 3)[1], cv2.resize(COLOURED[1], (32, 32), None, 0, 0, cv2.INTER_AREA)
    )


def test_picture_that_is_not_square_is_squeezed():
    upper_half_white = np.repeat(np.array([255, 0], dtype=np.uint8), 60)[:, np.newaxis] * np.ones(30, dtype=np.uint8)
    crop = fit_image(upper_half_white, 48, 1)

    assert (crop[:23] == 255).all()
    assert (crop[25:] == 0).all()


def test_other_channels_are_refused():
    with pytest.raises(ValueError, match="1 or 3 channels, not 2"):
        fitted(COLOURED, 48, 2)
