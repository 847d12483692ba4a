"""Training crops as a stream of augmented batches, prepared in the background for any Keras backend."""

import keras
import numpy as np
import numpy.typing as npt

from inference.labels import EMOTIONS
from inference.preprocessing import to_input
from inference.training.augmentation import augment
from inference.training.dataset import Crops


class AugmentedBatches(keras.utils.PyDataset):  # type: ignore[misc]
    """One epoch of shuffled, augmented batches; the same seed and epoch give the same batches."""

    def __init__(self, crops: Crops, batch_size: int, seed: int, epoch: int) -> None:
        """Shuffle the crops for this epoch; one thread prepares batches in the background."""
        super().__init__(workers=1, use_multiprocessing=False, max_queue_size=8)
        self.crops = crops
        self.batch_size = batch_size
        self.seed = (seed, epoch)
        self.order = np.random.default_rng(self.seed).permutation(len(crops))

    def __len__(self) -> int:
        """Return the number of whole batches."""
        return len(self.crops) // self.batch_size

    def __getitem__(self, index: int) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
        """Return network input (batch, 48, 48, 1) and one-hot labels (batch, 7)."""
        start = index * self.batch_size
        batch = self.crops.take(self.order[start : start + self.batch_size])
        generator = np.random.default_rng((*self.seed, index))
        return to_input(augment(batch.pixels, generator)), np.eye(len(EMOTIONS), dtype=np.float32)[batch.emotion]
