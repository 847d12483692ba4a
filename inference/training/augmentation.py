"""Random changes to training crops, in NumPy and OpenCV so that they serve any Keras backend.

Ranges: the plain recipe that reached 69 % on PublicTest; rotation and scale also cover what eye alignment leaves.
"""

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

Crop = npt.NDArray[np.uint8]
Generator = np.random.Generator


@dataclass(frozen=True)
class Ranges:
    """How far a crop may be changed; fractions are of the crop's side or of the full grey range."""

    rotation_degrees: float = 15.0
    scale: float = 0.17
    shift: float = 0.15
    contrast: float = 0.3
    brightness: float = 0.15
    erase_probability: float = 0.5
    erase_side: tuple[float, float] = (0.125, 0.4)


DEFAULT_RANGES = Ranges()


def augment(
    crops: npt.NDArray[np.uint8], generator: Generator, ranges: Ranges = DEFAULT_RANGES
) -> npt.NDArray[np.uint8]:
    """Return changed copies of grey uint8 crops, shape (n, side, side)."""
    return np.stack([augment_crop(crop, generator, ranges) for crop in crops])


def augment_crop(crop: Crop, generator: Generator, ranges: Ranges = DEFAULT_RANGES) -> Crop:
    """Move, mirror, relight and partly hide one grey uint8 crop, shape (side, side)."""
    moved = move(crop, generator, ranges)
    mirrored = moved[:, ::-1] if generator.random() < 0.5 else moved
    relit = relight(mirrored, generator, ranges)
    return erase(relit, generator, ranges) if generator.random() < ranges.erase_probability else relit


def move(crop: Crop, generator: Generator, ranges: Ranges) -> Crop:
    """Rotate, scale and shift a crop; what enters from outside is black, as in FER2013 itself."""
    side = crop.shape[0]
    centre = (side - 1) / 2
    angle = generator.uniform(-1, 1) * ranges.rotation_degrees
    scale = 1 + generator.uniform(-1, 1) * ranges.scale
    matrix = cv2.getRotationMatrix2D((centre, centre), angle, scale)
    matrix[:, 2] += generator.uniform(-1, 1, size=2) * ranges.shift * side
    return np.asarray(cv2.warpAffine(crop, matrix, (side, side), flags=cv2.INTER_LINEAR), dtype=np.uint8)


def relight(crop: Crop, generator: Generator, ranges: Ranges) -> Crop:
    """Stretch or flatten the contrast about the mean and shift the brightness."""
    contrast = 1 + generator.uniform(-1, 1) * ranges.contrast
    brightness = generator.uniform(-1, 1) * ranges.brightness * 255
    mean = float(crop.mean())
    relit: Crop = np.clip((crop - mean) * contrast + mean + brightness, 0, 255).astype(np.uint8)
    return relit


def erase(crop: Crop, generator: Generator, ranges: Ranges) -> Crop:
    """Cover a random rectangle with one random grey (Zhong et al. 2017, arXiv 1708.04896)."""
    side = crop.shape[0]
    low, high = (max(1, round(part * side)) for part in ranges.erase_side)
    height, width = generator.integers(low, high + 1, size=2)
    top, left = generator.integers(0, side - height + 1), generator.integers(0, side - width + 1)
    covered = crop.copy()
    covered[top : top + height, left : left + width] = generator.integers(0, 256)
    return covered
