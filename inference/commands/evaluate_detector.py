"""`evaluate-detector`: measure a detector on photos with known boxes."""

import argparse
from pathlib import Path
from typing import Any

from inference.commands.printing import print_report

THRESHOLD_HELP = "what blazeface asks for, moved to see how much hangs on it; `sure=0.7`, more than once if wanted"
ROOM_HELP = "webcam scales photos to 320 pixels; room searches them in tiles at their own size"


def add(commands: Any) -> None:
    """Describe `evaluate-detector`."""
    command = commands.add_parser("evaluate-detector", help="measure a detector on photos with known boxes")
    command.add_argument("--data", type=Path, required=True, help="JSON list of photos with `image`, `set`, `xyxy`")
    command.add_argument("--detector", default="blazeface", help="a name, or yunet:PATH")
    command.add_argument("--mode", choices=("webcam", "room"), default="webcam", help=ROOM_HELP)
    command.add_argument("--brightness", type=float, default=1.0, help="of the photos, up to 1; below, with noise")
    command.add_argument("--threshold", action="append", default=[], metavar="NAME=VALUE", help=THRESHOLD_HELP)
    command.add_argument("--json", type=Path)
    command.set_defaults(run=evaluate_detector)


def evaluate_detector(options: argparse.Namespace) -> int:
    """Print the figures of a detector, set by set."""
    from inference.detection import load_detector
    from inference.evaluation.evaluate_detector import LONGER_SIDE_PX
    from inference.evaluation.evaluate_detector import evaluate_detector as measure
    from inference.rooms import load_room_detector

    if options.mode == "room":
        if options.threshold:
            raise ValueError("--threshold is for --mode webcam: room mode uses full-range alone")
        report = measure(load_room_detector(options.detector), options.data, None, options.brightness)
    else:
        detector = load_detector(options.detector, moved_thresholds(options.threshold))
        report = measure(detector, options.data, LONGER_SIDE_PX, options.brightness)
    print_report(report, options.json)
    return 0


def moved_thresholds(words: list[str]) -> dict[str, float]:
    """Read what stands behind `--threshold`.

    Raises:
        ValueError: a word is no `NAME=VALUE`.
    """
    moved = {}
    for word in words:
        name, _sign, value = word.partition("=")
        try:
            moved[name] = float(value)
        except ValueError:
            raise ValueError(f"--threshold takes NAME=VALUE with a number, not {word!r}") from None
    return moved
