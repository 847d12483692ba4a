"""All networks side by side: what each costs, how good it is on the same data, and what its paper says.

Needs Keras on TensorFlow, because every network is converted to LiteRT and measured in that form. A network without a
training run is converted with random weights: its size and its time are those of a trained one.
"""

from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import keras
from tqdm import tqdm

from inference.classification import WEIGHTS_FOLDER, read_entry, read_tables
from inference.evaluation.answers import answer_crops
from inference.evaluation.costs import multiply_adds, parameters
from inference.evaluation.evaluate import measure, without_repeats
from inference.evaluation.kept_figures import Kept, check_same_crops, read_kept
from inference.evaluation.latency import ms_per_face
from inference.evaluation.networks import Network, load_network, network_of
from inference.training.architectures import ARCHITECTURES, Architecture, Paper, build
from inference.training.conversion import convert
from inference.training.dataset import TRAINING, Crops, held_out_part, read_crops
from inference.training.heads import LABELS_HEAD, one_head
from inference.training.runs import CONFIGURATION_FILE, RunError, load_run, read_history, read_options

FIGURES = (
    "part",
    "count",
    "accuracy",
    "balanced_accuracy",
    "macro_precision",
    "macro_f1",
    "macro_auc",
    "confidence_intervals",
    "with_contempt_masked",
    "repeats_of_training",
    "accuracy_without_repeats",
)


@dataclass(frozen=True)
class Row:
    """One network in the table.

    Attributes:
        is_shipped: whether it is the file that is served.
        parameters: None where the entry of a shipped file does not say; likewise `multiply_adds`.
        size_bytes: of the LiteRT file with int8 weights.
        ms_per_face: processor time of one face on one core.
        epochs: of the training here; None where it was not trained, or was shipped without saying.
        figures: on the common data, under the names of `evaluate`; None where it was not trained or there are no data.
        paper: what it reproduces; None for our own.
        measured_on: ISO date of an earlier comparison that the figures are taken from; None where they are new.
    """

    name: str
    is_shipped: bool
    parameters: int | None
    multiply_adds: int | None
    size_bytes: int
    ms_per_face: float
    epochs: int | None = None
    figures: dict[str, Any] | None = None
    paper: Paper | None = None
    measured_on: str | None = None

    def as_dict(self) -> dict[str, Any]:
        """Return the row as it is written to JSON."""
        values = {**vars(self), "paper": None if self.paper is None else asdict(self.paper)}
        return values | {"is_trained": self.is_shipped or self.epochs is not None}


@dataclass(frozen=True)
class Common:
    """The data that all networks are measured on.

    Attributes:
        part: its name, as of `evaluate`.
        crops: that part.
        training: what networks may have learned; images of it that the part repeats are left out of a second figure.
    """

    part: str
    crops: Crops
    training: Crops


def compare(runs: list[Path], data: Path | None, folder: Path = WEIGHTS_FOLDER, kept: Path | None = None) -> list[Row]:
    """Measure the shipped network, then every known one: its training runs, or what it costs where it has none.

    Args:
        runs: folders of training runs, or folders that hold such folders.
        data: crops to measure on, the part that `held_out_part` chooses; None for costs alone.
        folder: of `weights.toml`.
        kept: an earlier comparison on the same data; networks without a run keep their figures.

    Raises:
        DatasetError: the data hold nothing but Training.
        KeptFiguresError: the earlier comparison cannot be read or is on other data.
        RunError: a folder is neither a run nor holds one.
    """
    by_name: dict[str, list[Path]] = {}
    for run in (run for path in runs for run in run_folders(path)):
        by_name.setdefault(read_options(run).architecture, []).append(run)
    common = None if data is None else common_data(data)
    shipped = str(_training_of(_shipped_table(folder)).get("architecture", ""))
    earlier = {} if kept is None or data is None else read_kept(kept, data.name)
    rows = [_shipped_row(common, folder)]
    check_same_crops(earlier, rows[0].figures or {})
    for network in tqdm(ARCHITECTURES.values(), desc="networks"):
        trained = by_name.get(network.name, [])
        rows += [_run_row(network, run, common, len(trained) > 1) for run in trained]
        if not trained and network.name != shipped:
            rows.append(_with_figures(_untrained_row(network), earlier.get(network.name)))
    return rows


