"""What the trainer has to know of a network besides its layers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import keras

from inference.training.targets import LabelKind

# Training with nothing in it that a paper does not name. Each paper's recipe starts from it and adds what the paper
# gives; where the paper gives no optimizer, Adam at Keras' own learning rate stands for "the defaults".
PLAIN_RECIPE: Mapping[str, object] = {
    "batch_size": 128,
    "optimizer": "adam",
    "learning_rate": 1e-3,
    "schedule": "constant",
    "weight_decay": 0.0,
    "gradient_norm": 0.0,
    "label_smoothing": 0.0,
    "average_decay": 0.0,
    "augmentation": "none",
}


@dataclass(frozen=True)
class Paper:
    """Where a network comes from and what was claimed for it.

    Attributes:
        citation: title, publisher, year, language.
        reported: the paper's own figures as shares, 0..1, under the names `evaluate` uses; empty where it gives none.
        test_set: what they were measured on, as far as it is known.
        epochs: after how many epochs; None where it is not known.
        decisions: what the paper leaves open or contradicts, and what was decided; one sentence each.
    """

    citation: str
    reported: Mapping[str, float]
    test_set: str
    epochs: int | None
    decisions: tuple[str, ...]


@dataclass(frozen=True)
class Architecture:
    """A network by name: how it is built, from what, and how it is trained unless the caller says otherwise.

    Attributes:
        name: on the command line, in run folders and in the tables.
        build: number of classes -> network with random weights, from preprocessed crops (n, side, side, channels)
            to float32 logits (n, classes). The last layer is called "logits" and has no softmax: loss and serving
            apply it themselves. Its input are the penultimate features.
        side: of a crop, in pixels.
        channels: 1 for grey, 3 for BGR.
        labels: the kind it is trained on.
        recipe: values of the trainer's `Options` by field; a field that is missing keeps the trainer's default.
        paper: the one it reproduces; None for our own.
        build_pretrained: number of classes and weights (a path, or a name such as "imagenet") -> network; None where
            training can only start at random.
    """

    name: str
    build: Callable[[int], keras.Model]
    side: int = 48
    channels: int = 1
    labels: LabelKind = "fer"
    recipe: Mapping[str, object] = field(default_factory=dict)
    paper: Paper | None = None
    build_pretrained: Callable[[int, str], keras.Model] | None = None
