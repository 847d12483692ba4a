"""A network that looks at a crop and at its mirror image, and decides by the mean of what it saw in both.

Faces are nearly symmetric and networks are not: what one side got wrong the other may have right. Evaluation can
average two answers; inside the network it holds wherever the network is used, at twice the cost.
"""

import keras

from inference.training.heads import LABELS_HEAD, with_outputs_upon


def with_mirror(model: keras.Model) -> keras.Model:
    """Return the network with the same outputs, made of the mean of the features of a crop and of its mirror image.

    Args:
        model: its outputs are linear layers upon the same features; all weights but theirs are shared, not copied.
    """
    crops = model.inputs[0]
    features = keras.Model(crops, model.get_layer(LABELS_HEAD).input)
    mean = keras.layers.Average()([features(crops), features(keras.ops.flip(crops, axis=2))])
    return with_outputs_upon(model, crops, mean)
