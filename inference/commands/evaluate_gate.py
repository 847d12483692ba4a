"""`evaluate-gate`: measure what the quality gate refuses, rightly and wrongly."""

import argparse
from pathlib import Path
from typing import Any

from inference.commands.printing import print_report

DESCRIPTION = """Makes labelled photos of good quality worse step by step (farther away, darker, blurred, cut by the
border, with a second person beside) and counts for each step how many the gate refuses, how many of these the network
would have read rightly and wrongly, and its accuracy with and without the gate. With crops instead of photos it takes
the validation split and measures size, darkness, blur and the border: this is how the thresholds are chosen."""


def add(commands: Any) -> None:
    """Describe `evaluate-gate`."""
    command = commands.add_parser("evaluate-gate", help="measure the quality gate", description=DESCRIPTION)
    command.add_argument(
        "--data", type=Path, required=True, help=".npz of labelled whole photos, or crops that `train` reads"
    )
    command.add_argument("--photos", type=int, help="take only so many photos or crops, evenly spread")
    command.add_argument("--detector", help="for whole photos, blazeface when left out")
    command.add_argument("--model")
    command.add_argument("--json", type=Path)
    command.set_defaults(run=evaluate_gate)


def evaluate_gate(options: argparse.Namespace) -> int:
    """Print a table for each reason."""
    from inference.evaluation.photos import holds_photos

    is_photos = holds_photos(options.data)
    if options.detector is not None and not is_photos:
        raise ValueError(f"--detector is for whole photos, and {options.data} holds none")
    print_report(_of_photos(options) if is_photos else _of_crops(options), options.json)
    return 0


def _of_photos(options: argparse.Namespace) -> dict[str, Any]:
    """Measure on whole photos."""
    from inference.detection import DEFAULT_DETECTOR
    from inference.evaluation.evaluate_gate import evaluate_gate as measure
    from inference.evaluation.photos import read_photos
    from inference.pipeline import Analyser

    photos = read_photos(options.data)
    analyser = Analyser.load(options.detector or DEFAULT_DETECTOR, options.model)
    return measure(analyser, photos.take(_rows(len(photos), options.photos)))


def _of_crops(options: argparse.Namespace) -> dict[str, Any]:
    """Measure on the validation split."""
    from inference.evaluation.evaluate_gate_on_crops import evaluate_gate_on_crops
    from inference.evaluation.networks import load_network
    from inference.quality import Thresholds
    from inference.training.dataset import read_crops, training_split

    network = load_network(options.model)
    _, crops = training_split(read_crops(options.data))
    chosen = crops.take(_rows(len(crops), options.photos))
    return {"model": network.name, **evaluate_gate_on_crops(network.classifier, chosen, Thresholds())}


def _rows(count: int, wanted: int | None) -> Any:
    """Return the indices of as many rows as are wanted, evenly spread.

    Raises:
        ValueError: fewer than one is wanted.
    """
    import numpy as np

    if wanted is not None and wanted < 1:
        raise ValueError(f"--photos must be at least 1, not {wanted}")
    return np.linspace(0, count - 1, min(wanted or count, count)).astype(np.intp)
