"""A network that sees the middle of each crop, enlarged.

The same weights see more of what moves in a face and less of hair and ground. Meant as a partner (`pairing`) for a
network that sees the whole crop; decision 5 tells how little the first one brought.
"""

import keras

from inference.training.heads import LABELS_HEAD, with_outputs_upon


def zoomed(model: keras.Model, zoom: float) -> keras.Model:
    """Return the network with the same outputs, looking at the middle of the crops it takes.

    Args:
        model: takes square crops; its outputs are linear layers upon the same features. All weights but theirs are
            shared, not copied.
        zoom: how many times larger the middle is seen, to the next whole pixel of margin.
    """
    side = model.input_shape[1]
    crops = keras.Input(model.input_shape[1:], name="crops")
    middle = keras.layers.Cropping2D(margin(side, zoom))(crops)
    seen = keras.ops.image.resize(middle, (side, side), interpolation="bilinear")
    features = keras.Model(model.inputs[0], model.get_layer(LABELS_HEAD).input)(seen)
    return with_outputs_upon(model, crops, features)


def margin(side: int, zoom: float) -> int:
    """Return how many pixels are cut from each border of a crop so that the rest is enlarged by this factor."""
    return round(side * (1 - 1 / zoom) / 2)
