"""`record-split`: tell older runs which data they were trained on."""

import argparse
from pathlib import Path
from typing import Any

from inference.commands.printing import print_report

DESCRIPTION = """A run is exported, resumed, gone on from, averaged or taught by only where it kept the same images
apart for validation. Runs of older versions, and their files of `export --start`, do not say which these were: this
writes it down, from the data they were trained on. Give the very same file, its rows in the same order."""


def add(commands: Any) -> None:
    """Describe `record-split`."""
    command = commands.add_parser(
        "record-split", help="write into older runs which images they were validated on", description=DESCRIPTION
    )
    command.add_argument("path", type=Path, nargs="+", help="folder of a run, or file of `export --start`")
    command.add_argument("--data", type=Path, required=True, help="what they were trained on")
    command.add_argument(
        "--validation-fraction", type=float, default=0.1, help="for files, default 0.1; a run's folder knows its own"
    )
    command.set_defaults(run=record_split)


def record_split(options: argparse.Namespace) -> int:
    """Write the fingerprints and print them."""
    from inference.training.splits import record_split as record

    print_report({str(path): record(path, options.data, options.validation_fraction) for path in options.path})
    return 0
