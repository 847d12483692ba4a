import keras
import numpy as np
import pytest

from inference.training.architectures import ARCHITECTURES, build
from inference.training.architectures.fused import BatchNormalization, Convolution


@pytest.mark.parametrize("name", sorted(ARCHITECTURES))
def test_network_gives_logits_for_every_class(name):
    model = build(name)

    assert model.input_shape == (None, 48, 48, 1)
    assert model(np.zeros((2, 48, 48, 1), dtype=np.float32)).shape == (2, 7)


def test_flagship_stays_compact():
    assert build("compact_residual").count_params() < 2_000_000


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
