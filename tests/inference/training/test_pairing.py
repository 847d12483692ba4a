import keras
import numpy as np
import pytest

from inference.preprocessing import to_input
from inference.training.heads import with_votes_head
from inference.training.mirroring import with_mirror
from inference.training.pairing import side_by_side
from tests.inference.training.tiny import build_tiny

# Keras' own conversion of TensorFlow's variables.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")


def crops() -> np.ndarray:
    return to_input(np.random.default_rng(0).integers(0, 256, (5, 48, 48), dtype=np.uint8))


def test_the_answer_is_the_mean_of_the_first_and_of_the_others_on_the_mirror_image():
    models = [with_votes_head(build_tiny(7)) for _ in range(3)]
    apart = [models[0].predict(crops(), verbose=0)]
    apart += [model.predict(crops()[:, :, ::-1], verbose=0) for model in models[1:]]
    together = side_by_side(models).predict(crops(), verbose=0)

    for name in ("logits", "vote_logits"):
        np.testing.assert_allclose(together[name], np.mean([answer[name] for answer in apart], axis=0), atol=1e-5)
    assert np.abs(apart[0]["logits"] - apart[1]["logits"]).max() > 0.01


def test_one_beside_nobody_answers_as_it_did():
    model = with_votes_head(build_tiny(7))
    np.testing.assert_allclose(
        side_by_side([model]).predict(crops(), verbose=0)["logits"],
        model.predict(crops(), verbose=0)["logits"],
        atol=1e-5,
    )


def test_the_outputs_stay_linear_layers_on_common_features():
    """Which is what the choice of the last layer on the validation split needs, and the mirror image too."""
    models = [with_votes_head(build_tiny(7)) for _ in range(2)]
    together = with_mirror(side_by_side(models))
    features = keras.Model(together.inputs[0], together.get_layer("logits").input).predict(crops(), verbose=0)
    kernel, bias = together.get_layer("logits").get_weights()

    np.testing.assert_allclose(features @ kernel + bias, together.predict(crops(), verbose=0)["logits"], atol=1e-4)


@pytest.mark.parametrize("classes", [8, 7], ids=["other classes", "no votes"])
def test_networks_of_other_outputs_are_refused(classes):
    with pytest.raises(ValueError, match="the same outputs"):
        side_by_side([with_votes_head(build_tiny(7)), build_tiny(classes)])
