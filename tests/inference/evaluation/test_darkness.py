import numpy as np
import pytest

from inference.evaluation.darkness import DARK_NOISE, darker


def test_darker_scales_grey_values_and_adds_noise():
    dim = darker(np.full((100, 100, 3), 100, dtype=np.uint8), 0.25)

    assert dim.mean() == pytest.approx(25, abs=0.1)
    assert dim.std() == pytest.approx(DARK_NOISE, abs=0.1)


def test_full_brightness_leaves_the_photo(astronaut):
    assert darker(astronaut, 1.0) is astronaut


@pytest.mark.parametrize("brightness", [0, -0.5, 1.5, float("nan")])
def test_impossible_brightness_is_refused(brightness):
    with pytest.raises(ValueError, match="brightness must lie above 0"):
        darker(np.zeros((2, 2, 3), dtype=np.uint8), brightness)