def run_folders(path: Path) -> list[Path]:
    """Return a run's folder itself, or the runs directly inside a folder, by name.

    Raises:
        RunError: there is none.
    """
    if (path / CONFIGURATION_FILE).is_file():
        return [path]
    found = sorted(file.parent for file in path.glob(f"*/{CONFIGURATION_FILE}"))
    if not found:
        raise RunError(f"{path} neither is the folder of a training run nor holds one")
    return found


def common_data(data: Path) -> Common:
    """Read the data and choose the part to measure on.

    Raises:
        DatasetError: as of `held_out_part` and `read_crops`.
    """
    crops = read_crops(data)
    return Common(*held_out_part(crops), crops.part(TRAINING))


def _shipped_row(common: Common | None, folder: Path) -> Row:
    """Measure the network that is served."""
    entry = read_entry(folder=folder)
    network = load_network(str(entry.path))
    table = _shipped_table(folder)
    return Row(
        name=entry.name,
        is_shipped=True,
        parameters=table.get("parameters"),
        multiply_adds=table.get("multiply_adds"),
        size_bytes=entry.path.stat().st_size,
        ms_per_face=ms_per_face(network.classifier),
        epochs=_training_of(table).get("epochs"),
        figures=figures_on(network, common),
    )


def _shipped_table(folder: Path) -> dict[str, Any]:
    """Return what `weights.toml` says about the network that is served."""
    name = read_entry(folder=folder).name
    return next(table for table in read_tables(folder) if table["name"] == name)


def _training_of(table: dict[str, Any]) -> dict[str, Any]:
    """Return what an entry says about a network's training; nothing where it does not."""
    return dict(table.get("training", {}))


def _run_row(network: Architecture, run: Path, common: Common | None, is_one_of_several: bool) -> Row:
    """Measure a training run; where a network has several, the folder's name tells them apart."""
    name = f"{network.name} ({run.name})" if is_one_of_several else network.name
    model = one_head(load_run(run), LABELS_HEAD)
    weights = convert(model)
    loaded = network_of(name, weights)
    return _row(name, model, weights, loaded, network.paper, len(read_history(run)), figures_on(loaded, common))


def _untrained_row(network: Architecture) -> Row:
    """Measure what a network costs."""
    model = build(network.name)
    weights = convert(model)
    return _row(network.name, model, weights, network_of(network.name, weights), network.paper, None, None)


def _with_figures(row: Row, kept: Kept | None) -> Row:
    """Give an untrained network's row the figures that an earlier comparison found."""
    if kept is None:
        return row
    return replace(row, epochs=kept.epochs, figures=kept.figures, measured_on=kept.measured_on)


def _row(
    name: str,
    model: keras.Model,
    weights: bytes,
    network: Network,
    paper: Paper | None,
    epochs: int | None,
    figures: dict[str, Any] | None,
) -> Row:
    """Put a row together and let go of the network."""
    costs = parameters(model), multiply_adds(model)
    keras.backend.clear_session()
    return Row(name, False, *costs, len(weights), ms_per_face(network.classifier), epochs, figures, paper)


def figures_on(network: Network, common: Common | None) -> dict[str, Any] | None:
    """Return a network's figures on the common data, None without data."""
    if common is None:
        return None
    known = common.crops.take(common.crops.emotion < len(network.classes))
    answers = answer_crops(network, known.pixels, known.emotion)
    report = {"part": common.part, **measure(answers, network)}
    report |= without_repeats(answers.probabilities, known, common.training)
    return {name: report[name] for name in FIGURES if name in report}
