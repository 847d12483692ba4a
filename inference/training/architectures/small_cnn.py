"""As few layers as possible: "Development of an algorithm for emotion recognition in an image", bachelor's thesis
(in Russian).

Two convolutions with pooling, one dense layer of 500, a softmax; no landmarks. The balanced variant adds dropout and
enlarges the smallest class by rotated, shifted and scaled copies.
"""

import keras
from keras import layers

from inference.training.architectures.architecture import PLAIN_RECIPE, Architecture, Paper

DENSE_WIDTH = 500
DROPOUT = 0.25


def small_cnn(classes: int) -> keras.Model:
    """Build the plain network: (n, 48, 48, 1) float32 -> (n, classes) float32 logits."""
    return _network("small_cnn", classes, dropout=0.0)


def small_cnn_balanced(classes: int) -> keras.Model:
    """Build the same with dropout after each pooling and after the dense layer."""
    return _network("small_cnn_balanced", classes, dropout=DROPOUT)


def _network(name: str, classes: int, dropout: float) -> keras.Model:
    """Build either variant; a dropout of nothing changes nothing."""
    crops = keras.Input((48, 48, 1), name="crops")
    features = layers.Conv2D(32, 5, strides=2, padding="same", activation="relu")(crops)
    features = layers.Dropout(dropout)(layers.MaxPooling2D(2)(features))
    features = layers.Conv2D(64, 3, padding="same", activation="relu")(features)
    features = layers.Dropout(dropout)(layers.MaxPooling2D(2)(features))
    features = layers.Dense(DENSE_WIDTH, activation="relu")(layers.Flatten()(features))
    features = layers.Dropout(dropout)(features)
    logits = layers.Dense(classes, dtype="float32", name="logits")(features)
    return keras.Model(crops, logits, name=name)


RECIPE = {**PLAIN_RECIPE, "epochs": 30, "validation_fraction": 0.2}
CITATION = "Development of an algorithm for emotion recognition in an image. Bachelor's thesis (in Russian)"
TEST_SET = "test.csv of Kaggle's challenge, by a procedure of its own"
DECISIONS = (
    "Padding is not known: same, so that 48 halves evenly to 6 and no pooling drops a row.",
    "Number of epochs and batch size are not known: 30 and 128, the best validation epoch is kept.",
    "It tests on test.csv, which carries no labels: both figures are its own procedure's, ours are on PublicTest.",
)

SMALL_CNN = Architecture(
    "small_cnn",
    small_cnn,
    recipe=RECIPE,
    paper=Paper(CITATION, {"accuracy": 0.664}, TEST_SET, None, DECISIONS),
)
SMALL_CNN_BALANCED = Architecture(
    "small_cnn_balanced",
    small_cnn_balanced,
    recipe={**RECIPE, "oversample": True},
    paper=Paper(
        CITATION,
        {"accuracy": 0.781},
        TEST_SET,
        None,
        (
            *DECISIONS,
            "How far its copies are moved is not known: up to 15 degrees, 17 % of the scale and 12 % of the side.",
            "Whether the smallest class was enlarged before the split is not known: after it, so that no copy leaks.",
        ),
    ),
)
