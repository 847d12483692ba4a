"""Pictures as a camera with too little light gives them."""

import numpy as np

from inference.frames import Image

DARK_NOISE = 2.0  # deviation in grey levels; an assumption about cameras that have too little light


def darker(image: Image, brightness: float) -> Image:
    """Scale the grey values of a photo or crop of any shape, and add the noise of a camera in the dark.

    The noise is the same every time, and each colour of a photo has its own.

    Args:
        image: uint8.
        brightness: above 0 and up to 1, which leaves the picture as it is.

    Raises:
        ValueError: the brightness is another.
    """
    if not 0 < brightness <= 1:
        raise ValueError(f"brightness must lie above 0 and be at most 1, not {brightness:g}")
    if brightness == 1:
        return image
    noise = np.random.default_rng(0).normal(0, DARK_NOISE, image.shape)
    return np.asarray(np.clip(np.round(image * brightness + noise), 0, 255), dtype=np.uint8)
