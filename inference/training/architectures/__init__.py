"""The networks by name: ours, and those of the five papers (decision 4).

A new network is one function in a module of its own, one `Architecture` beside it and one line in `ARCHITECTURES`.
"""

import keras

from inference.training.architectures.architecture import PLAIN_RECIPE, Architecture, Paper
from inference.training.architectures.pretrained_resnet import RESNET152
from inference.training.architectures.residual_cnn import RESIDUAL_CNN
from inference.training.architectures.se_residual import SE_RESIDUAL
from inference.training.architectures.small_cnn import SMALL_CNN, SMALL_CNN_BALANCED
from inference.training.architectures.three_networks import NET_A, NET_B, NET_C, NET_C_ORIGINAL
from inference.training.architectures.yasawi_cnn4 import YASAWI_CNN4
from inference.training.targets import classes_of

__all__ = ["ARCHITECTURES", "PLAIN_RECIPE", "Architecture", "Paper", "architecture", "build"]

ARCHITECTURES: dict[str, Architecture] = {
    network.name: network
    for network in (
        SE_RESIDUAL,
        YASAWI_CNN4,
        SMALL_CNN,
        SMALL_CNN_BALANCED,
        RESNET152,
        RESIDUAL_CNN,
        NET_A,
        NET_B,
        NET_C_ORIGINAL,
        NET_C,
    )
}


def architecture(name: str) -> Architecture:
    """Return a network's description.

    Raises:
        ValueError: no network has this name.
    """
    if name not in ARCHITECTURES:
        raise ValueError(f"unknown architecture {name!r}; known: {', '.join(sorted(ARCHITECTURES))}")
    return ARCHITECTURES[name]


def build(name: str, classes: int | None = None, initial_weights: str = "") -> keras.Model:
    """Build a network.

    Args:
        name: one of `ARCHITECTURES`.
        classes: number of logits; by default that of the labels the network is meant for.
        initial_weights: a path, or a name such as "imagenet"; empty for random ones.

    Raises:
        ValueError: no network has this name, or it cannot start from other weights.
    """
    network = architecture(name)
    classes = classes or len(classes_of(network.labels))
    if not initial_weights:
        return network.build(classes)
    if network.build_pretrained is None:
        raise ValueError(f"{name} starts at random: nobody has trained it on other pictures before")
    return network.build_pretrained(classes, initial_weights)
