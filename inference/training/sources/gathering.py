"""Crops gathered one at a time."""

import numpy as np
import numpy.typing as npt

from inference.training.crops import Crops


class GatheredCrops:
    """Crops that come one by one, in memory that grows with them; at the end nothing is copied.

    A bytearray reserves about an eighth more than it holds, so a list of arrays joined at the end would need twice
    the memory of this.
    """

    def __init__(self, shape: tuple[int, ...]) -> None:
        """Start without crops; `shape` is that of one."""
        self._shape = shape
        self._pixels = bytearray()
        self._emotion = bytearray()
        self._usage = bytearray()

    def __len__(self) -> int:
        """Return how many crops there are so far."""
        return len(self._emotion)

    def add(self, pixels: npt.NDArray[np.uint8], emotion: int, usage: int) -> None:
        """Take one more crop, uint8 of the given shape."""
        self._pixels += pixels.tobytes()
        self._emotion.append(emotion)
        self._usage.append(usage)

    def crops(self) -> Crops:
        """Return what was gathered, in the order it came; nothing can be added afterwards."""
        pixels = np.frombuffer(self._pixels, dtype=np.uint8).reshape(len(self), *self._shape)
        return Crops(pixels, *(np.frombuffer(values, dtype=np.uint8) for values in (self._emotion, self._usage)))
