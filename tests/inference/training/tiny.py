"""A network small enough to train in a test, and crops that it can learn."""

from pathlib import Path

import keras
import numpy as np

from inference.training.architectures import Architecture
from inference.training.crops import Crops


def build_tiny(classes: int) -> keras.Model:
    crops = keras.Input((48, 48, 1))
    features = keras.layers.Flatten()(keras.layers.AveragePooling2D(12)(crops))
    return keras.Model(crops, keras.layers.Dense(classes, dtype="float32", name="logits")(features), name="tiny")


TINY = Architecture("tiny", build_tiny, recipe={"epochs": 3, "label_smoothing": 0.0})


def build_dropping(classes: int) -> keras.Model:
    crops = keras.Input((48, 48, 1))
    features = keras.layers.Dropout(0.5)(keras.layers.Flatten()(keras.layers.AveragePooling2D(12)(crops)))
    return keras.Model(crops, keras.layers.Dense(classes, dtype="float32", name="logits")(features), name="dropping")


DROPPING = Architecture("dropping", build_dropping, recipe={"epochs": 2})


def bright_crops(count: int = 70) -> Crops:
    """Training crops, each its own mirror image, in which the place of two bright patches tells the class; the votes
    agree, with one slip and one vote for contempt.
    """
    emotion = np.arange(count, dtype=np.uint8) % 7
    pixels = np.random.default_rng(0).integers(90, 110, (count, 48, 48), dtype=np.uint8)
    for crop, number in zip(pixels, emotion.tolist(), strict=True):
        rows = slice(number // 2 * 12, number // 2 * 12 + 12)
        for column in ((0, 36), (12, 24))[number % 2]:
            crop[rows, column : column + 12] += 120
    pixels[:, :, 24:] = pixels[:, :, 23::-1]
    votes = np.zeros((count, 10), dtype=np.uint8)
    votes[np.arange(count), np.array([4, 5, 6, 1, 3, 2, 0])[emotion]] = 7
    votes[:, 7] = 2
    votes[:, 8] = 1
    return Crops(pixels, emotion, np.zeros(count, dtype=np.uint8), votes)


def write_crops(path: Path, crops: Crops) -> Path:
    np.savez(path, pixels=crops.pixels, emotion=crops.emotion, usage=crops.usage, ferplus_votes=crops.votes)
    return path
