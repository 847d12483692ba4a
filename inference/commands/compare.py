"""`compare`: all networks side by side."""

import argparse
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any


def add(commands: Any) -> None:
    """Describe `compare`."""
    command = commands.add_parser("compare", help="all networks in one table: costs, figures, what the papers report")
    command.add_argument(
        "--runs", type=Path, nargs="+", default=[], help="folders of training runs, or one that holds them"
    )
    command.add_argument("--data", type=Path, help="crops to measure on: PublicTest, or else PrivateTest")
    command.add_argument("--json", type=Path, help="write the figures there")
    command.add_argument(
        "--kept", type=Path, help="what --json wrote before: networks without a run here keep the figures they had"
    )
    command.add_argument("--out", type=Path, required=True, help="write the table there (docs/comparison.md)")
    command.set_defaults(run=compare)


def compare(options: argparse.Namespace) -> int:
    """Write the table, and the figures when asked."""
    if options.kept and options.data is None:
        raise ValueError("--kept holds figures on crops: say with --data on which")
    os.environ.setdefault("KERAS_BACKEND", "tensorflow")  # conversion needs it

    from inference.commands.printing import print_report
    from inference.evaluation.compare import compare as measure
    from inference.evaluation.comparison_page import comparison_page, hardware

    rows = measure(options.runs, options.data, kept=options.kept)
    data = None if options.data is None else options.data.name
    options.out.write_text(comparison_page(rows, data, _command(options)), encoding="utf-8")
    facts = {"measured_on": datetime.now(UTC).date().isoformat(), "hardware": hardware(), "data": data}
    print_report({**facts, "networks": [row.as_dict() for row in rows]}, options.json)
    return 0


def _command(options: argparse.Namespace) -> str:
    """Return the command that makes the page again, with the names of files and folders only."""
    runs = " ".join(path.name for path in options.runs)
    data = "" if options.data is None else f" --data {options.data.name}"
    kept = "" if options.kept is None else f" --kept {options.kept.name}"
    return f"python -m inference compare --out {options.out.name}" + (f" --runs {runs}" if runs else "") + data + kept
