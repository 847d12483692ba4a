import keras
import numpy as np
import pytest

from inference.training.architectures.local_response_normalization import LocalResponseNormalization


def normalised(maps: np.ndarray, **constants: float) -> np.ndarray:
    return keras.ops.convert_to_numpy(LocalResponseNormalization(**constants)(maps))


def by_hand(maps: np.ndarray, size: int, bias: float, alpha: float, beta: float) -> np.ndarray:
    """Apply the formula channel by channel, as it is printed."""
    expected = np.empty_like(maps)
    last = maps.shape[-1] - 1
    for channel in range(maps.shape[-1]):
        first_neighbour, last_neighbour = max(0, channel - size // 2), min(last, channel + size // 2)
        squares = (maps[..., first_neighbour : last_neighbour + 1] ** 2).sum(axis=-1)
        expected[..., channel] = maps[..., channel] / (bias + alpha * squares) ** beta
    return expected


@pytest.mark.parametrize(("size", "channels"), [(5, 8), (3, 4), (5, 2), (1, 3)])
def test_formula_equals_the_printed_one(size, channels):
    maps = np.random.default_rng(0).normal(size=(2, 3, 3, channels)).astype(np.float32)
    expected = by_hand(maps, size, bias=1.5, alpha=0.3, beta=0.6)

    np.testing.assert_allclose(normalised(maps, size=size, bias=1.5, alpha=0.3, beta=0.6), expected, atol=1e-6)


def test_constants_are_those_of_the_paper():
    maps = np.full((1, 1, 1, 1), 3, dtype=np.float32)

    assert normalised(maps)[0, 0, 0, 0] == pytest.approx(3 / (2 + 1e-4 * 9) ** 0.75)


def test_window_needs_a_middle():
    with pytest.raises(ValueError, match="odd"):
        LocalResponseNormalization(size=4)


def test_layer_survives_being_stored():
    layer = LocalResponseNormalization(size=3, bias=1.5, alpha=0.3, beta=0.6, name="damped")
    restored = LocalResponseNormalization.from_config(layer.get_config())

    assert restored.get_config() == layer.get_config()
    assert restored.name == "damped"


def test_small_additions_survive_training_in_bfloat16():
    keras.config.set_dtype_policy("mixed_bfloat16")
    try:
        assert LocalResponseNormalization().compute_dtype == "float32"
    finally:
        keras.config.set_dtype_policy("float32")
