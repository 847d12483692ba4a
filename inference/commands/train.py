"""`train`: train a network."""

import argparse
from pathlib import Path
from typing import Any

FLAGSHIP = "se_residual"
LABELS_HELP = "fer, fer8: the data's own, of seven classes or, with contempt, eight; ferplus, ferplus8: the FER+ votes"
NOT_OPTIONS = ("command", "run", "out", "resume")


def add(commands: Any) -> None:
    """Describe `train`; what is not given comes from the network's own recipe."""
    command = commands.add_parser(
        "train",
        help="train a network",
        description="Train a network. Options that are not given come from the recipe of the architecture.",
        argument_default=argparse.SUPPRESS,
    )
    command.add_argument(
        "--architecture", help=f"default {FLAGSHIP}, which wants FER+ votes in the data, or else --votes-head 0"
    )
    command.add_argument("--data", required=True, help="crops: .npz, Kaggle's .csv, or a folder with one per class")
    command.add_argument("--out", type=Path, required=True, help="folder of the run")
    command.add_argument("--resume", action="store_true", default=False, help="go on from the last finished epoch")
    command.add_argument("--epochs", type=int)
    command.add_argument("--seed", type=int)
    command.add_argument("--batch-size", type=int)
    command.add_argument("--mixed-bfloat16", action=argparse.BooleanOptionalAction, help="compute in bfloat16")
    command.add_argument("--initial-weights", help="folder of a finished run, file of `export --start`, or imagenet")
    _add_targets(command.add_argument_group("what is learned"))
    _add_pictures(command.add_argument_group("what is changed in the pictures"))
    _add_optimization(command.add_argument_group("how it is learned"))
    command.set_defaults(run=train)


def _add_targets(group: Any) -> None:
    """Describe labels, weights and teachers."""
    group.add_argument("--labels", choices=("fer", "fer8", "ferplus", "ferplus8"), help=LABELS_HELP)
    group.add_argument("--vote-share", type=float, help="how much of an own label the FER+ votes replace, 0..1")
    group.add_argument("--votes-head", type=float, help="weight of a second output that learns the FER+ votes")
    group.add_argument("--label-smoothing", type=float)
    group.add_argument("--class-weight-power", type=float, help="0 counts crops alike, 1 classes alike")
    group.add_argument(
        "--oversample", action=argparse.BooleanOptionalAction, help="enlarge the smallest class to the size of surprise"
    )
    group.add_argument("--teachers", nargs="+", help="folders of finished runs, or files of `export --start`")
    group.add_argument("--teacher-share", type=float, help="how much of the target the teachers replace, 0..1")


def _add_pictures(group: Any) -> None:
    """Describe augmentation."""
    group.add_argument("--augmentation", help="none, moves, faces, webcam or piktomir")
    group.add_argument("--zoom", type=float, help="how many times larger a crop's middle is seen; 1 for all of it")
    group.add_argument("--mixup", type=float, help="parameter of the Beta distribution; 0 for none")


def _add_optimization(group: Any) -> None:
    """Describe the optimizer, its schedule and what holds the weights back."""
    group.add_argument("--optimizer", choices=("sgd", "adam"))
    group.add_argument("--learning-rate", type=float)
    group.add_argument("--schedule", choices=("cosine", "constant"))
    group.add_argument("--warmup-epochs", type=float)
    group.add_argument("--momentum", type=float)
    group.add_argument("--weight-decay", type=float, help="L2 on kernels")
    group.add_argument("--gradient-norm", type=float)
    group.add_argument("--average-decay", type=float, help="running average of the weights; 0 for none")
    group.add_argument("--early-stopping", type=int, help="epochs without a better validation accuracy; 0 never stops")
    group.add_argument("--validation-fraction", type=float)


def train(options: argparse.Namespace) -> int:
    """Train, or go on training."""
    from inference.training.runs import CONFIGURATION_FILE, options_for, options_to_resume
    from inference.training.train import Run

    chosen = {name: value for name, value in vars(options).items() if name not in NOT_OPTIONS}
    if "teachers" in chosen:
        chosen["teachers"] = tuple(chosen["teachers"])
    if options.resume and (options.out / CONFIGURATION_FILE).exists():
        wanted = options_to_resume(options.out, chosen)
    else:
        wanted = options_for(str(chosen.get("architecture", FLAGSHIP)), chosen)
    Run(wanted, options.out, options.resume).train()
    return 0
