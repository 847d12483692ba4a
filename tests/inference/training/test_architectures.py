import keras
import numpy as np
import pytest
from ai_edge_litert.interpreter import Interpreter

from inference.training.architectures import ARCHITECTURES, architecture, build, three_networks
from inference.training.architectures.fused import BatchNormalization, Convolution
from inference.training.conversion import convert

# Keras' own conversion of TensorFlow's variables.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")

# resnet152 takes seconds to build and has a file of tests of its own.
NAMES = sorted(set(ARCHITECTURES) - {"resnet152"})


@pytest.fixture
def narrow(monkeypatch):
    """Make the widest dense layers narrow: to convert or train 25 million weights shows no more and takes seconds."""
    monkeypatch.setattr(three_networks, "GUDI_DENSE_WIDTH", 64)


def noise(name: str, count: int) -> np.ndarray:
    """Input of the network's own size."""
    network = architecture(name)
    shape = (count, network.side, network.side, network.channels)
    return np.random.default_rng(0).normal(size=shape).astype(np.float32)


def run_in_litert(weights: bytes, inputs: np.ndarray) -> np.ndarray:
    """Return the logits of a converted network, one input at a time."""
    interpreter = Interpreter(model_content=weights, num_threads=1)
    interpreter.allocate_tensors()
    place, result = interpreter.get_input_details()[0]["index"], interpreter.get_output_details()[0]["index"]
    rows = []
    for single in inputs:
        interpreter.set_tensor(place, single[np.newaxis])
        interpreter.invoke()
        rows.append(interpreter.get_tensor(result)[0])
    return np.array(rows)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("classes", [7, 8])
def test_network_gives_logits_for_every_class(name, classes):
    network, model = architecture(name), build(name, classes)

    assert model.input_shape == (None, network.side, network.side, network.channels)
    assert model.output_shape == (None, classes)
    assert model.layers[-1].name == "logits"
    assert model.layers[-1].activation is keras.activations.linear
    assert model.layers[-1].compute_dtype == "float32"
    assert model.name == name


@pytest.mark.usefixtures("narrow")
@pytest.mark.parametrize("name", NAMES)
def test_converted_network_gives_the_same_logits(name):
    keras.utils.set_random_seed(0)
    model, inputs = build(name), noise(name, 2)
    expected = keras.ops.convert_to_numpy(model(inputs, training=False))
    converted = run_in_litert(convert(model), inputs)

    np.testing.assert_allclose(converted, expected, atol=0.05 * float(np.abs(expected).max()))


@pytest.mark.usefixtures("narrow")
@pytest.mark.parametrize("name", NAMES)
def test_network_learns_a_handful_of_pictures(name):
    keras.utils.set_random_seed(0)
    model, inputs, labels = build(name), noise(name, 4), np.eye(7, dtype=np.float32)[[0, 2, 4, 6]]
    for layer in model.layers:
        if isinstance(layer, keras.layers.Dropout):
            layer.rate = 0  # with four pictures it would decide more than learning does
    loss = keras.losses.CategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.Adam(1e-3), loss, run_eagerly=True)
    first = float(model.train_on_batch(inputs, labels))

    assert any(float(model.train_on_batch(inputs, labels)) < 0.6 * first for _ in range(30))


def test_number_of_classes_follows_the_labels_of_the_network():
    assert build("small_cnn").output_shape == (None, 7)


def test_unknown_network_is_named_beside_the_known_ones():
    with pytest.raises(ValueError, match=r"unknown architecture 'none'; known: .*net_a"):
        architecture("none")


def test_network_without_a_past_refuses_other_weights():
    with pytest.raises(ValueError, match="small_cnn starts at random"):
        build("small_cnn", initial_weights="imagenet")


def test_names_in_the_registry_are_the_networks_own():
    assert all(name == network.name for name, network in ARCHITECTURES.items())


def test_flagship_stays_compact():
    assert build("se_residual").count_params() < 3_000_000


def test_convolution_equals_keras_own():
    maps = np.random.default_rng(0).normal(size=(2, 6, 6, 3)).astype(np.float32)
    layer = Convolution(4, 3)
    ours = keras.ops.convert_to_numpy(layer(maps))
    keras_own = keras.ops.convert_to_numpy(keras.layers.Conv2D.call(layer, keras.ops.convert_to_tensor(maps)))

    np.testing.assert_allclose(ours, keras_own, atol=1e-5)


def test_normalisation_equals_keras_own():
    maps = np.random.default_rng(0).normal(size=(2, 6, 6, 3)).astype(np.float32)
    ours, keras_own = BatchNormalization(momentum=0.9), keras.layers.BatchNormalization(momentum=0.9)
    outcomes = [keras.ops.convert_to_numpy(layer(maps, training=True)) for layer in (ours, keras_own)]

    np.testing.assert_allclose(*outcomes, atol=1e-5)
    np.testing.assert_allclose(*(layer.moving_mean.numpy() for layer in (ours, keras_own)), atol=1e-6)
