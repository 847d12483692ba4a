"""Random changes to training crops, in NumPy and OpenCV so that they serve any Keras backend.

Every kind of change of the PiktoMir paper is here (noise, contrast, brightness, saturation, rotation, erased patches),
beside moves, blur and JPEG at a webcam's sizes, which cover what detection and webcams add.
"""

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

Crop = npt.NDArray[np.uint8]
Generator = np.random.Generator


@dataclass(frozen=True)
class Ranges:
    """How far a crop may be changed; fractions are of the crop's side or of the full grey range.

    Attributes:
        mirror_probability: of swapping left and right.
        blur_probability: of a Gaussian blur of up to `blur_pixels`.
        noise_probability: of Gaussian noise with a deviation of up to `noise`.
        saturation: share by which colours may fade or gain; nothing happens to grey crops.
        erase_side: shortest and longest side of the covered rectangle.
        snapshot_probability: of being packed and cut as a face in a webcam's JPEG is.
        snapshot_scale: smallest and largest side of that face, in sides of the crop.
        snapshot_quality: lowest and highest quality of the JPEG, 0..100.
    """

    rotation_degrees: float = 15.0
    scale: float = 0.17
    shift: float = 0.12
    mirror_probability: float = 0.5
    contrast: float = 0.3
    brightness: float = 0.15
    saturation: float = 0.0
    blur_probability: float = 0.1
    blur_pixels: float = 1.0
    noise_probability: float = 0.1
    noise: float = 0.03
    erase_probability: float = 0.4
    erase_side: tuple[float, float] = (0.125, 0.4)
    snapshot_probability: float = 0.0
    snapshot_scale: tuple[float, float] = (0.6, 2.0)
    snapshot_quality: tuple[int, int] = (40, 90)


UNCHANGED = Ranges(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)

KINDS = {
    "none": UNCHANGED,
    "moves": Ranges(mirror_probability=0, contrast=0, brightness=0, blur_probability=0, noise_probability=0,
                    erase_probability=0),
    "faces": Ranges(),
    "webcam": Ranges(snapshot_probability=0.4),
    "piktomir": Ranges(rotation_degrees=20, scale=0, shift=0, mirror_probability=0, saturation=0.4, blur_probability=0,
                       noise_probability=0.5, noise=0.05, erase_probability=0.5),
}  # fmt: skip


def ranges_of(kind: str) -> Ranges:
    """Return the ranges of a kind of augmentation.

    Raises:
        ValueError: there is no such kind.
    """
    if kind not in KINDS:
        raise ValueError(f"unknown augmentation {kind!r}; known: {', '.join(KINDS)}")
    return KINDS[kind]


def augment(crops: Crop, generator: Generator, ranges: Ranges) -> Crop:
    """Return changed copies of uint8 crops, shape (n, side, side) or (n, side, side, 3)."""
    if ranges == UNCHANGED:
        return crops
    return np.stack([augment_crop(crop, generator, ranges) for crop in crops])


def augment_crop(crop: Crop, generator: Generator, ranges: Ranges) -> Crop:
    """Move, mirror, relight, blur, disturb and partly hide one uint8 crop, shape (side, side) or (side, side, 3).

    What comes of it has the crop's shape, here and in each of the steps below.
    """
    changed = move(crop, generator, ranges)
    if generator.random() < ranges.mirror_probability:
        changed = changed[:, ::-1]
    changed = relight(changed, generator, ranges)
    if changed.ndim == 3 and ranges.saturation:
        changed = recolour(changed, generator, ranges)
    if generator.random() < ranges.blur_probability:
        changed = blur(changed, generator, ranges)
    if generator.random() < ranges.noise_probability:
        changed = disturb(changed, generator, ranges)
    if ranges.snapshot_probability and generator.random() < ranges.snapshot_probability:
        changed = take_snapshot(changed, generator, ranges)
    return erase(changed, generator, ranges) if generator.random() < ranges.erase_probability else changed


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


def recolour(crop: Crop, generator: Generator, ranges: Ranges) -> Crop:
    """Let the colours of a BGR crop fade towards grey or grow stronger."""
    strength = 1 + generator.uniform(-1, 1) * ranges.saturation
    grey = cv2.cvtColor(np.ascontiguousarray(crop), cv2.COLOR_BGR2GRAY)[..., np.newaxis].astype(np.float32)
    recoloured: Crop = np.clip(grey + (crop - grey) * strength, 0, 255).astype(np.uint8)
    return recoloured


def blur(crop: Crop, generator: Generator, ranges: Ranges) -> Crop:
    """Blur a crop as a cheap or misfocused lens does."""
    sigma = generator.uniform(0.1, 1) * ranges.blur_pixels
    return np.asarray(cv2.GaussianBlur(np.ascontiguousarray(crop), (0, 0), sigma), dtype=np.uint8)


def disturb(crop: Crop, generator: Generator, ranges: Ranges) -> Crop:
    """Add the noise of a dark room's webcam."""
    deviation = generator.uniform(0, 1) * ranges.noise * 255
    disturbed: Crop = np.clip(crop + generator.normal(0, deviation, crop.shape), 0, 255).astype(np.uint8)
    return disturbed


def take_snapshot(crop: Crop, generator: Generator, ranges: Ranges) -> Crop:
    """Give a crop what the JPEG of some webcam leaves of it."""
    smallest, largest = ranges.snapshot_scale
    seen = max(1, round(crop.shape[0] * smallest * (largest / smallest) ** generator.random()))
    quality = int(generator.integers(ranges.snapshot_quality[0], ranges.snapshot_quality[1] + 1))
    return as_snapshot(crop, seen, quality)


def as_snapshot(crop: Crop, seen_px: int, quality: int) -> Crop:
    """Make a crop as large as it is in a webcam's picture, pack that as JPEG, and bring it back to its size.

    Args:
        crop: uint8, shape (side, side) or (side, side, 3).
        seen_px: its side in the picture.
        quality: of the JPEG, 0..100.
    """
    packed = cv2.imencode(".jpg", _resized(crop, seen_px), [cv2.IMWRITE_JPEG_QUALITY, quality])[1]
    picture = cv2.imdecode(packed, cv2.IMREAD_COLOR if crop.ndim == 3 else cv2.IMREAD_GRAYSCALE)
    return _resized(np.asarray(picture, dtype=np.uint8), crop.shape[0])


def _resized(crop: Crop, side: int) -> Crop:
    """Resize by averaging areas where it becomes smaller, as photos are cut."""
    how = cv2.INTER_AREA if side < crop.shape[0] else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(np.ascontiguousarray(crop), (side, side), interpolation=how), dtype=np.uint8)


def erase(crop: Crop, generator: Generator, ranges: Ranges) -> Crop:
    """Cover a random rectangle with one random grey (Zhong et al. 2017, arXiv 1708.04896)."""
    side = crop.shape[0]
    low, high = (max(1, round(part * side)) for part in ranges.erase_side)
    height, width = generator.integers(low, high + 1, size=2)
    top, left = generator.integers(0, side - height + 1), generator.integers(0, side - width + 1)
    covered = crop.copy()
    covered[top : top + height, left : left + width] = generator.integers(0, 256)
    return covered
