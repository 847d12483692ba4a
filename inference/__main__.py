"""The command line: `python -m inference COMMAND`; `--help` after a command lists its options."""

import argparse
import sys
from collections.abc import Sequence

from inference.commands import (
    benchmark,
    compare,
    cut_faces,
    evaluate,
    evaluate_detector,
    evaluate_gate,
    export,
    predict,
    record_split,
    scores,
    train,
)

COMMANDS = (
    predict, cut_faces, train, evaluate, evaluate_detector, evaluate_gate, export, record_split, compare, scores,
    benchmark,
)  # fmt: skip
# Top-level packages that a machine which only serves does not have.
FOR_TRAINING = frozenset({"keras", "tensorflow", "torch", "jax", "tqdm", "matplotlib", "plotly"})


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return the exit status: 0, or 1 after a clear error."""
    options = _parser().parse_args(arguments)
    try:
        status: int = options.run(options)
    except ModuleNotFoundError as error:
        if error.name not in FOR_TRAINING:
            raise
        print(f"{options.command}: needs {error.name}, which `make setup` installs", file=sys.stderr)
        return 1
    except (ValueError, OSError) as error:
        print(f"{options.command}: {error}", file=sys.stderr)
        return 1
    return status


def _parser() -> argparse.ArgumentParser:
    """Describe all commands."""
    parser = argparse.ArgumentParser(prog="python -m inference", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    for command in COMMANDS:
        command.add(commands)
    return parser


if __name__ == "__main__":
    sys.exit(main())
