"""Three residual blocks: "Development of residual CNN architecture for facial expression recognition", KBTU and SDU,
2026.

One convolution, three residual blocks of 64, 128 and 256 (two 3x3 convolutions with batch normalisation and ReLU, a
projection as shortcut), max pooling and dropout after each, global average pooling, a dense layer of 128 with dropout
and a softmax over seven.
"""

import keras
from keras import layers

from inference.training.architectures.architecture import PLAIN_RECIPE, Architecture, Paper
from inference.training.architectures.fused import normalised_convolution

STEM_WIDTH = 32
BLOCK_WIDTHS = (64, 128, 256)
DENSE_WIDTH = 128
BLOCK_DROPOUT = 0.25
DENSE_DROPOUT = 0.5


def residual_cnn(classes: int) -> keras.Model:
    """Build the network: (n, 48, 48, 1) float32 -> (n, classes) float32 logits."""
    crops = keras.Input((48, 48, 1), name="crops")
    features = layers.ReLU()(normalised_convolution(crops, STEM_WIDTH))
    for width in BLOCK_WIDTHS:
        features = layers.MaxPooling2D(2)(_block(features, width))
        features = layers.Dropout(BLOCK_DROPOUT)(features)
    pooled = layers.GlobalAveragePooling2D()(features)
    hidden = layers.Dense(DENSE_WIDTH, activation="relu")(pooled)
    kept = layers.Dropout(DENSE_DROPOUT)(hidden)
    logits = layers.Dense(classes, dtype="float32", name="logits")(kept)
    return keras.Model(crops, logits, name="residual_cnn")


def _block(features: keras.KerasTensor, width: int) -> keras.KerasTensor:
    """Two 3x3 convolutions beside a projection; the map keeps its size."""
    inner = layers.ReLU()(normalised_convolution(features, width))
    inner = normalised_convolution(inner, width)
    return layers.ReLU()(layers.Add()([inner, normalised_convolution(features, width, kernel=1)]))


RESIDUAL_CNN = Architecture(
    "residual_cnn",
    residual_cnn,
    recipe={**PLAIN_RECIPE, "epochs": 15, "batch_size": 256, "learning_rate": 1e-4},
    paper=Paper(
        citation="Development of residual CNN architecture for facial expression recognition. KBTU and SDU, 2026",
        reported={"accuracy": 0.48, "macro_f1": 0.35, "macro_auc": 0.82},
        test_set="FER2013; which part is not known",
        epochs=15,
        decisions=(
            "Abstract and table differ: the table is taken; its recalls, weighed by class sizes, give its accuracy.",
            "Width of the first convolution is not known: 32, so that the first block needs its projection too.",
            "Whether it and the projections are normalised is not known: both are, and the first is followed by ReLU.",
            "Dropout rates are not known: a quarter after the blocks, a half after the dense layer.",
            "Augmentation is not known: none.",
        ),
    ),
)
