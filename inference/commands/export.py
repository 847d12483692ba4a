"""`export`: turn a training run into a shipped file."""

import argparse
from pathlib import Path
from typing import Any

from inference.commands.printing import print_report


def add(commands: Any) -> None:
    """Describe `export`."""
    command = commands.add_parser("export", help="turn a training run into a LiteRT file and its weights.toml entry")
    command.add_argument("--run-folder", type=Path, required=True)
    command.add_argument("--data", type=Path, required=True)
    command.add_argument("--name", required=True, help="of the entry in weights.toml")
    command.add_argument("--head", choices=("labels", "votes"), default="labels", help="votes: eight classes")
    purpose = command.add_mutually_exclusive_group()
    purpose.add_argument("--release", action="store_true", help="measure it on PublicTest too: once, when it is chosen")
    purpose.add_argument("--default", action="store_true", help="a release that live sessions shall use")
    command.add_argument("--mirror", action="store_true", help="look at the mirror image of each crop too")
    command.add_argument(
        "--mean-with", type=Path, action="append", default=[], help="a run or a file of weights to take the mean with"
    )
    command.add_argument(
        "--beside", type=Path, action="append", default=[], help="a run or such a file to look at the mirror image"
    )
    command.add_argument("--folder", type=Path, help="where file and entry go; the product's own when left out")
    command.add_argument("--start", type=Path, help="write the weights to go on training from there, as .npz")
    command.set_defaults(run=export)


def export(options: argparse.Namespace) -> int:
    """Write a LiteRT file and its entry."""
    from inference.classification import WEIGHTS_FOLDER
    from inference.release.assembly import Assembly, Purpose
    from inference.release.export import export as write
    from inference.training.starts import save_start

    folder = options.folder or WEIGHTS_FOLDER
    assembly = Assembly(options.mirror, tuple(options.mean_with), tuple(options.beside))
    purpose = Purpose.DEFAULT if options.default else Purpose.RELEASE if options.release else Purpose.TRIAL
    entry = write(options.run_folder, options.data, options.name, options.head, purpose, folder, assembly)
    if options.start is not None:
        save_start(options.run_folder, options.start, assembly.mean_with)
    print_report(entry)
    return 0
