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
    command.add_argument("--name", default="compact_residual")
    command.set_defaults(run=export)


def export(options: argparse.Namespace) -> int:
    """Write a LiteRT file and its entry."""
    from inference.training.export import export as write

    print_report(write(options.run_folder, options.data, options.name), None)
    return 0
