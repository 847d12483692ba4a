"""Which model reads a session's frames, taken from the weights' own description as text.

The web process starts sessions but must not load what recognises faces, so this reads the file, not the package.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

WEIGHTS = Path("inference") / "weights" / "weights.toml"
SYNTHETIC = "synthetic"  # the model's name in lectures that were made up


@dataclass(frozen=True)
class Recognition:
    """The default model of this installation."""

    name: str
    sha256: str
    temperature: float
    minimum_confidence: float


@dataclass(frozen=True)
class ErrorTable:
    """How often a model agrees with people on pictures it had not seen, 0 to 1.

    Attributes:
        accuracy: over all pictures.
        confusion: for each class that people named, the share of its pictures that the model called by each class.
        calibration_error: mean distance between how sure it is and how often it is right.
    """

    accuracy: float
    confusion: Mapping[str, Mapping[str, float]]
    calibration_error: float


def error_table_of(sha256: str) -> ErrorTable | None:
    """The errors of a model of this installation.

    None for one that is not here any more, and for one that was exported from data without unseen pictures.
    """
    model = next((model for model in _models() if model["sha256"] == sha256), None)
    if model is None or "public_test_confusion" not in model:
        return None
    metrics, classes = model["metrics"], model["classes"]
    return ErrorTable(
        accuracy=float(metrics["public_test_accuracy"]),
        confusion={
            name: dict(zip(classes, shares, strict=True)) for name, shares in model["public_test_confusion"].items()
        },
        calibration_error=float(metrics["public_test_calibration_error"]),
    )


@cache
def _models() -> list[dict[str, Any]]:
    models: list[dict[str, Any]] = tomllib.loads((settings.BASE_DIR / WEIGHTS).read_text())["model"]
    return models


@cache
def current_recognition() -> Recognition:
    default = next(model for model in _models() if model.get("default"))
    return Recognition(
        name=default["name"],
        sha256=default["sha256"],
        temperature=float(default["temperature"]),
        minimum_confidence=float(default["minimum_confidence"]),
    )
