"""What a network costs: parameters and multiply-adds."""

import math
from collections.abc import Iterator

import keras

COUNTED = (keras.layers.Conv2D, keras.layers.DepthwiseConv2D, keras.layers.Dense)


def parameters(model: keras.Model) -> int:
    """Return how many numbers a network keeps, running means and deviations of normalisations included."""
    return int(model.count_params())


def multiply_adds(model: keras.Model) -> int:
    """Return the multiply-adds for one input of the model's own size: convolutions and dense layers.

    Biases, activations, pooling and normalisation are left out, as papers do: together they are below one in a hundred.

    Raises:
        ValueError: a layer multiplies by weights in a way this does not know.
    """
    return sum(_multiply_adds_of(layer) for layer in _flat(model))


def _flat(model: keras.Model) -> Iterator[keras.layers.Layer]:
    """Yield a network's layers, those of networks inside it too."""
    for layer in model.layers:
        if isinstance(layer, keras.Model):
            yield from _flat(layer)
        else:
            yield layer


def _multiply_adds_of(layer: keras.layers.Layer) -> int:
    """Every weight of a kernel is used once at every place of the output."""
    if isinstance(layer, COUNTED):
        return int(math.prod(layer.output.shape[1:-1]) * math.prod(layer.kernel.shape))
    if any(len(weight.shape) > 1 for weight in layer.weights):
        raise ValueError(f"cannot count the multiply-adds of a layer of the kind {type(layer).__name__}")
    return 0
