"""Local response normalisation, which Keras does not have."""

from typing import Any

import keras


class LocalResponseNormalization(keras.layers.Layer):  # type: ignore[misc]
    """Damp each channel by how strong its neighbours are at the same place.

    Krizhevsky, Sutskever and Hinton 2012, section 3.3, with their constants:
    `b[i] = a[i] / (bias + alpha * sum(a[j] ** 2)) ** beta`, the sum over the `size` channels around i that exist.
    It has no weights.
    """

    def __init__(
        self, size: int = 5, bias: float = 2.0, alpha: float = 1e-4, beta: float = 0.75, **keywords: Any
    ) -> None:
        """Set the constants of the formula; the keywords are Keras' own (name, dtype).

        Raises:
            ValueError: the window has no middle.
        """
        if size % 2 == 0:
            raise ValueError(f"the window must be odd to have a middle, not {size}")
        # In bfloat16 the bias would swallow what alpha adds to it.
        super().__init__(**{"dtype": "float32", **keywords})
        self.size, self.bias, self.alpha, self.beta = size, bias, alpha, beta

    def call(self, inputs: keras.KerasTensor) -> keras.KerasTensor:
        """Normalise maps of shape (n, height, width, channels)."""
        reach = self.size // 2
        channels = inputs.shape[-1]
        squares = keras.ops.pad(keras.ops.square(inputs), ((0, 0), (0, 0), (0, 0), (reach, reach)))
        neighbours = sum(squares[..., start : start + channels] for start in range(self.size))
        return inputs / keras.ops.power(self.bias + self.alpha * neighbours, self.beta)

    def get_config(self) -> dict[str, Any]:
        """Return what `__init__` needs to make this layer again."""
        constants = {"size": self.size, "bias": self.bias, "alpha": self.alpha, "beta": self.beta}
        return {**super().get_config(), **constants}
