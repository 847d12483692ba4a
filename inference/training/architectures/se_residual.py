"""The network that ships: residual blocks with squeeze-and-excitation on 48x48 grey crops.

About 2.8 million parameters and 227 million multiply-adds. Residual blocks after He et al. 2015 (arXiv 1512.03385),
channel attention after Hu et al. 2017 (arXiv 1709.01507). A first version, `compact_residual`, had widths of 48, 96
and 192.
"""

import keras
from keras import layers

from inference.training.architectures.architecture import Architecture
from inference.training.architectures.fused import normalised_convolution

STEM_WIDTH = 32
STAGE_WIDTHS = (64, 128, 256)
BLOCKS_PER_STAGE = 2
SQUEEZE_RATIO = 8
DROPOUT = 0.3


def se_residual(classes: int) -> keras.Model:
    """Build the network: (n, 48, 48, 1) float32 -> (n, classes) float32 logits."""
    crops = keras.Input((48, 48, 1), name="crops")
    features = layers.ReLU()(_convolution(crops, STEM_WIDTH))
    for width in STAGE_WIDTHS:
        for block in range(BLOCKS_PER_STAGE):
            features = _block(features, width, stride=2 if block == 0 else 1)
    pooled = layers.GlobalAveragePooling2D()(features)
    kept = layers.Dropout(DROPOUT)(pooled)
    logits = layers.Dense(classes, dtype="float32", name="logits")(kept)
    return keras.Model(crops, logits, name="se_residual")


def _block(features: keras.KerasTensor, width: int, stride: int) -> keras.KerasTensor:
    """Two 3x3 convolutions, channel attention and a shortcut."""
    inner = layers.ReLU()(_convolution(features, width, stride=stride))
    inner = _attention(_convolution(inner, width))
    is_same_shape = stride == 1 and features.shape[-1] == width
    shortcut = features if is_same_shape else _convolution(features, width, kernel=1, stride=stride)
    return layers.ReLU()(layers.Add()([inner, shortcut]))


def _attention(features: keras.KerasTensor) -> keras.KerasTensor:
    """Weigh each channel by what the whole map shows (squeeze-and-excitation)."""
    width = features.shape[-1]
    squeezed = layers.GlobalAveragePooling2D(keepdims=True)(features)
    excited = layers.Dense(width // SQUEEZE_RATIO, activation="relu")(squeezed)
    return layers.Multiply()([features, layers.Dense(width, activation="sigmoid")(excited)])


def _convolution(features: keras.KerasTensor, width: int, kernel: int = 3, stride: int = 1) -> keras.KerasTensor:
    """Convolve and normalise; the statistics follow ten batches, for the weights move fast."""
    return normalised_convolution(features, width, kernel, stride, momentum=0.9)


SE_RESIDUAL = Architecture(
    "se_residual",
    se_residual,
    recipe={
        "epochs": 80,
        "votes_head": 0.7,
        "label_smoothing": 0.05,
        "class_weight_power": 0.3,
    },
)
