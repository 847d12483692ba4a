"""Crops -> the side and the channels a network takes. Training only: what is served is cut to its size at once."""

from collections.abc import Iterator

import cv2
import numpy as np
import numpy.typing as npt

from inference.frames import Image

GREY, COLOUR = 1, 3
CROPS_AT_ONCE = 512  # of 224x224 in colour these are 77 MB


def fitted(pixels: npt.NDArray[np.uint8], side: int, channels: int) -> npt.NDArray[np.uint8]:
    """Bring crops to a side and a number of channels.

    Args:
        pixels: uint8, grey of shape (n, height, width) or BGR of shape (n, height, width, 3).
        side: wanted, in pixels.
        channels: 1 for grey, 3 for BGR; grey becomes BGR by repeating it.

    Returns:
        uint8, shape (n, side, side) or (n, side, side, 3); the given array itself where it fits already.

    Raises:
        ValueError: crops have neither 1 nor 3 channels.
    """
    if pixels.shape[1:] == crop_shape(side, channels):
        return pixels
    crops = np.empty((len(pixels), *crop_shape(side, channels)), dtype=np.uint8)
    for place, image in zip(crops, pixels, strict=True):
        place[...] = fit_image(image, side, channels)
    return crops


def fitted_blocks(pixels: npt.NDArray[np.uint8], side: int, channels: int) -> Iterator[npt.NDArray[np.uint8]]:
    """Bring crops to a side and a number of channels some at a time, for all at once may not fit into memory.

    Yields what `fitted` returns for `CROPS_AT_ONCE` of them and for the rest; for no crops, one block of none.
    """
    for start in range(0, max(1, len(pixels)), CROPS_AT_ONCE):
        yield fitted(pixels[start : start + CROPS_AT_ONCE], side, channels)


def fit_image(image: Image, side: int, channels: int) -> Image:
    """Bring one uint8 picture, grey (height, width) or BGR (height, width, 3), to `crop_shape`, squeezed if need be."""
    is_coloured = image.ndim == 3
    if is_coloured and channels == GREY:
        image = np.asarray(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY), dtype=np.uint8)
    # Averaging areas avoids aliasing when shrinking; when enlarging it would leave blocks.
    interpolation = cv2.INTER_AREA if min(image.shape[:2]) >= side else cv2.INTER_LINEAR
    resized = np.asarray(cv2.resize(image, (side, side), interpolation=interpolation), dtype=np.uint8)
    return resized if is_coloured or channels == GREY else np.repeat(resized[..., np.newaxis], COLOUR, axis=2)


def crop_shape(side: int, channels: int) -> tuple[int, ...]:
    """Return the shape of one crop: (side, side) for grey, (side, side, 3) for BGR.

    Raises:
        ValueError: crops have neither 1 nor 3 channels.
    """
    if channels not in (GREY, COLOUR):
        raise ValueError(f"crops have {GREY} or {COLOUR} channels, not {channels}")
    return (side, side) if channels == GREY else (side, side, COLOUR)
