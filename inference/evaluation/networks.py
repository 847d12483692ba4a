"""The network to be measured: an entry of `weights.toml` or any LiteRT file."""

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from inference.classification import Classifier, Entry, WeightsError, read_entry, read_tables
from inference.labels import EMOTIONS, EMOTIONS_WITH_CONTEMPT

CLASSES = {len(classes): classes for classes in (EMOTIONS, EMOTIONS_WITH_CONTEMPT)}


@dataclass(frozen=True)
class Network:
    """A loaded network and what is known about it.

    Attributes:
        name: of the entry, or the file's.
        classes: in the order of its output.
        minimum_confidence: below it serving gives no reading; 0 for a file without an entry.
        sha256: of the file, in hexadecimal.
    """

    name: str
    classifier: Classifier
    classes: tuple[str, ...]
    minimum_confidence: float
    sha256: str

    @property
    def side(self) -> int:
        """Return the side of its crops in pixels."""
        return self.classifier.side

    @property
    def channels(self) -> int:
        """Return 1 for grey crops, 3 for BGR."""
        return self.classifier.channels


def load_network(model: str | None = None) -> Network:
    """Load a network by the name of its entry, by the path of a LiteRT file, or from the folder that holds one.

    A file with a `weights.toml` beside it that describes it is loaded as described; any other one with temperature 1
    and the classes that its number of outputs tells.

    Raises:
        WeightsError: there is neither such an entry nor such a file, or its outputs are not seven or eight.
    """
    path = None if model is None else Path(model)
    if path is None or not path.exists():
        return _from_entry(read_entry(model))
    path = _only_file(path) if path.is_dir() else path
    name = _entry_name(path)
    return _from_file(path) if name is None else _from_entry(read_entry(name, path.parent))


def _only_file(folder: Path) -> Path:
    """Return the one LiteRT file of a folder."""
    found = sorted(folder.glob("*.tflite"))
    if len(found) != 1:
        names = ", ".join(path.name for path in found) or "none"
        raise WeightsError(
            f"{folder} should hold one .tflite file; it holds: {names}. Export the run, or give the file"
        )
    return found[0]


def _entry_name(path: Path) -> str | None:
    """Return the name under which a `weights.toml` beside the file describes it."""
    return next((str(table["name"]) for table in read_tables(path.parent) if table["file"] == path.name), None)


def _from_entry(entry: Entry) -> Network:
    """Load the file of an entry."""
    return Network(entry.name, Classifier.load(entry), entry.classes, entry.minimum_confidence, entry.sha256)


def _from_file(path: Path) -> Network:
    """Load a file that no entry describes."""
    return network_of(path.stem, path.read_bytes())


def network_of(name: str, weights: bytes) -> Network:
    """Load a LiteRT network from memory, with temperature 1.

    Raises:
        WeightsError: the bytes are no such network.
    """
    try:
        classifier = Classifier(weights)
    except (ValueError, RuntimeError) as error:
        raise WeightsError(f"{name} is not a LiteRT network: {error}") from error
    return Network(name, classifier, _classes(classifier), 0.0, sha256(weights).hexdigest())


def _classes(classifier: Classifier) -> tuple[str, ...]:
    """Return the class names by the number of outputs."""
    if classifier.classes not in CLASSES:
        raise WeightsError(f"a network has seven or eight outputs, not {classifier.classes}")
    return CLASSES[classifier.classes]
