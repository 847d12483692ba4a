"""Training crops as a stream of augmented batches, prepared in the background for any Keras backend."""

import math
from dataclasses import dataclass

import keras
import numpy as np
import numpy.typing as npt

from inference.preprocessing import CROP_SIDE, to_input
from inference.training.augmentation import Ranges, augment
from inference.training.crops import Crops
from inference.training.fitting import fitted

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Examples:
    """Crops with what a network is trained towards.

    Attributes:
        targets: distribution over the classes by the name of the output, each of shape (n, classes).
        weights: how much each crop counts for that output, each of shape (n,).
        side: of the crops that the network takes, in pixels.
        channels: of those crops, 1 for grey and 3 for BGR.
    """

    crops: Crops
    targets: dict[str, Floats]
    weights: dict[str, Floats]
    side: int = CROP_SIDE
    channels: int = 1

    def __len__(self) -> int:
        """Return how many examples there are."""
        return len(self.crops)


Batch = tuple[Floats, dict[str, Floats], dict[str, Floats]]


class AugmentedBatches(keras.utils.PyDataset):  # type: ignore[misc]
    """One epoch of shuffled, augmented batches; the same seed and epoch give the same batches."""

    def __init__(
        self, examples: Examples, batch_size: int, seed: int, epoch: int, ranges: Ranges, mixup: float = 0.0
    ) -> None:
        """Shuffle the examples for this epoch; one thread prepares batches in the background.

        `mixup` is the parameter of the Beta distribution by which pairs of crops are mixed, 0 for none.
        """
        super().__init__(workers=1, use_multiprocessing=False, max_queue_size=8)
        self.examples = examples
        self.batch_size = min(batch_size, len(examples))
        self.seed = (seed, epoch)
        self.ranges = ranges
        self.mixup = mixup
        self.order = np.random.default_rng(self.seed).permutation(len(examples))

    def __len__(self) -> int:
        """Return the number of whole batches."""
        return len(self.examples) // self.batch_size

    def __getitem__(self, index: int) -> Batch:
        """Return network input (batch, side, side, channels), and targets and weights by output."""
        rows = self.order[index * self.batch_size : (index + 1) * self.batch_size]
        generator = np.random.default_rng((*self.seed, index))
        pixels = fitted(self.examples.crops.pixels[rows], self.examples.side, self.examples.channels)
        inputs = to_input(augment(pixels, generator, self.ranges))
        targets = {name: values[rows] for name, values in self.examples.targets.items()}
        weights = {name: values[rows] for name, values in self.examples.weights.items()}
        if self.mixup:
            inputs, targets, weights = mixed_up(inputs, targets, weights, self.mixup, generator)
        return inputs, targets, weights


class PlainBatches(keras.utils.PyDataset):  # type: ignore[misc]
    """Crops as they are, in their order, as a network takes them."""

    def __init__(self, pixels: npt.NDArray[np.uint8], side: int, channels: int, batch_size: int = 256) -> None:
        """Remember uint8 crops of any size; each batch is brought to the side and channels when it is asked for."""
        super().__init__()
        self.pixels = pixels
        self.shape = (side, channels)
        self.batch_size = batch_size

    def __len__(self) -> int:
        """Return the number of batches, the last one perhaps smaller."""
        return math.ceil(len(self.pixels) / self.batch_size)

    def __getitem__(self, index: int) -> tuple[Floats]:
        """Return network input (batch, side, side, channels)."""
        rows = slice(index * self.batch_size, (index + 1) * self.batch_size)
        return (to_input(fitted(self.pixels[rows], *self.shape)),)


def mixed_up(
    inputs: Floats,
    targets: dict[str, Floats],
    weights: dict[str, Floats],
    alpha: float,
    generator: np.random.Generator,
) -> Batch:
    """Mix every crop with another one, all by the same share (Zhang et al. 2017).

    A pair counts as much as its parts do, and its target is theirs in proportion to that.
    """
    share = np.float32(generator.beta(alpha, alpha))
    partners = generator.permutation(len(inputs))

    def mixed(values: Floats) -> Floats:
        pairs: Floats = share * values + (1 - share) * values[partners]
        return pairs

    sums = {name: mixed(weights[name]) for name in targets}
    weighted = {name: mixed(values * weights[name][:, np.newaxis]) for name, values in targets.items()}
    blended: dict[str, Floats] = {
        name: (values / np.maximum(sums[name], 1e-12)[:, np.newaxis]).astype(np.float32)
        for name, values in weighted.items()
    }
    return mixed(inputs), blended, sums
