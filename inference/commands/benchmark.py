"""`benchmark`: frames a second on one core."""

import argparse
from pathlib import Path
from typing import Any

from inference.commands.printing import print_report

DESCRIPTION = """Measures how many frames a second go from JPEG to probabilities on one core, for every detector and
every network, and the papers' way (Haar and keras.Model.predict) in the same run."""


def add(commands: Any) -> None:
    """Describe `benchmark`."""
    command = commands.add_parser("benchmark", help="frames a second on one core", description=DESCRIPTION)
    command.add_argument("--frames", type=Path, metavar="DIR", help="JPEGs to measure on, instead of made ones")
    command.add_argument("--detector", action="append", default=[], metavar="yunet:PATH", help="measure this one too")
    command.add_argument("--seconds", type=float, default=3.0, help="for each pair, default 3")
    command.add_argument("--json", type=Path)
    command.set_defaults(run=benchmark)


def benchmark(options: argparse.Namespace) -> int:
    """Print the speeds."""
    from inference.evaluation.benchmark import benchmark as measure
    from inference.evaluation.benchmark import made_frames, read_frames

    frames = read_frames(options.frames) if options.frames else made_frames()
    print_report(measure(frames, options.seconds, options.detector), options.json)
    return 0
