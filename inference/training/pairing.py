"""Networks side by side, which decide by the mean of what each has seen.

Networks that were trained apart err apart, so the mean of their answers is right more often than each (Hansen and
Salamon 1990, doi 10.1109/34.58871); it costs the time and the size of all of them. All but the first look at the
mirror image of the crop: that makes them differ more and costs nothing more.
"""

from collections.abc import Sequence

import keras
import numpy as np

from inference.training.heads import LABELS_HEAD, VOTES_HEAD


def side_by_side(models: Sequence[keras.Model]) -> keras.Model:
    """Return one network with the first's outputs, each the mean of its logits and the others' on the mirror image.

    Its outputs are again linear layers on features, those of all networks in a row, so `calibration` adjusts them as
    it does those of a single one.

    Args:
        models: at least one; they take the same crops, and their outputs are linear layers upon the same features.

    Raises:
        ValueError: they take other crops, or have other outputs.
    """
    first = models[0]
    for model in models[1:]:
        if model.input_shape != first.input_shape or _outputs(model) != _outputs(first):
            raise ValueError("networks stand side by side only if they take the same crops and have the same outputs")
    crops = keras.Input(first.input_shape[1:], name="crops")
    views = [crops, *[keras.ops.flip(crops, axis=2)] * (len(models) - 1)]
    seen = [
        keras.Model(model.inputs[0], model.get_layer(LABELS_HEAD).input)(view)
        for model, view in zip(models, views, strict=True)
    ]
    features = keras.layers.Concatenate()(seen) if len(seen) > 1 else seen[0]
    outputs = {name: _mean_head([model.get_layer(name) for model in models], features) for name in _outputs(first)}
    return keras.Model(crops, outputs, name=first.name)


def _outputs(model: keras.Model) -> dict[str, int]:
    """Return how many classes each output has."""
    return {layer.name: layer.units for layer in model.layers if layer.name in (LABELS_HEAD, VOTES_HEAD)}


def _mean_head(heads: Sequence[keras.layers.Dense], features: keras.KerasTensor) -> keras.KerasTensor:
    """Apply the linear layer whose logits are the mean of the heads', each of which sees its own features."""
    layer = keras.layers.Dense.from_config(heads[0].get_config())
    logits = layer(features)
    kernels, biases = zip(*(head.get_weights() for head in heads), strict=True)
    layer.set_weights([np.concatenate(kernels) / len(heads), np.mean(biases, axis=0)])
    return logits
