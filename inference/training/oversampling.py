"""More crops of rare classes, as moved copies: what the `small_cnn_balanced` of the thesis does with disgust.

To be used on the training crops alone, after the split: a copy of a validation crop among them would let the network
learn what it is measured on.
"""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from inference.labels import EMOTIONS_WITH_CONTEMPT
from inference.training.augmentation import KINDS, Generator, Ranges, move
from inference.training.crops import Crops, DatasetError
from inference.training.dataset import class_sizes

MOVES = KINDS["moves"]


def enlarge_smallest_class(crops: Crops, to_size_of: str = "surprise", seed: int = 0, ranges: Ranges = MOVES) -> Crops:
    """Enlarge the smallest class there is to the size of a named one by rotated, shifted and scaled copies.

    Args:
        crops: training crops, after the split; classes without any stay without.
        to_size_of: a class's name.
        seed: the same one gives the same copies.
        ranges: how far a copy may be moved; the thesis gives no figures.

    Returns:
        All crops in their order, then the copies. Copies keep label, part and votes of what they were made from.

    Raises:
        DatasetError: the named class has no crops.
    """
    sizes = {name: size for name, size in class_sizes(crops).items() if size}
    if to_size_of not in sizes:
        raise DatasetError(f"there are no crops of {to_size_of} whose number another class could be enlarged to")
    smallest = min(sizes, key=sizes.__getitem__)
    return _enlarged(crops, {smallest: sizes[to_size_of] - sizes[smallest]}, seed, ranges)


def _enlarged(crops: Crops, missing: Mapping[str, int], seed: int, ranges: Ranges) -> Crops:
    """Append as many copies of each class as are missing."""
    generator = np.random.default_rng(seed)
    sources = [_drawn(crops, name, count, generator) for name, count in missing.items()]
    copies = crops.take(np.concatenate(sources))
    for number, crop in enumerate(copies.pixels):
        copies.pixels[number] = move(crop, generator, ranges)
    return _joined(crops, copies)


def _drawn(crops: Crops, name: str, count: int, generator: Generator) -> npt.NDArray[np.intp]:
    """Draw rows of a class, each as often as the others (or once more) whatever the count: indices, shape (count,)."""
    rows = generator.permutation(np.flatnonzero(crops.emotion == EMOTIONS_WITH_CONTEMPT.index(name)))
    return np.resize(rows, count)


def _joined(crops: Crops, copies: Crops) -> Crops:
    """Put two sets of crops, of which both or neither have votes, behind each other."""
    votes = None
    if crops.votes is not None and copies.votes is not None:
        votes = np.concatenate([crops.votes, copies.votes])
    return Crops(
        np.concatenate([crops.pixels, copies.pixels]),
        np.concatenate([crops.emotion, copies.emotion]),
        np.concatenate([crops.usage, copies.usage]),
        votes,
    )
