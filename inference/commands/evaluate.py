"""`evaluate`: measure a network on labelled crops or photos."""

import argparse
from pathlib import Path
from typing import Any

from inference.commands.printing import print_report


def add(commands: Any) -> None:
    """Describe `evaluate`."""
    command = commands.add_parser("evaluate", help="measure a network on labelled crops or photos")
    command.add_argument("--data", type=Path, required=True, help="crops that `train` reads, or .npz of whole photos")
    part = command.add_mutually_exclusive_group()
    part.add_argument(
        "--usage",
        type=int,
        choices=(0, 1, 2),
        help="0 Training, 1 PublicTest (default where present), 2 PrivateTest (default else)",
    )
    part.add_argument("--validation", action="store_true", help="the validation split of Training instead")
    command.add_argument(
        "--labels",
        choices=("fer", "ferplus", "ferplus8"),
        default="fer",
        help="fer: the data's own labels; ferplus and, with contempt, ferplus8: the class of most FER+ votes",
    )
    command.add_argument("--model", help="an entry of weights.toml (its default one when left out) or a .tflite file")
    command.add_argument("--detector", help="for whole photos, blazeface when left out")
    command.add_argument(
        "--flip",
        action="store_true",
        help="figures of the network from the mean of both mirror images; the gate's stay as served",
    )
    command.add_argument("--json", type=Path, help="write the figures there")
    command.add_argument("--report", type=Path, help="write a page with charts there")
    command.add_argument("--no-faces", action="store_true", help="leave the pictures of faces out of the page")
    command.set_defaults(run=evaluate)


def evaluate(options: argparse.Namespace) -> int:
    """Print the figures of a network."""
    from inference.detection import DEFAULT_DETECTOR
    from inference.evaluation.evaluate import evaluate_crops
    from inference.evaluation.evaluate_photos import evaluate_photos
    from inference.evaluation.networks import load_network
    from inference.evaluation.photos import holds_photos

    if options.no_faces and options.report is None:
        raise ValueError("--no-faces is for the page that --report writes")
    network = load_network(options.model)
    if holds_photos(options.data):
        if options.usage is not None or options.validation or options.labels != "fer":
            raise ValueError(f"{options.data} holds whole photos: --usage, --validation and --labels are for crops")
        report, answers = evaluate_photos(network, options.detector or DEFAULT_DETECTOR, options.data, options.flip)
    elif options.detector is not None:
        raise ValueError(f"--detector is for whole photos, and {options.data} holds none")
    else:
        report, answers = evaluate_crops(
            network, options.data, options.usage, options.flip, options.validation, options.labels
        )
    print_report(report, options.json)
    if options.report is not None:
        from inference.evaluation.report.page import write_page

        write_page(options.report, report, None if options.no_faces else answers)
    return 0
