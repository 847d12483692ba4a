"""The pretrained network: the real one is built once; what is ours around it is tried with a stand-in for ResNet152."""

import keras
import numpy as np
import pytest
from keras import layers

from inference.evaluation.costs import multiply_adds, parameters
from inference.preprocessing import INPUT_DEVIATION, INPUT_MEAN
from inference.training.architectures import architecture, build
from inference.training.conversion import convert
from tests.inference.training.test_architectures import noise, run_in_litert

# Keras' own conversion of TensorFlow's variables.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")

# Of Keras' ResNet152 without its top, by Keras' documentation.
BACKBONE_PARAMETERS = 58_370_944


@pytest.fixture(scope="module")
def resnet() -> keras.Model:
    return build("resnet152")


@pytest.fixture
def stand_in(monkeypatch) -> list[object]:
    """Put a network of the same kinds of layers in the place of ResNet152; return the weights it was asked for."""
    asked: list[object] = []

    def small_backbone(weights: object, input_shape: tuple[int, int, int], **_: object) -> keras.Model:
        asked.append(weights)
        inputs = keras.Input(input_shape)
        stem = layers.Conv2D(8, 7, strides=8)(layers.ZeroPadding2D(3)(inputs))
        stem = layers.MaxPooling2D(3, strides=2)(layers.ReLU()(layers.BatchNormalization()(stem)))
        added = layers.Add()([stem, layers.Conv2D(8, 3, padding="same")(stem)])
        return keras.Model(inputs, layers.GlobalAveragePooling2D()(added))

    monkeypatch.setattr(keras.applications, "ResNet152", small_backbone)
    return asked


def test_network_takes_colour_and_knows_contempt(resnet):
    assert resnet.input_shape == (None, 224, 224, 3)
    assert resnet.output_shape == (None, 8)
    assert resnet.layers[-1].name == "logits"
    assert architecture("resnet152").channels == 3


def test_only_the_last_layer_is_new(resnet):
    assert parameters(resnet) == BACKBONE_PARAMETERS + 2048 * 8 + 8


def test_multiply_adds_are_those_of_the_residual_paper(resnet):
    """He et al. 2015, table 1: 11.3 thousand million."""
    assert multiply_adds(resnet) / 1e9 == pytest.approx(11.3, abs=0.05)


def test_input_reaches_the_backbone_as_imagenet_weights_expect_it(stand_in):
    bgr = np.random.default_rng(0).integers(0, 256, (1, 224, 224, 3)).astype(np.float32)
    standardised = (bgr / 255 - INPUT_MEAN) / INPUT_DEVIATION
    given = build("resnet152").get_layer("as_for_imagenet")(standardised)
    rgb = bgr[..., ::-1].copy()

    expected = keras.applications.resnet.preprocess_input(rgb)
    np.testing.assert_allclose(keras.ops.convert_to_numpy(given), expected, atol=1e-3)


@pytest.mark.parametrize(("given", "asked"), [("", None), ("imagenet", "imagenet"), ("own.h5", "own.h5")])
def test_weights_are_the_callers_choice(stand_in, given, asked):
    build("resnet152", initial_weights=given)

    assert stand_in == [asked]


def test_absent_weights_are_refused(tmp_path):
    with pytest.raises(ValueError, match=r"absent\.h5"):
        build("resnet152", initial_weights=str(tmp_path / "absent.h5"))


def test_download_that_fails_ends_with_a_sentence(monkeypatch):
    def fail(**_: object) -> keras.Model:
        raise Exception("URL fetch failure")  # noqa: TRY002 - as Keras raises it

    monkeypatch.setattr(keras.applications, "ResNet152", fail)

    with pytest.raises(
        ValueError, match="imagenet of ResNet152 cannot be loaded: URL fetch failure; --initial-weights"
    ):
        build("resnet152", initial_weights="imagenet")


def test_converted_network_gives_the_same_logits(stand_in):
    keras.utils.set_random_seed(0)
    model, inputs = build("resnet152"), noise("resnet152", 2)
    expected = keras.ops.convert_to_numpy(model(inputs, training=False))

    np.testing.assert_allclose(
        run_in_litert(convert(model), inputs), expected, atol=0.05 * float(np.abs(expected).max())
    )


def test_real_network_learns_from_random_weights(resnet):
    """One step on two crops; `Run` is tried with smaller networks, for tracing this one takes minutes."""
    crops = np.random.default_rng(0).normal(size=(2, 224, 224, 3)).astype(np.float32)
    before = resnet.get_weights()
    resnet.compile("sgd", keras.losses.CategoricalCrossentropy(from_logits=True), run_eagerly=True)
    loss = resnet.train_on_batch(crops, np.eye(8, dtype=np.float32)[[0, 7]])

    assert np.isfinite(loss)
    changed = [bool((old != new).any()) for old, new in zip(before, resnet.get_weights(), strict=True)]
    assert np.mean(changed) > 0.9  # layers of all depths, not the last one alone
