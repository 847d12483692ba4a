import numpy as np
import pytest

from inference.preprocessing import to_input
from inference.training.heads import with_votes_head
from inference.training.mirroring import with_mirror
from tests.inference.training.tiny import build_tiny

# Keras' own conversion of TensorFlow's variables.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")


def crops() -> np.ndarray:
    return np.random.default_rng(0).integers(0, 256, (5, 48, 48), dtype=np.uint8)


def test_a_crop_and_its_mirror_image_get_the_same_answer():
    model = with_mirror(with_votes_head(build_tiny(7)))
    straight, mirrored = (model.predict(to_input(pixels), verbose=0) for pixels in (crops(), crops()[:, :, ::-1]))

    for name in ("logits", "vote_logits"):
        np.testing.assert_allclose(straight[name], mirrored[name], atol=1e-5)


def test_the_answer_is_the_mean_of_both():
    model = build_tiny(7)
    apart = [model.predict(to_input(pixels), verbose=0) for pixels in (crops(), crops()[:, :, ::-1])]

    together = with_mirror(model).predict(to_input(crops()), verbose=0)["logits"]
    np.testing.assert_allclose(together, np.mean(apart, axis=0), atol=1e-5)
    assert np.abs(apart[0] - apart[1]).max() > 0.01
