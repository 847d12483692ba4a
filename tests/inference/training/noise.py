"""Crops of noise, and the kinds of files that people keep crops in."""

from collections.abc import Iterable, Sequence
from pathlib import Path

import cv2
import numpy as np

from inference.training.dataset import TRAINING, Crops

USAGE_NAMES = ("Training", "PublicTest", "PrivateTest")
VOTE_HEADER = "Usage,Image name,neutral,happiness,surprise,sadness,anger,disgust,fear,contempt,unknown,NF"


def noisy(count: int, usage: int = TRAINING, seed: int = 0) -> Crops:
    """Return crops of noise whose labels go round the seven classes."""
    pixels = np.random.default_rng(seed).integers(0, 256, (count, 48, 48), dtype=np.uint8)
    return Crops(pixels, np.arange(count, dtype=np.uint8) % 7, np.full(count, usage, dtype=np.uint8))


def with_labels(*labels: int, usage: int = TRAINING) -> Crops:
    """Return crops of noise with these labels."""
    crops = noisy(len(labels), usage)
    return Crops(crops.pixels, np.array(labels, dtype=np.uint8), crops.usage)


def together(*parts: Crops) -> Crops:
    """Return several sets of crops as one."""
    return Crops(*(np.concatenate([getattr(part, name) for part in parts]) for name in ("pixels", "emotion", "usage")))


def as_text(image: np.ndarray) -> str:
    """Return a crop as the text that stands in Kaggle's tables."""
    return " ".join(map(str, image.ravel()))


def write_lines(path: Path, lines: Iterable[str]) -> Path:
    path.write_text("\n".join(lines) + "\n")
    return path


def write_table(path: Path, crops: Crops) -> Path:
    """Write `fer2013.csv`."""
    rows = zip(crops.emotion, crops.pixels, crops.usage, strict=True)
    lines = (f"{emotion},{as_text(image)},{USAGE_NAMES[usage]}" for emotion, image, usage in rows)
    return write_lines(path, ["emotion,pixels,Usage", *lines])


def write_spaced_table(path: Path, crops: Crops) -> Path:
    """Write `icml_face_data.csv`, with its spaces."""
    rows = zip(crops.emotion, crops.pixels, crops.usage, strict=True)
    lines = (f"{emotion}, {USAGE_NAMES[usage]}, {as_text(image)}" for emotion, image, usage in rows)
    return write_lines(path, ["emotion, Usage, pixels", *lines])


def write_pixels(path: Path, images: Sequence[np.ndarray]) -> Path:
    """Write `test.csv`: pixels alone."""
    return write_lines(path, ["pixels", *(as_text(image) for image in images)])


def write_votes(folder: Path, usage: Iterable[int], votes: np.ndarray) -> Path:
    """Write `fer2013new.csv`."""
    rows = enumerate(zip(usage, votes, strict=True))
    lines = (f"{USAGE_NAMES[part]},fer{row:07d}.png,{','.join(map(str, given))}" for row, (part, given) in rows)
    return write_lines(folder / "fer2013new.csv", [VOTE_HEADER, *lines])


def write_picture(file: Path, image: np.ndarray) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    assert cv2.imwrite(str(file), image)
    return file
