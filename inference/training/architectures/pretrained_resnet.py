"""ResNet152 from ImageNet with eight classes: "Determining the emotional state of a student-child in a digital
educational environment from static images", PiktoMir (in Russian).

A tablet's front camera, colour at 224x224, the last layer of a network trained on ImageNet replaced by one of eight
classes (contempt is the eighth). The network itself is He et al. 2015 (arXiv 1512.03385) as Keras ships it.
"""

import keras
from keras import layers

from inference.preprocessing import INPUT_DEVIATION, INPUT_MEAN
from inference.training.architectures.architecture import PLAIN_RECIPE, Architecture, Paper

SIDE = 224
# What the ImageNet weights had subtracted from blue, green and red (the way of Caffe, as in Keras' own preprocessing).
IMAGENET_MEANS = (103.939, 116.779, 123.68)


def resnet152(classes: int, weights: str | None = None) -> keras.Model:
    """Build the network: (n, 224, 224, 3) float32 BGR -> (n, classes) float32 logits.

    Args:
        classes: number of logits.
        weights: a file with the weights below the last layer, "imagenet" for Keras' own download, None for random.

    Raises:
        ValueError: the file does not exist, or the weights cannot be downloaded.
    """
    crops = keras.Input((SIDE, SIDE, 3), name="crops")
    backbone = _backbone(weights)
    logits = layers.Dense(classes, dtype="float32", name="logits")(backbone(_as_for_imagenet(crops)))
    return keras.Model(crops, logits, name="resnet152")


def _backbone(weights: str | None) -> keras.Model:
    """Build all below the last layer: (n, 224, 224, 3) -> (n, 2048)."""
    try:
        return keras.applications.ResNet152(
            include_top=False, weights=weights, input_shape=(SIDE, SIDE, 3), pooling="avg"
        )
    except Exception as error:  # Keras raises nothing narrower when a download fails
        if weights is None:
            raise
        raise ValueError(
            f"the weights {weights} of ResNet152 cannot be loaded: {error}; --initial-weights takes a file, "
            "or '' to start at random"
        ) from error


def _as_for_imagenet(crops: keras.KerasTensor) -> keras.KerasTensor:
    """Turn our standardised input back into 0..255 and subtract ImageNet's means; the order BGR is the same."""
    offset = [INPUT_MEAN * 255 - mean for mean in IMAGENET_MEANS]
    return layers.Rescaling(INPUT_DEVIATION * 255, offset, name="as_for_imagenet")(crops)


RESNET152 = Architecture(
    "resnet152",
    resnet152,
    side=SIDE,
    channels=3,
    labels="ferplus8",
    recipe={
        **PLAIN_RECIPE,
        "epochs": 15,
        "batch_size": 32,
        "learning_rate": 5e-4,
        "augmentation": "piktomir",
        "validation_fraction": 0.25,
        "initial_weights": "imagenet",
    },
    paper=Paper(
        citation="Determining the emotional state of a student-child in a digital educational environment from static "
        "images. PiktoMir (in Russian)",
        reported={"macro_precision": 0.985, "balanced_accuracy": 0.983},
        test_set="a quarter of about 1,600 photos of one child: the same child as in training",
        epochs=15,
        decisions=(
            "Whether the layers below the last one were trained too is not known: all are.",
            "Strengths of the 18 augmentations are not known: those of the kind `piktomir`, without a mirror.",
            "Its photos are not public: trained on FER+ votes; grey crops are enlarged and repeated in three channels.",
            "A change of saturation does nothing to such crops.",
        ),
    ),
    build_pretrained=resnet152,
)
