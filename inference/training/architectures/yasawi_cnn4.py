"""Four convolutions and two dense layers: "Determining emotions from students' facial expressions using CNN",
bulletin of Yasawi University 2(25), 2023 (in Kazakh).

Webcam frame, Haar cascade, 48x48 grey crop, then four 3x3 convolutions with ReLU, each followed by 2x2 max pooling
with stride 2, two fully connected layers and a softmax over seven.
"""

import keras
from keras import layers

from inference.training.architectures.architecture import PLAIN_RECIPE, Architecture, Paper

WIDTHS = (32, 64, 128, 256)
DENSE_WIDTH = 256


def yasawi_cnn4(classes: int) -> keras.Model:
    """Build the network: (n, 48, 48, 1) float32 -> (n, classes) float32 logits."""
    crops = keras.Input((48, 48, 1), name="crops")
    features = crops
    for width in WIDTHS:
        features = layers.Conv2D(width, 3, padding="same", activation="relu")(features)
        features = layers.MaxPooling2D(2)(features)
    features = layers.Flatten()(features)
    for _ in range(2):
        features = layers.Dense(DENSE_WIDTH, activation="relu")(features)
    logits = layers.Dense(classes, dtype="float32", name="logits")(features)
    return keras.Model(crops, logits, name="yasawi_cnn4")


YASAWI_CNN4 = Architecture(
    "yasawi_cnn4",
    yasawi_cnn4,
    recipe={**PLAIN_RECIPE, "epochs": 106},
    paper=Paper(
        citation="Determining emotions from students' facial expressions using CNN. Bulletin of Yasawi University "
        "2(25), 2023 (in Kazakh)",
        reported={"accuracy": 0.70},
        test_set="FER2013, split 28,709 / 3,589 / 3,589; which of the two small parts is not known",
        epochs=106,
        decisions=(
            "The text gives convolutions stride 2 beside the poolings, which leaves less than a pixel: they have 1.",
            "Numbers of filters are not known: 32, doubled after every pooling.",
            "Widths of the two dense layers are not known: 256, as the last convolution; the logits follow them.",
            "Optimizer, batch size and augmentation are not known: Adam at its usual rate, 128, none.",
        ),
    ),
)
