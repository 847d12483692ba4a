"""The command line: `python -m inference COMMAND`; `--help` after a command lists its options."""

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return the exit status: 0, or 1 after a clear error."""
    options = _parser().parse_args(arguments)
    try:
        status: int = options.run(options)
    except (ValueError, OSError) as error:
        print(f"{options.command}: {error}", file=sys.stderr)
        return 1
    return status


def _parser() -> argparse.ArgumentParser:
    """Describe all commands."""
    parser = argparse.ArgumentParser(prog="python -m inference", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    _add_predict(commands)
    _add_train(commands)
    _add_evaluate(commands)
    _add_evaluate_detector(commands)
    _add_export(commands)
    return parser


def _add_predict(commands: Any) -> None:
    """Describe `predict`."""
    command = commands.add_parser("predict", help="read the face in photos; prints one JSON object a line")
    command.add_argument("image", nargs="+", type=Path)
    command.add_argument("--detector", default="blazeface")
    command.add_argument("--model", help="an entry of weights.toml; its default one when left out")
    command.set_defaults(run=predict)


def _add_train(commands: Any) -> None:
    """Describe `train`."""
    command = commands.add_parser("train", help="train a network")
    command.add_argument("--architecture", default="compact_residual")
    command.add_argument("--data", type=Path, required=True, help=".npz with pixels, emotion and usage")
    command.add_argument("--out", type=Path, required=True)
    command.add_argument("--epochs", type=int, default=40)
    command.add_argument("--seed", type=int, default=0)
    command.add_argument("--batch-size", type=int, default=128)
    command.add_argument("--learning-rate", type=float, default=0.1)
    command.add_argument("--weight-decay", type=float, default=5e-4)
    command.add_argument("--label-smoothing", type=float, default=0.1)
    command.add_argument("--mixed-bfloat16", action="store_true", help="compute in bfloat16")
    command.add_argument("--resume", action="store_true", help="go on from the last finished epoch in --out")
    command.set_defaults(run=train)


def _add_evaluate(commands: Any) -> None:
    """Describe `evaluate`."""
    command = commands.add_parser("evaluate", help="measure a network on labelled crops or photos")
    command.add_argument("--data", type=Path, required=True)
    command.add_argument("--usage", type=int, default=1, help="0 Training, 1 PublicTest (default), 2 PrivateTest")
    command.add_argument("--model")
    command.add_argument("--detector", default="blazeface", help="for whole photos")
    command.add_argument("--json", type=Path)
    command.set_defaults(run=evaluate)


def _add_evaluate_detector(commands: Any) -> None:
    """Describe `evaluate-detector`."""
    command = commands.add_parser("evaluate-detector", help="measure a detector on photos with known boxes")
    command.add_argument("--data", type=Path, required=True, help="JSON list of photos with `image`, `set`, `xyxy`")
    command.add_argument("--detector", default="blazeface")
    command.add_argument("--json", type=Path)
    command.set_defaults(run=evaluate_detector)


def _add_export(commands: Any) -> None:
    """Describe `export`."""
    command = commands.add_parser("export", help="turn a training run into a LiteRT file and its weights.toml entry")
    command.add_argument("--run-folder", type=Path, required=True)
    command.add_argument("--data", type=Path, required=True)
    command.add_argument("--name", default="compact_residual")
    command.set_defaults(run=export)


def predict(options: argparse.Namespace) -> int:
    """Print what is read in each photo; the status is 1 when one of them cannot be read."""
    from inference.frames import UnreadableImageError, decode_photo
    from inference.pipeline import Analyser

    analyser = Analyser.load(options.detector, options.model)
    status = 0
    for path in options.image:
        try:
            result = asdict(analyser.analyse_image(decode_photo(path.read_bytes())))
        except (UnreadableImageError, OSError) as error:
            result, status = {"reason": "unreadable_image", "error": str(error)}, 1
        print(json.dumps({"image": str(path), **result}), flush=True)
    return status


def train(options: argparse.Namespace) -> int:
    """Train, or go on training."""
    from inference.training.train import Options, Run

    names = set(Options.__dataclass_fields__)
    chosen = {name: value for name, value in vars(options).items() if name in names}
    Run(Options(**{**chosen, "data": str(options.data)}), options.out, options.resume).train()
    return 0


def evaluate(options: argparse.Namespace) -> int:
    """Print the figures of a network."""
    from inference.classification import read_entry
    from inference.pipeline import Analyser
    from inference.training.evaluate import evaluate_crops, evaluate_photos, holds_photos

    if holds_photos(options.data):
        report = evaluate_photos(Analyser.load(options.detector, options.model), options.data)
    else:
        report = evaluate_crops(read_entry(options.model), options.data, options.usage)
    _print_report(report, options.json)
    return 0


def evaluate_detector(options: argparse.Namespace) -> int:
    """Print the figures of a detector, set by set."""
    from inference.detection import load_detector
    from inference.training.evaluate_detector import evaluate_detector as measure

    _print_report(measure(load_detector(options.detector), options.data), options.json)
    return 0


def export(options: argparse.Namespace) -> int:
    """Write a LiteRT file and its entry."""
    from inference.training.export import export as write

    _print_report(write(options.run_folder, options.data, options.name), None)
    return 0


def _print_report(report: dict[str, Any], path: Path | None) -> None:
    """Print a report as JSON, and write it to a file when asked."""
    text = json.dumps(report, indent=2)
    print(text)
    if path is not None:
        path.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
