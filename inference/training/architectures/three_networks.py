"""Three networks side by side: "Convolutional neural network architectures for emotion recognition" (in Ukrainian).

A after Krizhevsky and Hinton: three convolutions, two dense layers with dropout. B is AlexNet cut to three
convolutions and three dense layers of 1024, with local response normalisation. C after Gudi: two convolutions and one
dense layer, to which the paper adds a convolution in between that lowers the number of parameters.

What we have of the paper gives no filters. They are taken from what it goes back to:

- A: cuda-convnet's network for 32x32 pictures (Krizhevsky 2012): 5x5 convolutions of 32, 32 and 64 filters, each
  followed by 3x3 pooling with stride 2 (always the maximum here).
- B: AlexNet (Krizhevsky, Sutskever and Hinton 2012): its first, second and last convolution as they are.
- C: the network of Gudi 2015 (arXiv 1512.00743) as it is usually rebuilt: 5x5 of 64, 5x5 of 64, 4x4 of 128, 3x3 max
  pooling with stride 2 after the first two, dense 3072. No padding is our choice: with it both versions would reach
  the dense layer with 12x12 places, and the convolution in between would save nothing.

The dense layers are counted as for Gudi's network, whose one dense layer is followed by the logits.
"""

import keras
from keras import layers

from inference.training.architectures.architecture import PLAIN_RECIPE, Architecture, Paper
from inference.training.architectures.local_response_normalization import LocalResponseNormalization

DENSE_WIDTH = 1024
GUDI_DENSE_WIDTH = 3072
DROPOUT = 0.5


def net_a(classes: int) -> keras.Model:
    """Build A: (n, 48, 48, 1) float32 -> (n, classes) float32 logits."""
    crops = keras.Input((48, 48, 1), name="crops")
    features = crops
    for width in (32, 32, 64):
        features = layers.Conv2D(width, 5, padding="same", activation="relu")(features)
        features = _pooled(features)
    return _with_dense_layers("net_a", crops, features, (DENSE_WIDTH, DENSE_WIDTH), classes)


def net_b(classes: int) -> keras.Model:
    """Build B; as in AlexNet, normalisation and pooling follow the first two convolutions, pooling the last."""
    crops = keras.Input((48, 48, 1), name="crops")
    features = layers.Conv2D(96, 11, strides=4, padding="same", activation="relu")(crops)
    features = _pooled(LocalResponseNormalization()(features))
    features = layers.Conv2D(256, 5, padding="same", activation="relu")(features)
    features = _pooled(LocalResponseNormalization()(features))
    features = layers.Conv2D(256, 3, padding="same", activation="relu")(features)
    return _with_dense_layers("net_b", crops, _pooled(features), (DENSE_WIDTH,) * 3, classes)


def net_c_original(classes: int) -> keras.Model:
    """Build C as the paper found it, with two convolutions."""
    crops = keras.Input((48, 48, 1), name="crops")
    features = layers.Conv2D(64, 5, activation="relu")(crops)
    features = layers.Conv2D(128, 4, activation="relu")(_pooled(features, padding="valid"))
    features = _pooled(features, padding="valid")
    return _with_dense_layers("net_c_original", crops, features, (GUDI_DENSE_WIDTH,), classes)


def net_c(classes: int) -> keras.Model:
    """Build C with the convolution in between: the second pooling comes before the last convolution."""
    crops = keras.Input((48, 48, 1), name="crops")
    features = layers.Conv2D(64, 5, activation="relu")(crops)
    features = layers.Conv2D(64, 5, activation="relu")(_pooled(features, padding="valid"))
    features = layers.Conv2D(128, 4, activation="relu")(_pooled(features, padding="valid"))
    return _with_dense_layers("net_c", crops, features, (GUDI_DENSE_WIDTH,), classes)


def _pooled(features: keras.KerasTensor, padding: str = "same") -> keras.KerasTensor:
    """Pool with overlap, as all networks after Krizhevsky do."""
    return layers.MaxPooling2D(3, strides=2, padding=padding)(features)


def _with_dense_layers(
    name: str, crops: keras.KerasTensor, features: keras.KerasTensor, widths: tuple[int, ...], classes: int
) -> keras.Model:
    """Finish a network with dense layers, dropout after each, and the logits."""
    features = layers.Flatten()(features)
    for width in widths:
        features = layers.Dropout(DROPOUT)(layers.Dense(width, activation="relu")(features))
    logits = layers.Dense(classes, dtype="float32", name="logits")(features)
    return keras.Model(crops, logits, name=name)


# AlexNet's own optimizer, to which all three go back; the paper's is not known.
RECIPE = {**PLAIN_RECIPE, "epochs": 60, "optimizer": "sgd", "learning_rate": 0.01, "momentum": 0.9}
CITATION = "Convolutional neural network architectures for emotion recognition (in Ukrainian)"
TEST_SET = "a validation part of FER2013; which one is not known"
DECISIONS = (
    "Filters, widths of C's dense layer and the optimizer are not known: those of the works it goes back to.",
    "Dropout is known to belong to A alone: a half after every dense layer of all four, as in AlexNet.",
)


def _paper(reported: dict[str, float], *decisions: str) -> Paper:
    """Describe the paper for one of its networks; its figures are those after 50 of 60 epochs."""
    return Paper(CITATION, reported, TEST_SET, 50, (*DECISIONS, *decisions))


NET_A = Architecture(
    "net_a",
    net_a,
    recipe=RECIPE,
    paper=_paper({"accuracy": 0.63}, "Widths of its dense layers are not known: 1024, which the paper gives for B."),
)
NET_B = Architecture(
    "net_b",
    net_b,
    recipe=RECIPE,
    paper=_paper(
        {"accuracy": 0.54},
        "Whether AlexNet's stride of 4 was kept for 48 pixels is not known: kept; B is the worst of the three.",
    ),
)
NET_C_ORIGINAL = Architecture(
    "net_c_original",
    net_c_original,
    recipe=RECIPE,
    paper=_paper(
        {},
        "Padding is not known: none, or both would reach the dense layer with 12x12 places.",
        "Its figure is about that of net_c, by the paper's claim; no number of its own is known.",
    ),
)
NET_C = Architecture(
    "net_c",
    net_c,
    recipe=RECIPE,
    paper=_paper(
        {"accuracy": 0.64},
        "Padding is not known: none, as in net_c_original.",
        "How one more convolution lowers the count is not known: it shrinks the map, 5x5 places instead of 8x8.",
    ),
)
