"""`evaluate-detector`: measure a detector on photos with known boxes."""

import argparse
from pathlib import Path
from typing import Any

from inference.commands.printing import print_report


def add(commands: Any) -> None:
    """Describe `evaluate-detector`."""
    command = commands.add_parser("evaluate-detector", help="measure a detector on photos with known boxes")
    command.add_argument("--data", type=Path, required=True, help="JSON list of photos with `image`, `set`, `xyxy`")
    command.add_argument("--detector", default="blazeface")
    command.add_argument("--json", type=Path)
    command.set_defaults(run=evaluate_detector)


def evaluate_detector(options: argparse.Namespace) -> int:
    """Print the figures of a detector, set by set."""
    from inference.detection import load_detector
    from inference.training.evaluate_detector import evaluate_detector as measure

    print_report(measure(load_detector(options.detector), options.data), options.json)
    return 0
