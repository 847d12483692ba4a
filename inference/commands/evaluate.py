"""`evaluate`: measure a network on labelled crops or photos."""

import argparse
from pathlib import Path
from typing import Any

from inference.commands.printing import print_report


def add(commands: Any) -> None:
    """Describe `evaluate`."""
    command = commands.add_parser("evaluate", help="measure a network on labelled crops or photos")
    command.add_argument("--data", type=Path, required=True)
    command.add_argument("--usage", type=int, default=1, help="0 Training, 1 PublicTest (default), 2 PrivateTest")
    command.add_argument("--model")
    command.add_argument("--detector", default="blazeface", help="for whole photos")
    command.add_argument("--json", type=Path)
    command.set_defaults(run=evaluate)


def evaluate(options: argparse.Namespace) -> int:
    """Print the figures of a network."""
    from inference.classification import read_entry
    from inference.pipeline import Analyser
    from inference.training.evaluate import evaluate_crops, evaluate_photos, holds_photos

    if holds_photos(options.data):
        report = evaluate_photos(Analyser.load(options.detector, options.model), options.data)
    else:
        report = evaluate_crops(read_entry(options.model), options.data, options.usage)
    print_report(report, options.json)
    return 0
