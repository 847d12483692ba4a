"""Which model reads a session's frames, taken from the weights' own description as text.

The web process starts sessions but must not load what recognises faces, so this reads the file, not the package.
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings

WEIGHTS = Path("inference") / "weights" / "weights.toml"


@dataclass(frozen=True)
class Recognition:
    """The default model of this installation."""

    name: str
    sha256: str
    temperature: float
    minimum_confidence: float
    accuracy: float


@cache
def current_recognition() -> Recognition:
    models = tomllib.loads((settings.BASE_DIR / WEIGHTS).read_text())["model"]
    default = next(model for model in models if model.get("default"))
    return Recognition(
        name=default["name"],
        sha256=default["sha256"],
        temperature=float(default["temperature"]),
        minimum_confidence=float(default["minimum_confidence"]),
        accuracy=float(default["metrics"]["public_test_accuracy"]),
    )
