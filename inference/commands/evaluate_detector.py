"""`evaluate-detector`: measure a detector on photos with known boxes."""

import argparse
from pathlib import Path
from typing import Any

from inference.commands.printing import print_report

ROOM_HELP = "webcam scales photos to 320 pixels; room searches them in tiles at their own size"


def add(commands: Any) -> None:
    """Describe `evaluate-detector`."""
    command = commands.add_parser("evaluate-detector", help="measure a detector on photos with known boxes")
    command.add_argument("--data", type=Path, required=True, help="JSON list of photos with `image`, `set`, `xyxy`")
    command.add_argument("--detector", default="blazeface", help="a name, or yunet:PATH")
    command.add_argument("--mode", choices=("webcam", "room"), default="webcam", help=ROOM_HELP)
    command.add_argument("--json", type=Path)
    command.set_defaults(run=evaluate_detector)


def evaluate_detector(options: argparse.Namespace) -> int:
    """Print the figures of a detector, set by set."""
    from inference.detection import load_detector
    from inference.evaluation.evaluate_detector import LONGER_SIDE_PX
    from inference.evaluation.evaluate_detector import evaluate_detector as measure
    from inference.rooms import load_room_detector

    if options.mode == "room":
        report = measure(load_room_detector(options.detector), options.data, longer_side_px=None)
    else:
        report = measure(load_detector(options.detector), options.data, LONGER_SIDE_PX)
    print_report(report, options.json)
    return 0
