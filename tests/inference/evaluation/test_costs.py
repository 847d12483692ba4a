import keras
import pytest
from keras import layers

from inference.evaluation.costs import multiply_adds, parameters


def network(*stack: layers.Layer, shape: tuple[int, ...] = (8, 8, 3)) -> keras.Model:
    return keras.Sequential([keras.Input(shape), *stack])


def test_convolution_multiplies_its_kernel_at_every_place():
    model = network(layers.Conv2D(5, 3, strides=2, padding="same"))

    assert multiply_adds(model) == (4 * 4) * (3 * 3 * 3 * 5)
    assert parameters(model) == 3 * 3 * 3 * 5 + 5


def test_padding_decides_how_many_places_there_are():
    assert multiply_adds(network(layers.Conv2D(5, 3, padding="valid"))) == (6 * 6) * (3 * 3 * 3 * 5)


def test_groups_see_their_own_channels_alone():
    assert multiply_adds(network(layers.Conv2D(6, 3, groups=3, padding="same"))) == (8 * 8) * (3 * 3 * 1 * 6)


def test_depthwise_convolution_looks_at_one_channel_at_a_time():
    model = network(layers.DepthwiseConv2D(3, depth_multiplier=2, padding="same"))

    assert multiply_adds(model) == (8 * 8) * (3 * 3 * 3 * 2)


def test_dense_layer_multiplies_once():
    assert multiply_adds(network(layers.Flatten(), layers.Dense(4))) == (8 * 8 * 3) * 4


def test_dense_layer_on_a_map_multiplies_at_every_place():
    assert multiply_adds(network(layers.Dense(4))) == (8 * 8) * (3 * 4)


def test_networks_inside_are_counted_too():
    inner = network(layers.Conv2D(5, 1))

    assert multiply_adds(network(inner, layers.GlobalAveragePooling2D(), layers.Dense(2))) == 64 * 3 * 5 + 5 * 2


def test_normalisation_and_pooling_cost_nothing_but_keep_their_statistics():
    model = network(layers.BatchNormalization(), layers.MaxPooling2D(2))

    assert multiply_adds(model) == 0
    assert parameters(model) == 4 * 3


def test_unknown_multiplications_are_not_passed_over():
    with pytest.raises(ValueError, match="SeparableConv2D"):
        multiply_adds(network(layers.SeparableConv2D(5, 3)))
