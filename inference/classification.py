"""Crops -> probabilities, through LiteRT on one core; and the entries of `weights.toml`."""

import tomllib
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from ai_edge_litert.interpreter import Interpreter

from inference.labels import EMOTIONS, EMOTIONS_WITH_CONTEMPT
from inference.preprocessing import CROP_SIDE, Crops, to_input
from inference.probabilities import Probabilities, softmax

WEIGHTS_FOLDER = Path(__file__).parent / "weights"


class WeightsError(ValueError):
    """A weights file or its entry is missing, or the file is not the one the entry describes."""


@dataclass(frozen=True)
class Entry:
    """One network of `weights.toml`.

    Attributes:
        path: of the LiteRT file.
        sha256: of that file, in hexadecimal.
        temperature: divisor of the logits, fitted on the validation split (Guo et al. 2017, arXiv 1706.04599).
        minimum_confidence: below this top probability there is no reading.
        classes: in the order of the output: `EMOTIONS`, or those with contempt.
        metrics: measured figures by name.
    """

    name: str
    path: Path
    sha256: str
    temperature: float
    minimum_confidence: float
    classes: tuple[str, ...]
    metrics: dict[str, float]


def read_entry(name: str | None = None, folder: Path = WEIGHTS_FOLDER) -> Entry:
    """Return the entry with this name, or the default one.

    Raises:
        WeightsError: there is no such entry, it is for classes that are not known here, or the default one has
            other classes than the seven that live sessions serve.
    """
    entries = read_tables(folder)
    for entry in entries:
        if entry["name"] == name or (name is None and entry.get("default", False)):
            return _entry(entry, folder)
    known = ", ".join(entry["name"] for entry in entries)
    raise WeightsError(f"weights.toml has no model {name or 'marked as default'}; it has: {known or 'none'}")


def read_tables(folder: Path = WEIGHTS_FOLDER) -> list[dict[str, Any]]:
    """Return the tables of a folder's `weights.toml` as they stand there; none where there is no such file."""
    path = folder / "weights.toml"
    tables: list[dict[str, Any]] = []
    if path.exists():
        tables = tomllib.loads(path.read_text(encoding="utf-8")).get("model", [])
    return tables


def _entry(values: dict[str, Any], folder: Path) -> Entry:
    """Check one table of the file and return it typed."""
    classes = tuple(values["classes"])
    served = (EMOTIONS,) if values.get("default", False) else (EMOTIONS, EMOTIONS_WITH_CONTEMPT)
    if classes not in served:
        raise WeightsError(f"the model {values['name']} has the classes {values['classes']}, not {list(EMOTIONS)}")
    return Entry(
        name=values["name"],
        path=folder / values["file"],
        sha256=values["sha256"],
        temperature=float(values["temperature"]),
        minimum_confidence=float(values["minimum_confidence"]),
        classes=classes,
        metrics=dict(values.get("metrics", {})),
    )


class Classifier:
    """A LiteRT network that turns crops into calibrated probabilities."""

    def __init__(self, weights: bytes, temperature: float = 1.0) -> None:
        """Load a network from (1, side, side, channels) float32 to logits of shape (1, classes), for use on one core.

        Raises:
            ValueError: the temperature is not positive, or the bytes are no LiteRT network.
        """
        if temperature <= 0:
            raise ValueError(f"temperature must be positive, not {temperature}")
        self.temperature = temperature
        self.interpreter = Interpreter(model_content=weights, num_threads=1)
        self.interpreter.allocate_tensors()
        taken = self.interpreter.get_input_details()[0]
        self.input = taken["index"]
        self.side, self.channels = int(taken["shape"][1]), int(taken["shape"][3])
        output = self.interpreter.get_output_details()[0]
        self.output, self.classes = output["index"], int(output["shape"][-1])

    @classmethod
    def load(cls, entry: Entry) -> "Classifier":
        """Load the file of an entry.

        Raises:
            WeightsError: the file is missing or is not the one that was measured.
        """
        if not entry.path.is_file():
            raise WeightsError(f"the weights file {entry.path.name} is missing")
        weights = entry.path.read_bytes()
        if sha256(weights).hexdigest() != entry.sha256:
            raise WeightsError(f"{entry.path.name} is not the file that weights.toml describes")
        return cls(weights, entry.temperature)

    def takes_served_crops(self) -> bool:
        """Tell whether it takes crops as they are cut from photos and frames: grey, 48 pixels a side."""
        return (self.side, self.channels) == (CROP_SIDE, 1)

    def classify(self, crops: Crops) -> Probabilities:
        """Return calibrated probabilities, shape (n, classes), for its crops; the entry names the classes.

        Args:
            crops: uint8, shape (n, side, side) for one channel and (n, side, side, 3), BGR, for three.
        """
        return softmax(self.logits(crops), self.temperature)

    def logits(self, crops: Crops) -> npt.NDArray[np.float32]:
        """Return the network's own output, shape (n, classes). One crop at a time: batches gain nothing in LiteRT."""
        rows = [self._logits_of_one(to_input(crop[np.newaxis])) for crop in crops]
        return np.concatenate(rows) if rows else np.zeros((0, self.classes), dtype=np.float32)

    def _logits_of_one(self, single: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        """Run the network on input of its shape."""
        self.interpreter.set_tensor(self.input, single)
        self.interpreter.invoke()
        return np.asarray(self.interpreter.get_tensor(self.output), dtype=np.float32)
